"""What a run of a plan over a table amounts to, gathered as its outcomes come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from tamis.engine.repair_counts import RemedyLog
from tamis.plan.model import Plan
from tamis.plan.references import LinkState
from tamis.tables.batch import Table
from tamis.tables.findings import FindingLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a run of a plan over a table amounts to.

    Attributes:
        before: the findings as delivered; after: once SAFE repairs are done.
        changes: how many changes each repair made, by its position in the plan.
        links: what the table refers to and what others may refer to in it.
        remedies: what repairs did and propose, by repair and field.
        filled: positions of unlabelled columns that hold something.
        surplus: whether some rows have cells beyond the header.
    """

    rows: int
    before: FindingLog
    after: FindingLog
    changes: dict[int, int]
    links: LinkState
    repair_summaries: RemedyLog
    filled: frozenset[int]
    surplus: bool


class Tally:
    """Takes in what a plan makes of the batches of a table, wherever it ran.

    The order does not matter but for the samples of what repairs do: the first ones are shown.
    """

    def __init__(self, plan: Plan, table: Table) -> None:
        forgive = plan.profile.forgive_safe
        self.before = FindingLog(plan.checks, plan.repairs, forgive_safe=forgive)
        self.after = FindingLog(plan.checks, plan.repairs, forgive_safe=forgive)
        self.links = LinkState(plan=plan)
        self.repair_summaries = RemedyLog(plan)
        self.rows = 0
        self._changes: dict[int, int] = {}
        self._filled: set[int] = set()
        self._surplus = False
        told = pl.concat([plan.opened(table.header_line), plan.told(table.faults)])
        self.before.add(told)
        self.after.add(plan.remaining(told))

    def counted(self, rows: int, filled: Iterable[int], *, surplus: bool) -> None:
        """Take in what is counted of a batch."""
        self.rows += rows
        self._filled.update(filled)
        self._surplus = self._surplus or surplus

    def left(self, remaining: pl.DataFrame) -> None:
        """Take in the findings of a batch that stay once SAFE repairs are done."""
        self.after.add(remaining)
        self.repair_summaries.proposed(remaining)

    def changed(self, changes: pl.DataFrame) -> None:
        """Take in a frame of changes."""
        self.repair_summaries.changed(changes)
        for repair, n in changes.group_by("repair").len().iter_rows():
            self._changes[repair] = self._changes.get(repair, 0) + n

    def totals(self) -> Totals:
        """Return what it all amounts to."""
        return Totals(
            rows=self.rows,
            before=self.before,
            after=self.after,
            changes=self._changes,
            links=self.links,
            repair_summaries=self.repair_summaries,
            filled=frozenset(self._filled),
            surplus=self._surplus,
        )
