"""A label holds a null character."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, header_rule
from tamis.model.rule import Rule
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import Header

RULE = Rule(
    code="header.null-character",
    alias="label-error",
    title=Text(fr="Caractère nul dans un nom de colonne", en="Null character in a label"),
    message=Text(
        fr="Le nom de la colonne {column} contient un caractère nul : {value}",
        en="The label of column {column} contains a null character: {value}",
    ),
    why=Text(
        fr="Un caractère nul ne se voit pas, et beaucoup de logiciels s'y arrêtent : ce n'est pas "
        "le nom attendu.",
        en="A null character is invisible, and many programs stop there: it is not the expected "
        "name.",
    ),
    repair=Text(fr="Réécrivez le nom de la colonne.", en="Write the label again."),
)


@header_rule
def check_header(header: Header, schema: Schema) -> Iterator[Defect]:
    """Look for null characters; a label that is a field without them is renamed."""
    names = {position: name for name, position in header.positions.items()}
    for position, label in enumerate(header.labels):
        if "\0" in label:
            yield Defect(
                column=position + 1,
                value=label,
                params={"column": position + 1},
                repair="header-name" if position in names else "",
                proposal=names.get(position),
            )
