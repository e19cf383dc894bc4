"""What repairs did and what they propose, counted by repair and field while a run goes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from tamis.model.report import RepairSummary
from tamis.plan.model import Plan

_SAMPLES = 3


@dataclass(slots=True)
class _Group:
    count: int = 0
    samples: dict[tuple[str, str | None], None] = field(default_factory=dict)


class RemedyLog:
    """Counts the changes that are made and those that are proposed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._made: dict[tuple[int, int], _Group] = {}
        self._offered: dict[tuple[int, int], _Group] = {}
        self._columns = pl.Series([check.column for check in plan.checks], dtype=pl.UInt32)

    def changed(self, changes: pl.DataFrame) -> None:
        """Take changes in (see `tamis.tables.changes`)."""
        self._add(self._made, changes)

    def proposed(self, remaining: pl.DataFrame) -> None:
        """Take in the findings that stay; those that carry a repair propose it."""
        offers = remaining.filter(pl.col("repair").is_not_null(), pl.col("row").is_not_null())
        if offers.height:
            column = self._columns.gather(offers["check"]).alias("column")
            cells = offers.with_columns(column).unique(["row", "column"], maintain_order=True)
            self._add(self._offered, cells.rename({"value": "before", "proposal": "after"}))

    @staticmethod
    def _add(groups: dict[tuple[int, int], _Group], cells: pl.DataFrame) -> None:
        counted = cells.group_by("repair", "column", maintain_order=True).agg(
            pl.len(), pl.col("before", "after").head(_SAMPLES)
        )
        for repair, column, n, before, after in counted.iter_rows():
            group = groups.setdefault((repair, column), _Group())
            group.count += n
            for pair in zip(before, after, strict=True):
                if len(group.samples) < _SAMPLES and pair[0]:
                    group.samples[pair] = None

    def repair_summaries(self) -> tuple[RepairSummary, ...]:
        """Return what was done, then what is proposed; the most numerous first."""
        return (*self._told(self._made, done=True), *self._told(self._offered, done=False))

    def _told(
        self, groups: dict[tuple[int, int], _Group], *, done: bool
    ) -> Iterable[RepairSummary]:
        names = dict(enumerate(self._plan.header.labels, start=1))
        names |= {bound.position + 1: bound.field.name for bound in self._plan.fields}
        summaries = (
            RepairSummary(
                repair=self._plan.repairs[repair],
                field=names.get(column, ""),
                count=group.count,
                done=done,
                samples=tuple(group.samples),
            )
            for (repair, column), group in groups.items()
        )
        return sorted(
            summaries, key=lambda summary: (-summary.count, summary.repair.name, summary.field)
        )
