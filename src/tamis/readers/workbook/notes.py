"""What is told once of a sheet: other tables on it, what is hidden, merges, formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from tamis.model.sheet_columns import column_letters
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.row_blocks import RowBlocks
from tamis.tables.batch import Fault

#: How many places are listed, at most.
_LISTED: Final = 20


@dataclass(slots=True, kw_only=True)
class SheetNotes:
    """What passes of a sheet, to be told at its end.

    Attributes:
        labels: the labels of its header.
        left: how many columns stand before the first.
        facts: what the sheet says of itself.
    """

    labels: Sequence[str]
    left: int
    facts: SheetFacts
    first_line: int
    _tables: list[str] = field(default_factory=list)
    _blocks: RowBlocks = field(default_factory=RowBlocks)
    _was_blank: bool = False
    _typed: set[int] = field(default_factory=set)
    _filled: set[int] = field(default_factory=set)
    _last: int = 0

    def pass_rows(self, texts: pl.DataFrame, typed: Iterable[int], first_line: int) -> None:
        """Look at rows that pass.

        Args:
            texts: their texts.
            typed: positions of the columns that have other cells than texts.
            first_line: where the first one stands.
        """
        self._typed.update(typed)
        blank = texts.select(pl.all_horizontal(pl.all().is_null())).to_series()
        for at in (blank.shift(1, fill_value=self._was_blank) & ~blank).arg_true():
            if self._is_header(texts.row(at)):
                self._tables.append(str(first_line + at))
        self._was_blank = bool(blank[-1])
        self._blocks.add(texts, blank, first_line)
        for at, label in enumerate(self.labels):
            if not label.strip() and at not in self._filled and texts.to_series(at).count():
                self._filled.add(at)
        filled = (~blank).arg_true()
        if filled.len():
            self._last = first_line + filled[-1]

    def _is_header(self, row: Sequence[str | None]) -> bool:
        """Whether a row below a blank one is made of words, some where there were numbers."""
        words = {at: cell for at, cell in enumerate(row) if cell}
        are_words = not any(word[:1].isdigit() for word in words.values())
        has_typed = any(at in self._typed for at in words)
        return len(words) > 1 and are_words and has_typed and len(set(words.values())) == len(words)

    def faults(self) -> Iterator[Fault]:
        """Give what there is to tell, once the last row has passed."""
        facts, first, last = self.facts, self.first_line, self._last
        narrower = (str(line) for line in self._blocks.narrower())
        tables = list(dict.fromkeys([*self._tables, *narrower, *self._gaps()]))
        if tables:
            yield Fault(code="file.second-table", notes=[_listed(tables)])
        totals = sorted(row for row in set(facts.total_rows) if row <= last)
        if totals:
            yield Fault(code="file.total-row", lines=totals[:1], notes=[_listed(totals)])
        hidden = [row for row in facts.hidden_rows if first <= row <= last]
        if hidden:
            code = "file.filtered-rows" if facts.is_filtered else "file.hidden-rows"
            yield Fault(code=code, notes=[str(len(hidden))])
        columns = [
            column_letters(column)
            for column in facts.hidden_columns
            if self.left < column <= self.left + len(self.labels)
        ]
        if columns:
            yield Fault(code="file.hidden-columns", notes=[_listed(columns)])
        if facts.external:
            yield Fault(code="file.external-formulas", notes=[str(facts.external)])
        if facts.volatile:
            yield Fault(code="file.volatile-formulas", notes=[str(facts.volatile)])

    def _gaps(self) -> Iterator[str]:
        """Give the first columns after a blank one: another table may begin there."""
        for at in range(1, len(self.labels) - 1):
            is_blank = not self.labels[at].strip() and at not in self._filled
            if is_blank and self.labels[at + 1].strip() and self.labels[at - 1].strip():
                yield column_letters(self.left + at + 2)


def _listed(places: Iterable[object]) -> str:
    """Return places, the first ones and how many more.

    >>> _listed(range(3))
    '0, 1, 2'
    """
    texts = [str(place) for place in places]
    listed = ", ".join(texts[:_LISTED])
    return listed if len(texts) <= _LISTED else f"{listed}… (+{len(texts) - _LISTED})"
