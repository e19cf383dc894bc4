"""The blocks of rows of a sheet, between blank rows: one that is narrower may be another table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

#: How many blocks are looked at: a sheet of more has blank rows between its records.
_MOST = 100
#: Another table has two columns and a record below its header, at least.
_LEAST = 2


@dataclass(slots=True, kw_only=True)
class _Block:
    """Rows without a blank one: the first line, how many, columns that all or some fill."""

    line: int
    rows: int
    every: frozenset[str]
    some: frozenset[str]


class RowBlocks:
    """Takes in the rows of a sheet, and tells the blocks that do not look like the first."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []
        self._is_open = False

    def add(self, texts: pl.DataFrame, blank: pl.Series, first_line: int) -> None:
        """Take rows in.

        Args:
            texts: their texts.
            blank: which of them hold nothing.
            first_line: where the first one stands.
        """
        if len(self._blocks) > _MOST:
            return
        filled = texts.select(pl.all().is_not_null()).with_columns(
            blank.cum_sum().alias("block"), pl.int_range(pl.len()).alias("row")
        )
        names = texts.columns
        grouped = (
            filled.filter(~blank)
            .group_by("block", maintain_order=True)
            .agg(
                pl.col(names).all().name.prefix("every "),
                pl.col(names).any().name.prefix("some "),
                pl.col("row").first(),
                pl.len().alias("rows"),
            )
        )
        for block in grouped.head(_MOST + 1).iter_rows(named=True):
            every, some = (
                frozenset(name for name in names if block[f"{kind} {name}"])
                for kind in ("every", "some")
            )
            self._take(
                _Block(line=first_line + block["row"], rows=block["rows"], every=every, some=some),
                goes_on=self._is_open and block["block"] == 0,
            )
        self._is_open = not blank.is_empty() and not blank[-1]

    def _take(self, block: _Block, *, goes_on: bool) -> None:
        if not goes_on:
            self._blocks.append(block)
            return
        last = self._blocks[-1]
        last.rows += block.rows
        last.every &= block.every
        last.some |= block.some

    def narrower(self) -> Iterator[int]:
        """Give the first lines of blocks that leave out a column which the first always fills."""
        if not self._blocks or len(self._blocks) > _MOST:
            return
        first = self._blocks[0]
        for block in self._blocks[1:]:
            is_table = block.rows >= _LEAST and len(block.some) >= _LEAST
            if is_table and first.every - block.some:
                yield block.line
