"""One source through the kernel on this machine, its rows written as they come."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tamis import readers, sources
from tamis.engine.local import run_plan, run_plans
from tamis.engine.witness import WitnessesChangedError, heard, shown_at_last, together
from tamis.model.schema import Schema
from tamis.plan.compile import shared_plan
from tamis.plan.run import Outcome
from tamis.release.collect.record_trials import try_record_schemas
from tamis.release.collect.records import split_records
from tamis.release.collect.split_rows import RowSplitter, at_fault
from tamis.release.collect.summary import summarize
from tamis.release.collect.task import Task
from tamis.release.collect.trial import SchemaTrial, SchemaTrials
from tamis.release.lineage import FileOrigins
from tamis.release.record_schema import RecordSchema
from tamis.release.source_result import JOURNAL, REJECTS, SourceResult
from tamis.sources import sidecar
from tamis.sources.digest import size_and_sha256
from tamis.tables.batch import Table
from tamis.tables.prefetch import in_background
from tamis.tables.witness import ColumnWitness
from tamis.writers.journal import CsvSink, Journal
from tamis.writers.layout import closing_changes, lay_out, opening_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRunner:
    """Runs sources on this machine; `progress` is told the number of records read so far."""

    progress: Callable[[int], None] | None = None

    def try_schemas(self, task: Task, schemas: Sequence[Schema]) -> SchemaTrials:
        """Hold the source against schemas; return what each amounts to, and rows at fault."""
        if isinstance(task.schema, RecordSchema):
            return try_record_schemas(task, schemas)
        with _opened(task) as table:
            shared = [shared_plan(schema, table.header, task.profile) for schema in schemas]
            plans = [each_plan.plan for each_plan in shared]
            rejected = [0] * len(plans)

            def each(index: int, outcome: Outcome) -> None:
                rejected[index] += at_fault(plans[index], outcome).len()

            totals = run_plans(shared, table, each)
            each_schema = map(SchemaTrial.of, totals, rejected)
            return SchemaTrials(labels=table.header, each=tuple(each_schema))

    def split(self, task: Task, renamed: Mapping[str, str]) -> SourceResult:
        """Hold the source against the schema of the release, labels renamed; write its rows."""
        if isinstance(task.schema, RecordSchema):
            return split_records(task, task.schema, self.progress)
        witnesses: Mapping[str, ColumnWitness] = {}
        while True:
            try:
                return self._split(task, renamed, witnesses)
            except WitnessesChangedError as changed:
                shown = changed.witnesses or self._shown(task, renamed)
                witnesses = together(witnesses, shown)

    @staticmethod
    def _shown(task: Task, renamed: Mapping[str, str]) -> Mapping[str, ColumnWitness]:
        """Return what the columns of the whole source show."""
        with _opened(task) as delivered:
            labels = tuple(renamed.get(label, label) for label in delivered.header)
            plan = shared_plan(task.schema, labels, task.profile).plan
            return shown_at_last(plan, replace(delivered, header=labels))

    def _split(
        self, task: Task, renamed: Mapping[str, str], witnesses: Mapping[str, ColumnWitness]
    ) -> SourceResult:
        shutil.rmtree(task.folder, ignore_errors=True)
        task.folder.mkdir(parents=True)
        with (
            _opened(task) as delivered,
            ThreadPoolExecutor(1, thread_name_prefix="tamis-hash") as beside,
            (task.folder / REJECTS).open("wb") as rejects,
            (task.folder / JOURNAL).open("wb") as journal_file,
        ):
            content = beside.submit(lambda: task.content or size_and_sha256(Path(task.location))[1])
            table = replace(
                delivered, header=tuple(renamed.get(label, label) for label in delivered.header)
            )
            shared = shared_plan(task.schema, table.header, task.profile)
            plan, table = heard(shared.plan, table, witnesses)
            origins = task.former or FileOrigins(source=task.source, content=content.result)
            splitter = RowSplitter(plan, origins, task.folder, rejects)
            journal = Journal(CsvSink(journal_file), plan, task.source.id)
            journal.write(opening_changes(plan, lay_out(plan), table))

            def each(outcome: Outcome) -> None:
                splitter.take(outcome)
                journal.write(outcome.changes)

            with in_background(each) as written:
                totals = run_plan(
                    shared.variant(plan),
                    table,
                    values=True,
                    each=written,
                    progress=self.progress,
                    may_restart=True,
                )
            journal.write(closing_changes(plan, table))
            return summarize(task, plan, table, totals, splitter.counts, content.result())


@contextmanager
def _opened(task: Task) -> Iterator[Table]:
    source = task.source
    with sources.open_source(task.location, member=source.member, limits=task.limits) as local:
        origin = local.origin()
        if origin is not None and origin.restricted:
            raise sidecar.restriction(local.name, origin)
        yield readers.read(local, task.request())
