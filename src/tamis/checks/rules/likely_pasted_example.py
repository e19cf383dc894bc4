"""Cells of a row are the examples of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks.contract import RowCondition, row_rule
from tamis.checks.thresholds import thresholds
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values.column_names import Nature, words
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.pasted-example",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Exemple du schéma recopié",
        en="Example of the schema, copied",
    ),
    message=Text(
        fr="{note} {note:cellule de cette ligne est un exemple|cellules de cette ligne sont des "
        "exemples} du schéma, dont « {value} ».",
        en="{note} {note:cell of this row is an example|cells of this row are examples} of the "
        "schema, “{value}” among them.",
    ),
    why=Text(
        fr="Une ligne d'exemple passe pour une vraie donnée.",
        en="A row of examples is taken for real data.",
    ),
    repair=Text(
        fr="Remplacez les exemples par vos valeurs, ou supprimez la ligne.",
        en="Put your values in the place of the examples, or delete the row.",
    ),
)

_LIMITS: Final = thresholds("examples")
_TYPES: Final = frozenset({"string", "any", "geopoint", "geojson"})
_SHARED: Final = frozenset({Nature.EMAIL, Nature.URL, Nature.PHONE, Nature.HOURS})


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for rows that have several examples that no two rows have by chance."""
    cells = [cell for cell in row.cells.values() if _is_telling(cell)]
    if len(cells) < _LIMITS["cells"]:
        return
    same = {cell.field.name: cell.text.eq(str(cell.field.example)) for cell in cells}
    keys = [same[cell.field.name] for cell in cells if _is_key(cell)]
    alike = pl.sum_horizontal(
        equal.fill_null(value=False).cast(pl.UInt32) for equal in same.values()
    )
    doubtful = pl.any_horizontal(keys or same.values())
    yield RowCondition(
        fields=(cells[0].field.name,),
        broken=doubtful & (alike >= _LIMITS["cells"] + (0 if keys else 1)),
        note=alike.cast(pl.String),
        doubtful=doubtful,
        reads=tuple(same),
    )


def _is_key(cell: Cell) -> bool:
    """Whether a field tells its row from others."""
    field = cell.field
    is_named = re.search(r"_id_|_identifiant_|_uid_", words(field.name)) is not None
    return field.constraints.unique or field.name in cell.schema.primary_key or is_named


def _is_telling(cell: Cell) -> bool:
    """Whether the example of a field is one that a row has on purpose alone."""
    field = cell.field
    example = field.example
    return (
        field.type in _TYPES
        and isinstance(example, str)
        and len(example) >= _LIMITS["length"]
        and field.constraints.enum is None
        and likely_nature(field, cell.schema) not in _SHARED
    )
