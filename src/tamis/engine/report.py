"""What a run amounts to, as a report.

Whatever judges a table comes through here: what a restricted file holds is left out of its report
at this one place, before any form of it is written.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from tamis.engine import redact
from tamis.engine.kept_rows import Keeper
from tamis.engine.totals import Totals
from tamis.model.report import (
    REDACTED,
    Likely,
    RepairSummary,
    Report,
    SchemaRef,
    Source,
    State,
    Stats,
)
from tamis.plan.model import Plan
from tamis.tables.batch import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A plan over a table: what was asked, and since when (`time.perf_counter`).

    `hidden` is whether the source is restricted: nothing that its cells hold may be told.
    `certainty` is how sure the schema is, where tamis chose it itself; `likely` another schema that
    the columns look like much more; `keeper` holds the records, where they are to be shown.
    """

    location: str
    table: Table
    plan: Plan
    started: float
    hidden: bool
    certainty: float | None = None
    likely: Likely | None = None
    keeper: Keeper | None = None

    def report(self, totals: Totals, state: State = State.DELIVERED) -> Report:
        """Return the report of the run, which lists the findings of one state of the table."""
        plan, table = self.plan, self.table
        shown = totals.delivered if state is State.DELIVERED else totals.repaired
        if self.hidden:
            shown = redact.findings(shown, labels=self._nameless)
        codes = {plan.checks[n].code for n in shown.tally()}
        return Report(
            source=self._source(),
            schema=SchemaRef(
                name=plan.schema.name,
                version=plan.schema.version,
                path=plan.schema.path,
                certainty=self.certainty,
                likely=self.likely,
            ),
            profile=plan.profile,
            stats=Stats(
                rows=totals.rows,
                fields=len(table.header),
                seconds=round(time.perf_counter() - self.started, 3),
            ),
            before=totals.delivered.verdict(),
            after=totals.repaired.verdict(),
            findings=shown,
            state=state,
            rules={check.code: check.rule for check in plan.checks if check.code in codes},
            repair_summaries=repair_summaries(totals, hidden=self.hidden),
            changes={
                plan.repairs[index].name: count for index, count in sorted(totals.changes.items())
            },
            kept=self.keeper.rows(shown) if self.keeper and not self.hidden else None,
        )

    @property
    def _nameless(self) -> bool:
        """Whether no label is a field: what stands in the place of the header may be data."""
        return not self.plan.header.positions

    def _source(self) -> Source:
        size, sha256 = self.table.facts()
        labels, dialect = self.table.header, self.table.dialect()
        return Source(
            path=self.location,
            format=self.table.format,
            encoding=dialect.encoding if dialect else "",
            dialect=dialect,
            bytes=size,
            sha256=sha256,
            sheet=self.table.sheet,
            other_sheets=self.table.other_sheets,
            first_column=self.table.first_column,
            labels=(REDACTED,) * len(labels) if self.hidden and self._nameless else labels,
            restricted=self.hidden,
        )


def repair_summaries(totals: Totals, *, hidden: bool) -> tuple[RepairSummary, ...]:
    """Return what repairs did and propose; `hidden`: without what the cells hold."""
    summaries = totals.repair_summaries.repair_summaries()
    return redact.repair_summaries(summaries) if hidden else summaries
