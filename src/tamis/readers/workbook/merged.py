"""Cells that stand under vertical merges: they hold nothing, and the merge shows a value there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from tamis.model.sheet_columns import column_letters
from tamis.readers.workbook.place import Area
from tamis.tables.batch import Fault


@dataclass(slots=True, kw_only=True)
class MergedCells:
    """The vertical merges of a table, told as its rows pass.

    Attributes:
        merges: the merged cells of the sheet.
        left: how many columns stand before the first of the table.
        width: how many columns the table has.
    """

    merges: Sequence[Area]
    left: int
    width: int
    _shown: dict[tuple[int, int], str] = field(default_factory=dict)

    def faults(self, texts: pl.DataFrame, first_row: int, first_line: int) -> Iterator[Fault]:
        """Give the cells of some rows that are under a merge with a value, if there are any.

        Args:
            texts: the rows.
            first_row: the record number of the first.
            first_line: its number in the sheet.
        """
        last_line = first_line + texts.height - 1
        cells: list[tuple[int, int, str]] = []
        for merged in self.merges:
            position = merged.left - self.left - 1
            if not merged.is_tall or not 0 <= position < self.width:
                continue
            if first_line <= merged.top <= last_line:
                shown = texts.to_series(position)[merged.top - first_line]
                self._shown[merged.top, merged.left] = shown or ""
            text = self._shown.get((merged.top, merged.left), "")
            lines = range(max(merged.top + 1, first_line), min(merged.bottom, last_line) + 1)
            cells.extend((line, position, text) for line in lines if text)
        if cells:
            cells.sort()
            yield Fault(
                code="row.merged-cell",
                rows=[first_row + line - first_line for line, _, _ in cells],
                lines=[line for line, _, _ in cells],
                values=[text for _, _, text in cells],
                notes=[f"{column_letters(self.left + at + 1)}{line}" for line, at, _ in cells],
                cells=[at + 1 for _, at, _ in cells],
            )
