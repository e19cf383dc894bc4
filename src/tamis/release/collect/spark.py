"""Sources on a Spark cluster: small ones whole, a task each; large ones cut into parts.

What stands in a harvest is what `here` would have written, to the byte: workers part rows with
the same sieve, each in a folder of its own, and what they wrote is put together in the order of
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
from tamis.plan.layout import closing_changes, lay_out, opening_changes
from tamis.plan.model import Plan
from tamis.plan.run import Outcome
from tamis.release.collect.local import Here
from tamis.release.collect.source import gather
from tamis.release.collect.split_rows import Sieve, Tally, at_fault
from tamis.release.collect.summary import reaped
from tamis.release.collect.task import Task
from tamis.release.collect.trial import Tried
from tamis.release.inputs.manifest import Source
from tamis.release.source_result import JOURNAL, REJECTS, Harvest, append
from tamis.sources.digest import size_and_sha256
from tamis.writers.journal import CsvSink, Journal

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Sources under way at once: Spark runs what it has cores for.
_AT_ONCE: Final = 16

Result = Harvest | TamisError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sift:
    """What a worker does with an outcome: part its rows, and journal its changes."""

    source: Source
    content: str
    lang: Lang

    def __call__(self, plan: Plan, outcome: Outcome, folder: Path) -> str:
        """Write the rows of a batch to `folder`; return how many went where."""
        set_lang(self.lang)
        with (folder / REJECTS).open("wb") as rejects, (folder / JOURNAL).open("wb") as told:
            sieve = Sieve(plan, self.source, lambda: self.content, folder, rejects)
            sieve.take(outcome)
            Journal(CsvSink(told), plan, self.source.id).write(outcome.changes)
        return json.dumps(asdict(sieve.tally))


def count_faults(plan: Plan, outcome: Outcome, folder: Path) -> str:  # noqa: ARG001 a `Work`
    """Return how many rows of a batch keep an error."""
    return str(at_fault(plan, outcome).len())


@dataclass(slots=True, kw_only=True)
class Spread:
    """Runs one source on a cluster; it is read once, however many plans it is held against."""

    spark: SparkSession
    staging: Path
    runs: Iterator[int] = field(default_factory=count)
    staged: Staged | None = None

    def tried(self, task: Task, schemas: Sequence[Schema]) -> Tried:
        """Hold the source against schemas; return what each amounts to, and rows at fault."""
        made = (self._judged(task, one, {}, count_faults) for one in schemas)
        each = tuple((done.totals, sum(int(said) for _, said in done.work)) for done in made)
        return Tried(labels=self._read(task).header, each=each)

    def sifted(self, task: Task, renamed: Mapping[str, str]) -> Harvest:
        """Hold the source against the schema of the release, labels renamed; write its rows."""
        content = task.content or size_and_sha256(Path(task.location))[1]
        work = Sift(source=task.source, content=content, lang=task.lang)
        done = self._judged(task, task.schema, renamed, work)
        tally = _assembled(task, done)
        return reaped(task, done.plan, done.table(), done.totals, tally, content)

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
        header = tuple(renamed.get(one, one) for one in read.header)
        known = {0: Known(schema=schema, profile=task.profile, header=header)}
        staging = self.staging / f"run-{next(self.runs)}"
        return engine.judged(self.spark, [read], known, staging, work)[0]


def _assembled(task: Task, done: Done) -> Tally:
    """Put what workers wrote together in the folder of the task, in the order of the rows."""
    shutil.rmtree(task.folder, ignore_errors=True)
    task.folder.mkdir(parents=True)
    tally = Tally()
    with (
        (task.folder / REJECTS).open("wb") as rejects,
        (task.folder / JOURNAL).open("wb") as told,
    ):
        journal = Journal(CsvSink(told), done.plan, task.source.id)
        journal.write(opening_changes(done.plan, lay_out(done.plan), done.table()))
        for folder, said in done.work:
            part = Tally(**json.loads(said))
            for at in range(len(part.parts)):
                for kind in ("csv", "parquet"):
                    there = task.folder / f"{len(tally.parts) + at:05}.{kind}"
                    shutil.move(folder / f"{at:05}.{kind}", there)
            append(folder / REJECTS, rejects)
            append(folder / JOURNAL, told)
            tally.add(part)
        journal.write(closing_changes(done.plan, done.table()))
    return tally


@dataclass(slots=True, kw_only=True)
class SparkPool:
    """Does tasks on a cluster; `large` is the size from which a source is cut."""

    spark: SparkSession
    staging: Path
    threads: ThreadPoolExecutor
    told: Callable[[Task, int], None]
    large: int
    numbers: Iterator[int] = field(default_factory=count)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def submit(self, task: Task) -> Future[Result]:
        """Have a task done; the future never raises a TamisError, it gives it."""
        made = self.threads.submit(self._do, task)
        made.add_done_callback(lambda future: self._hear(task, future))
        return made

    def _hear(self, task: Task, future: Future[Result]) -> None:
        if future.exception() is None and isinstance(made := future.result(), Harvest):
            self.told(task, made.rows)

    def _do(self, task: Task) -> Result:
        with self.lock:
            folder = self.staging / f"{next(self.numbers):06}"
        try:
            if _size(task) < self.large:
                return self._whole(task, str(folder))
            return gather(task, Spread(spark=self.spark, staging=folder))
        except TamisError as error:
            return error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _whole(self, task: Task, folder: str) -> Result:
        """Have one task of the cluster do it all, in a folder that is its own."""
        given = self.spark.sparkContext.parallelize([task], 1)
        made: Result
        (made,) = given.map(lambda one: _away(one, folder)).collect()
        if isinstance(made, TamisError):
            return made
        shutil.rmtree(task.folder, ignore_errors=True)
        task.folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made.folder, task.folder)
        moved: Harvest = replace(made, folder=task.folder)
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
        return gather(replace(task, folder=own), Here())
    except TamisError as error:
        return error


@contextmanager
def spread(cluster: Cluster, told: Callable[[Task, int], None]) -> Iterator[SparkPool]:
    """Give a pool of the cores of a cluster.

    Args:
        cluster: where.
        told: told the task and the number of its records, once they are read.
    """
    with (
        cluster.session() as (spark, staging),
        ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="tamis-spark") as threads,
    ):
        try:
            yield SparkPool(
                spark=spark, staging=staging, threads=threads, told=told, large=cluster.large
            )
        finally:
            threads.shutdown(cancel_futures=True)
