"""An example breaks the rules of its own field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis import values
from tamis.checks import modules_with
from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="schema.bad-example",
    severity=Severity.WARNING,
    title=Text(
        fr="Exemple non conforme",
        en="Example that does not conform",
    ),
    message=Text(
        fr="L'exemple « {value} » de « {field} » ne respecte pas son propre champ ({rule}).",
        en="The example “{value}” of “{field}” does not conform to its own field ({rule}).",
    ),
    why=Text(
        fr="Les producteurs recopient l'exemple : leur fichier est alors refusé.",
        en="Producers copy the example: their file is then refused.",
    ),
    repair=Text(
        fr="Donnez un exemple que le champ accepte.",
        en="Give an example that the field accepts.",
    ),
)

#: Types of which a list is one value.
_WHOLE: Final = frozenset({"array", "object", "geojson", "geopoint", "any"})


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Hold every example against its field, through the very rules that judge a file."""
    for declared in written.fields:
        for pointer, example in declared.examples():
            if isinstance(example, list) and declared.field.type not in _WHOLE:
                texts = [values.descriptor_text(part) for part in example]
            else:
                texts = [values.descriptor_text(example)]
            for text in texts:
                title = _broken(text, declared.field, written.schema)
                if title is not None:
                    params = {"rule": title}
                    yield Defect(
                        field=declared.field.name, value=text, params=params, pointer=pointer
                    )


def _broken(text: str, field: Field, schema: Schema) -> Text | None:
    """Return the title of the first rule that a text breaks, if it breaks one."""
    if text in schema.missing(field):
        return None
    import polars as pl

    kind = values.type_module(field)
    frame = pl.DataFrame({"text": [text]}, schema={"text": pl.String})
    frame = frame.with_columns(value=kind.parse(field, pl.col("text")))
    cell = Cell(
        field=field,
        schema=schema,
        text=pl.col("text"),
        value=pl.col("value"),
        expected=kind.expected(field),
    )
    for leaf in modules_with("bind"):
        if leaf.RULE.scope == "cell" and leaf.RULE.severity is Severity.ERROR:
            for bound in leaf.bind(cell):
                if frame.select(bound.broken.alias("broken")).item():
                    title: Text = leaf.RULE.title
                    return title
    return None
