"""Sources on a Spark cluster: small ones whole, a task each; large ones cut into parts.

What stands in a result is what `here` would have written, to the byte: workers part rows with
the same splitter, each in a folder of its own, and what they wrote is put together in the order of
the rows.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tamis.engine import spark as engine
from tamis.engine.spark import Cluster, Done, Errand, Failed, Known
from tamis.engine.spark import Read as Staged
from tamis.model.errors import TamisError
from tamis.model.schema import Schema
from tamis.model.text import Lang, set_lang
from tamis.plan.model import Plan
from tamis.plan.run import Outcome
from tamis.release.collect.local import LocalRunner
from tamis.release.collect.source import collect_source
from tamis.release.collect.split_rows import RowSplitter, SplitCounts, at_fault
from tamis.release.collect.summary import summarize
from tamis.release.collect.task import Task
from tamis.release.collect.trial import SchemaTrial, SchemaTrials
from tamis.release.inputs.manifest import Source
from tamis.release.lineage import FileOrigins
from tamis.release.source_result import JOURNAL, REJECTS, SourceResult, append
from tamis.sources.digest import size_and_sha256
from tamis.writers.journal import CsvSink, Journal
from tamis.writers.layout import closing_changes, lay_out, opening_changes

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Sources under way at once: Spark runs what it has cores for.
_AT_ONCE: Final = 16

Result = SourceResult | TamisError


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitWork:
    """What a worker does with an outcome: part its rows, and journal its changes."""

    source: Source
    content: str
    lang: Lang

    def __call__(self, plan: Plan, outcome: Outcome, folder: Path) -> str:
        """Write the rows of a batch to `folder`; return how many went where."""
        set_lang(self.lang)
        with (
            (folder / REJECTS).open("wb") as rejects,
            (folder / JOURNAL).open("wb") as journal_file,
        ):
            origins = FileOrigins(source=self.source, content=lambda: self.content)
            splitter = RowSplitter(plan, origins, folder, rejects)
            splitter.take(outcome)
            Journal(CsvSink(journal_file), plan, self.source.id).write(outcome.changes)
        return json.dumps(asdict(splitter.counts))


def count_faults(plan: Plan, outcome: Outcome, folder: Path) -> str:  # noqa: ARG001 a `Work`
    """Return how many rows of a batch keep an error."""
    return str(at_fault(plan, outcome).len())


@dataclass(slots=True, kw_only=True)
class SparkRunner:
    """Runs one source on a cluster; it is read once, however many plans it is held against."""

    spark: SparkSession
    staging: Path
    runs: Iterator[int] = field(default_factory=count)
    staged: Staged | None = None

    def try_schemas(self, task: Task, schemas: Sequence[Schema]) -> SchemaTrials:
        """Hold the source against schemas; return what each amounts to, and rows at fault."""
        runs = (self._judged(task, schema, {}, count_faults) for schema in schemas)
        each = tuple(
            SchemaTrial.of(done.totals, sum(int(text) for _, text in done.work)) for done in runs
        )
        return SchemaTrials(labels=self._read(task).header, each=each)

    def split(self, task: Task, renamed: Mapping[str, str]) -> SourceResult:
        """Hold the source against the schema of the release, labels renamed; write its rows."""
        content = task.content or size_and_sha256(Path(task.location))[1]
        work = SplitWork(source=task.source, content=content, lang=task.lang)
        done = self._judged(task, task.schema, renamed, work)
        counts = _assembled(task, done)
        return summarize(task, done.plan, done.table(), done.totals, counts, content)

    def _read(self, task: Task) -> Staged:
        if self.staged is None:
            errand = Errand(
                number=0,
                location=task.location,
                request=task.request(),
                schema=task.schema,
                profile=task.profile,
                member=task.source.member,
                limits=task.limits,
            )
            (read,) = engine.read(self.spark, [errand], self.staging)
            if isinstance(read, Failed):
                raise read.error
            self.staged = read
        return self.staged

    def _judged(
        self, task: Task, schema: Schema, renamed: Mapping[str, str], work: engine.Work
    ) -> Done:
        read = self._read(task)
        header = tuple(renamed.get(label, label) for label in read.header)
        plans = {0: Known(schema=schema, profile=task.profile, header=header)}
        staging = self.staging / f"run-{next(self.runs)}"
        return engine.judged(self.spark, [read], plans, staging, work)[0]


def _assembled(task: Task, done: Done) -> SplitCounts:
    """Put what workers wrote together in the folder of the task, in the order of the rows."""
    shutil.rmtree(task.folder, ignore_errors=True)
    task.folder.mkdir(parents=True)
    counts = SplitCounts()
    with (
        (task.folder / REJECTS).open("wb") as rejects,
        (task.folder / JOURNAL).open("wb") as journal_file,
    ):
        journal = Journal(CsvSink(journal_file), done.plan, task.source.id)
        journal.write(opening_changes(done.plan, lay_out(done.plan), done.table()))
        for folder, counts_text in done.work:
            part = SplitCounts(**json.loads(counts_text))
            for index in range(len(part.parts)):
                for kind in ("csv", "parquet"):
                    target = task.folder / f"{len(counts.parts) + index:05}.{kind}"
                    shutil.move(folder / f"{index:05}.{kind}", target)
            append(folder / REJECTS, rejects)
            append(folder / JOURNAL, journal_file)
            counts.add(part)
        journal.write(closing_changes(done.plan, done.table()))
    return counts


@dataclass(slots=True, kw_only=True)
class SparkPool:
    """Does tasks on a cluster; `large` is the size from which a source is cut."""

    spark: SparkSession
    staging: Path
    threads: ThreadPoolExecutor
    on_rows: Callable[[Task, int], None]
    large: int
    numbers: Iterator[int] = field(default_factory=count)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def submit(self, task: Task) -> Future[Result]:
        """Have a task done; the future never raises a TamisError, it gives it."""
        future = self.threads.submit(self._do, task)
        future.add_done_callback(lambda future: self._hear(task, future))
        return future

    def _hear(self, task: Task, future: Future[Result]) -> None:
        if future.exception() is None and isinstance(result := future.result(), SourceResult):
            self.on_rows(task, result.rows)

    def _do(self, task: Task) -> Result:
        with self.lock:
            folder = self.staging / f"{next(self.numbers):06}"
        try:
            if _size(task) < self.large:
                return self._whole(task, str(folder))
            return collect_source(task, SparkRunner(spark=self.spark, staging=folder))
        except TamisError as error:
            return error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _whole(self, task: Task, folder: str) -> Result:
        """Have one task of the cluster do it all, in a folder that is its own."""
        tasks = self.spark.sparkContext.parallelize([task], 1)
        result: Result
        (result,) = tasks.map(lambda task_: _away(task_, folder)).collect()
        if isinstance(result, TamisError):
            return result
        shutil.rmtree(task.folder, ignore_errors=True)
        task.folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(result.folder, task.folder)
        moved: SourceResult = replace(result, folder=task.folder)
        return moved


def _size(task: Task) -> int:
    """Return the bytes of a source; 0 where it cannot be had: whoever opens it says why."""
    try:
        return Path(task.location).stat().st_size
    except OSError:
        return 0


def _away(task: Task, folder: str) -> Result:
    """Do a task where Spark likes, in a folder that no other run of it has."""
    own = Path(folder) / str(engine.attempt())
    try:
        return collect_source(replace(task, folder=own), LocalRunner())
    except TamisError as error:
        return error


@contextmanager
def spark_pool(cluster: Cluster, on_rows: Callable[[Task, int], None]) -> Iterator[SparkPool]:
    """Give a pool of the cores of a cluster.

    Args:
        cluster: where.
        on_rows: told the task and the number of its records, once they are read.
    """
    with (
        cluster.session() as (spark, staging),
        ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="tamis-spark") as threads,
    ):
        try:
            yield SparkPool(
                spark=spark, staging=staging, threads=threads, on_rows=on_rows, large=cluster.large
            )
        finally:
            threads.shutdown(cancel_futures=True)
