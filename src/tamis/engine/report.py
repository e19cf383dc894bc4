"""What a run amounts to, as a report."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tamis.engine.kept import Keeper
from tamis.engine.totals import Totals
from tamis.model.report import Likely, Report, SchemaRef, Source, Stats
from tamis.plan.parts import Plan
from tamis.tables.batch import Table
from tamis.tables.findings import FindingLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A plan over a table: what was asked, and since when (`time.perf_counter`).

    `certainty` is how sure the schema is, where tamis chose it itself; `likely` another schema that
    the columns look like much more; `keeper` holds the
    records, where they are to be shown.
    """

    location: str
    table: Table
    plan: Plan
    started: float
    certainty: float | None = None
    likely: Likely | None = None
    keeper: Keeper | None = None

    def report(self, totals: Totals, shown: FindingLog) -> Report:
        """Return the report of the run; `shown` are the findings that it lists."""
        plan, table = self.plan, self.table
        told = {plan.checks[at].code for at in shown.tally()}
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
            verdict=totals.before.verdict(),
            after=totals.after.verdict(),
            findings=shown,
            rules={check.code: check.rule for check in plan.checks if check.code in told},
            remedies=totals.remedies.remedies(),
            changes={plan.repairs[at].name: n for at, n in sorted(totals.changes.items())},
            kept=self.keeper.rows(shown) if self.keeper else None,
        )

    def _source(self) -> Source:
        size, sha256 = self.table.facts()
        return Source(
            path=self.location,
            format=self.table.format,
            encoding=self.table.dialect.encoding if self.table.dialect else "",
            dialect=self.table.dialect,
            bytes=size,
            sha256=sha256,
            sheet=self.table.sheet,
            first_column=self.table.first_column,
            labels=self.table.header,
        )
