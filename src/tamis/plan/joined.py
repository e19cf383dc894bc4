"""Small batches of several files, run as one batch of one plan, then parted again.

Most of the work on a small batch is fixed: some hundred queries, whatever they are asked of. What
a plan makes of a row depends on that row alone, so that each file gets the outcome that its batch
would have had by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import polars as pl

from tamis.plan import merged_cells
from tamis.plan.evidence import Evidence, Marks
from tamis.plan.model import Plan
from tamis.plan.rows import KeyTexts
from tamis.plan.run import Outcome, run
from tamis.plan.text_cache import TextCache
from tamis.tables.batch import Batch
from tamis.tables.side_by_side import ask

#: Up to so many records, a batch is small.
SMALL: Final = 5_000


def run_beside(plan: Plan, batch: Batch, cache: TextCache, *, values: bool = False) -> Outcome:
    """Run a plan over a batch, with those of files that are read side by side (see `run`)."""
    if not _is_joinable(plan, batch):
        return run(plan, batch, cache, values=values)
    kind = ("run", id(plan), values, tuple(batch.frame.columns))
    return ask(kind, batch, lambda batches: _run_joined(plan, batches, cache, values=values))


def joined(batches: Sequence[Batch]) -> pl.DataFrame:
    """Return the texts of batches with the same columns as one frame."""
    return pl.concat([batch.frame for batch in batches], rechunk=True)


def _is_joinable(plan: Plan, batch: Batch) -> bool:
    """Whether a batch is small, and each of its rows can be judged without the others."""
    return (
        0 < batch.frame.height <= SMALL
        and not batch.faults
        and batch.numbers is None
        and not plan.applies(merged_cells.REPAIR)
    )


def _run_joined(
    plan: Plan, batches: Sequence[Batch], cache: TextCache, *, values: bool
) -> list[Outcome]:
    """Return the outcome of each batch of several files with the same columns."""
    if len(batches) > 1:
        outcome = run(plan, _as_one(batches), cache, values=values)
        if not outcome.filled:  # which file fills an unlabelled column is not known from all
            return _parted(outcome, batches)
    return [run(plan, batch, cache, values=values) for batch in batches]


def _as_one(batches: Sequence[Batch]) -> Batch:
    lines = pl.concat([_lines(batch) for batch in batches])
    return Batch(frame=joined(batches), first_row=1, lines=lines)


def _lines(batch: Batch) -> pl.Series:
    if isinstance(batch.lines, pl.Series):
        return batch.lines.cast(pl.UInt32)
    return pl.int_range(batch.frame.height, dtype=pl.UInt32, eager=True) + batch.lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Where the rows of one batch stand among those of all, blank ones left out.

    `rows` and `lines` are their places in their own file.
    """

    start: int
    height: int
    rows: pl.Series
    lines: pl.Series

    def cut(self, column: pl.Series) -> pl.Series:
        return column.slice(self.start, self.height)

    def cut_marks(self, marks: Marks) -> Marks:
        texts = None if marks.texts is None else self.cut(marks.texts)
        return Marks(marks=self.cut(marks.marks), texts=texts)

    def cut_evidence(self, evidence: Evidence) -> Evidence:
        delivered = self.cut_marks(evidence.delivered)
        repaired = None if evidence.repaired is None else self.cut_marks(evidence.repaired)
        is_touched = repaired is not None and not _are_equal(delivered, repaired)
        return Evidence(
            rows=self.rows,
            lines=self.lines,
            delivered=delivered,
            repaired=repaired if is_touched else None,
        )


def _are_equal(first: Marks, second: Marks) -> bool:
    same_texts = first.texts is second.texts or (
        first.texts is not None
        and second.texts is not None
        and first.texts.equals(second.texts, null_equal=True)
    )
    return same_texts and first.marks.equals(second.marks, null_equal=True)


class _Places:
    """Which batch each record of the joined batch is of, and its number there."""

    def __init__(self, batches: Sequence[Batch]) -> None:
        self.count = len(batches)
        self._every = pl.Series(range(self.count + 1), dtype=pl.UInt32)
        self._numbers = pl.concat(
            pl.Series([number], dtype=pl.UInt32).new_from_index(0, batch.frame.height)
            for number, batch in enumerate(batches)
        )
        self._rows = pl.concat(
            pl.Series(range(batch.first_row, batch.first_row + batch.frame.height), dtype=pl.UInt32)
            for batch in batches
        )

    def parted(self, frame: pl.DataFrame) -> list[pl.DataFrame]:
        """Return the rows of a frame by batch, in their order, `row` as each batch numbers it."""
        if frame.is_empty():
            return [frame] * self.count
        index = frame["row"] - 1
        placed = frame.with_columns(
            self._rows.gather(index).alias("row"), self._numbers.gather(index).alias("_batch")
        )
        parts = placed.partition_by("_batch", as_dict=True, include_key=False)
        none = frame.clear()
        return [parts.get((number,), none) for number in range(self.count)]

    def parts(self, rows: pl.Series, lines: pl.Series) -> list[_Part]:
        """Return where the rows of each batch stand among those that are not blank."""
        index = rows - 1
        own, numbers = self._rows.gather(index), self._numbers.gather(index)
        bounds = numbers.search_sorted(self._every, side="left").to_list()
        return [
            _Part(
                start=start,
                height=end - start,
                rows=own.slice(start, end - start),
                lines=lines.slice(start, end - start),
            )
            for start, end in pairwise(bounds)
        ]


def _parted(outcome: Outcome, batches: Sequence[Batch]) -> list[Outcome]:
    """Return the outcome of each batch out of that of all."""
    places = _Places(batches)
    delivered = places.parted(outcome.delivered)
    repaired = places.parted(outcome.repaired)
    changes = places.parted(outcome.changes)
    keys = _parted_keys(outcome.keys, places)
    references = _parted_keys(outcome.references, places)
    referenced_keys = _parted_keys(outcome.referenced_keys, places)
    values = outcome.values
    return [
        Outcome(
            rows=part.rows,
            lines=part.lines,
            delivered=delivered[n],
            repaired=repaired[n],
            changes=changes[n],
            texts=outcome.texts.slice(part.start, part.height),
            values=None if values is None else values.slice(part.start, part.height),
            keys=keys[n],
            references=references[n],
            referenced_keys=referenced_keys[n],
            evidence=tuple(part.cut_evidence(evidence) for evidence in outcome.evidence),
            filled=(),
            surplus=outcome.surplus,
            height=batches[n].frame.height,
            emptied=outcome.emptied.clear(),
        )
        for n, part in enumerate(places.parts(outcome.rows, outcome.lines))
    ]


def _parted_keys(keys: Sequence[KeyTexts], places: _Places) -> list[tuple[KeyTexts, ...]]:
    """Return the keys of each batch."""
    each = [
        [
            KeyTexts(delivered=delivered, repaired=repaired)
            for delivered, repaired in zip(
                places.parted(key.delivered), places.parted(key.repaired), strict=True
            )
        ]
        for key in keys
    ]
    return [tuple(key[n] for key in each) for n in range(places.count)]
