"""The letters of a key are written in parts, so that it equals none written as usual."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.free_text import has_accents
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.decomposed",
    severity=Severity.WARNING,
    title=Text(fr="Accents détachés dans une clé", en="Detached accents in a key"),
    message=Text(
        fr="« {value} » a des accents détachés de leurs lettres (Unicode NFD) : dans la clé « "
        "{field} », ce n'est pas la même valeur que celle que l'on tape au clavier.",
        en="“{value}” has accents stored separately from their letters (Unicode NFD): in the key "
        "“{field}”, it is not the same value as the one typed on a keyboard.",
    ),
    why=Text(
        fr="Deux clés qui se lisent pareil sans être égales passent pour deux choses.",
        en="Two keys that look the same but are not equal are taken for two things.",
    ),
    repair=Text(
        fr="Tapez la valeur au clavier (Unicode NFC).",
        en="Type the value on a keyboard (Unicode NFC).",
    ),
)

#: Told only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts of keys that are not in Unicode's composed form (UAX 15, NFC)."""
    if cell.field.type not in {"string", "any"} or not _is_in_a_key(cell):
        return
    marked = cell.text.str.contains(r"\p{M}")
    composed = pl.when(marked).then(cell.text).str.normalize("NFC")
    yield CellCondition(broken=marked & (composed != cell.text), among=has_accents)


def _is_in_a_key(cell: Cell) -> bool:
    schema, name = cell.schema, cell.field.name
    keys = [schema.primary_key, *schema.unique_keys, *(key.fields for key in schema.foreign_keys)]
    return cell.field.constraints.unique or any(name in key for key in keys)
