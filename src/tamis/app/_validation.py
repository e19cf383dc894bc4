"""How one file is judged: as a document, as an answer of an API, or as a table."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from tamis import readers
from tamis.app._options import Progress, ReadOptions
from tamis.app._recognize import of_table
from tamis.detect import documents
from tamis.engine.kept_rows import Keeper
from tamis.engine.local import run_plan
from tamis.engine.report import Run
from tamis.engine.witness import with_witnesses
from tamis.loading import detect
from tamis.loading.newer import newer_version
from tamis.model.contract import Contract
from tamis.model.profile import Profile
from tamis.model.report import Report
from tamis.model.schema import Schema
from tamis.plan.compile import shared_plan
from tamis.plan.model import Plan
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table

if TYPE_CHECKING:
    from tamis.contracts.finding_log import JudgeOptions

#: Records of an API, a line each, as `api fetch --all` writes them.
_LINES: Final = frozenset({".ndjson", ".jsonl"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What is asked of a validation, but for the schema (see `validate`)."""

    location: str
    profile: Profile
    reading: ReadOptions
    keep: bool
    progress: Progress | None
    started: float = field(default_factory=time.perf_counter)

    def document(self, local: LocalFile, contract: Contract | None) -> Report | None:
        """Judge a JSON file against a JSON Schema, or the published one that it looks like.

        Returns:
            The report; None where no JSON Schema is given, and it looks like none.
        """
        may_be_one = documents.may_be_one(local, self.reading.format)
        is_noted = local.suffix in _LINES and local.origin() is not None
        if contract is None and not may_be_one and not is_noted:
            return None
        from tamis.contracts.finding_log import JudgeOptions
        from tamis.contracts.run import run

        options = JudgeOptions(
            location=self.location,
            profile=self.profile,
            limits=self.reading.limits,
            hidden=local.restricted,
            progress=self.progress,
        )
        if contract is not None:
            return run(local, contract, options)
        report = documents.judged(local, options) if may_be_one else None
        return self._answer(local, options) if report is None else report

    def _answer(self, local: LocalFile, options: JudgeOptions) -> Report | None:
        """Judge an answer of an API of the registry; None where it is none that is known."""
        from tamis.apis.check import SavedAnswer, check
        from tamis.apis.recognize import recognize

        known = recognize(local, options)
        if known is None:
            return None
        api, operation = known
        answer = SavedAnswer(
            location=self.location,
            api=api,
            operation=operation.name,
            limits=self.reading.limits,
            member=self.reading.member,
            encoding=local.encoding,
        )
        return check(answer, self.profile, progress=self.progress)

    def table(self, local: LocalFile, schema: Schema | None) -> Report:
        """Judge a table against a schema, or the published one that its header looks like."""
        table = readers.read(local, self.reading.request(schema))
        certainty, likely, declared = None, None, False
        if schema is None:
            detected = of_table(local, table, self.reading, self.profile)
            schema, certainty = detected.schema, detected.certainty
            declared = detected.declared
            # Its header, or its sheet, is looked for again, with the schema at hand.
            if table.format == "csv" or table.other_sheets or declared:
                table = readers.read(local, self.reading.request(schema))
        else:
            likely = detect.better_match(table.header, schema)
        shared = shared_plan(schema, table.header, self.profile)
        unread = iter([table])

        def read() -> tuple[Plan, Table]:
            """Give the table that is open, then, where it must be read again, another one."""
            again = next(unread, None)
            return shared.plan, again or readers.read(local, self.reading.request(schema))

        def work(plan: Plan, table: Table) -> Report:
            keeper = Keeper(plan) if self.keep and not local.restricted else None
            run = Run(
                location=self.location,
                table=table,
                plan=plan,
                started=self.started,
                hidden=local.restricted,
                certainty=certainty,
                likely=likely,
                keeper=keeper,
            )
            passing = keeper.through(table) if keeper else table
            totals = run_plan(
                shared.variant(plan), passing, progress=self.progress, may_restart=True
            )
            return run.report(totals)

        report = with_witnesses(read, work)
        ref = replace(report.schema, declared=declared, newer=newer_version(schema))
        return replace(report, schema=ref)
