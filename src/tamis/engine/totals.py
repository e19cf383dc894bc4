"""What a run of a plan over a table amounts to, gathered as its outcomes come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from tamis.engine.repair_counts import RemedyLog
from tamis.plan.model import Plan
from tamis.plan.state import ReferenceState
from tamis.tables.batch import Table
from tamis.tables.findings import FindingLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a run of a plan over a table amounts to.

    Attributes:
        delivered: the findings as delivered.
        repaired: the findings once the applied repairs are done.
        changes: how many changes each repair made, by its position in the plan.
        references: what the table refers to and what others may refer to in it.
        repair_summaries: what repairs did and propose, by repair and field.
        filled: positions of unlabelled columns that hold something.
        surplus: whether some rows have cells beyond the header.
    """

    rows: int
    delivered: FindingLog
    repaired: FindingLog
    changes: dict[int, int]
    references: ReferenceState
    repair_summaries: RemedyLog
    filled: frozenset[int]
    surplus: bool


class Tally:
    """Takes in what a plan makes of the batches of a table, wherever it ran. It changes.

    The order does not matter but for the samples of what repairs do: the first ones are shown.
    """

    def __init__(self, plan: Plan, table: Table) -> None:
        forgive = plan.profile.forgive_safe
        self.delivered = FindingLog(plan.checks, plan.repairs, forgive_safe=forgive)
        self.repaired = FindingLog(plan.checks, plan.repairs, forgive_safe=forgive)
        self.references = ReferenceState(plan)
        self.repair_summaries = RemedyLog(plan)
        self.rows = 0
        self._changes: dict[int, int] = {}
        self._filled: set[int] = set()
        self._surplus = False
        opening = plan.opening_findings(table.header_line)
        before_rows = pl.concat([opening, plan.structural_findings(table.faults)])
        self.delivered.add(before_rows)
        self.repaired.add(plan.uncured(before_rows))

    def add_counts(self, rows: int, filled: Iterable[int], *, surplus: bool) -> None:
        """Take in what is counted of a batch."""
        self.rows += rows
        self._filled.update(filled)
        self._surplus = self._surplus or surplus

    def add_repaired(self, repaired: pl.DataFrame) -> None:
        """Take in the findings of a batch once the applied repairs are done."""
        if repaired.is_empty():
            return
        self.repaired.add(repaired)
        self.repair_summaries.proposed(repaired)

    def add_changes(self, changes: pl.DataFrame) -> None:
        """Take in a frame of changes."""
        if changes.is_empty():
            return
        self.repair_summaries.changed(changes)
        for repair, n in changes.group_by("repair").len().iter_rows():
            self._changes[repair] = self._changes.get(repair, 0) + n

    def totals(self) -> Totals:
        """Return what it all amounts to."""
        return Totals(
            rows=self.rows,
            delivered=self.delivered,
            repaired=self.repaired,
            changes=self._changes,
            references=self.references,
            repair_summaries=self.repair_summaries,
            filled=frozenset(self._filled),
            surplus=self._surplus,
        )
