"""What a column holds beyond its type, as repairs go by it."""

from __future__ import annotations

from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.natures import declared_nature


def nature(cell: Cell) -> Nature | None:
    """Return what the texts of a field stand for, None where nothing says it."""
    return declared_nature(cell.field, cell.schema)
