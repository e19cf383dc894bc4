"""Many machines: Apache Spark runs our readers and our kernel; nothing of them is written again.

Each source is read by one task into Parquet files of rows that know where they stand; the kernel
runs over those files through `mapInArrow`, and what it makes is written once; what needs more
than one batch (keys) is grouping and joining, in Spark SQL: never a cast nor a pattern.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from tamis.detect.tables import detect_schema
from tamis.engine import spark_session, spark_tasks
from tamis.engine.clashes import clashing_fields
from tamis.engine.local import count_errors
from tamis.engine.report import Run
from tamis.engine.spark_results import add_evidence, add_related, add_results, rows_in_order
from tamis.engine.spark_session import as_arrow, attempt
from tamis.engine.spark_tasks import Errand, Failed, Known, Read, Work
from tamis.engine.totals import Tally, Totals
from tamis.engine.witness import decisive
from tamis.loading import detect
from tamis.model.errors import TamisError
from tamis.model.limits import MB
from tamis.model.report import Likely, Report, Unread
from tamis.plan.model import Plan
from tamis.repairs import witnesses
from tamis.tables.batch import Table
from tamis.tables.witness import NO_WITNESS, ColumnWitness

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Cluster", "Done", "Errand", "Failed", "Known", "Read", "Work", "as_arrow", "attempt"]

LARGE: Final = 48 * MB
#: Tasks that each core gets: enough to even out, few enough to be worth starting.
TASKS_PER_CORE: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A source that was read and judged.

    `work` is what was done beside the kernel: the folders written, in the order of the rows,
    and what is told of each.
    """

    read: Read
    plan: Plan
    totals: Totals
    certainty: float | None
    work: tuple[tuple[Path, str], ...]

    def table(self) -> Table:
        """Return the table that the plan ran over: all of it is read."""
        return replace(self.read.known(), header=self.plan.header.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where work is done.

    Attributes:
        master: the address of a Spark master; "" for all the cores of this machine.
        staging: a folder that the driver and the workers share, for what is read and made on
            the way; a temporary one where none is named.
        large: bytes from which a source of a release is cut into parts, which tasks share.
    """

    master: str = ""
    staging: Path | None = None
    large: int = LARGE

    def reports(self, jobs: Sequence[Errand]) -> Iterator[Report | Unread]:
        """Validate sources on the cluster; their reports come in the order of `jobs`.

        Raises:
            UsageError: Spark or Java is not there, or the master does not answer.
        """
        started = time.perf_counter()
        with self.session() as (spark, staging):
            for done in over(spark, jobs, staging):
                if isinstance(done, Failed):
                    yield Unread(path=done.job.location, error=done.error)
                    continue
                run = Run(
                    location=done.read.job.location,
                    table=done.table(),
                    plan=done.plan,
                    started=started,
                    hidden=done.read.restricted,
                    certainty=done.certainty,
                    likely=_other(done),
                )
                yield run.report(done.totals)

    @contextmanager
    def session(self) -> Iterator[tuple[SparkSession, Path]]:
        """Give a session, and a folder of its own below `staging`, deleted in the end.

        Raises:
            UsageError: Spark or Java is not there, or the master does not answer.
        """
        spark = spark_session.session(self.master)
        with TemporaryDirectory(prefix="tamis-spark-", dir=self.staging) as folder:
            yield spark, Path(folder)


def over(spark: SparkSession, jobs: Sequence[Errand], staging: Path) -> Iterator[Done | Failed]:
    """Run the plan of each source over its rows, on the cluster.

    Args:
        spark: the session, see `_cluster.session`.
        jobs: the sources, each with a number of its own.
        staging: an empty folder that the driver and the workers share.

    Returns:
        What became of each source, in the order of `jobs`.
    """
    read_all = read(spark, jobs, staging)
    known: dict[int, Known] = {}
    for n, result in enumerate(read_all):
        if isinstance(result, Read):
            try:
                known[result.job.number] = _known(result)
            except TamisError as error:
                read_all[n] = Failed(job=result.job, error=error)
    done = judged(
        spark, [result for result in read_all if isinstance(result, Read)], known, staging
    )
    for result in read_all:
        yield result if isinstance(result, Failed) else done[result.job.number]


def judged(
    spark: SparkSession,
    sources: Sequence[Read],
    known: Mapping[int, Known],
    staging: Path,
    work: Work | None = None,
) -> dict[int, Done]:
    """Run the kernel over sources that were read, and gather what it makes of each.

    Args:
        spark: the session.
        sources: what `read` gave.
        known: what each table must be, by the number of its source.
        staging: a folder that the driver and the workers share, without a ``made`` in it yet.
        work: what else workers do with each outcome.
    """
    known = _heard(spark, sources, known)
    kernel = spark_tasks.Kernel(known=known, work=work, folder=str(staging / "work"))
    results = judge(spark, sources, kernel, staging)
    plans = {number: source.plan() for number, source in known.items()}
    tallies = {
        source.job.number: Tally(plans[source.job.number], source.known()) for source in sources
    }
    add_results(results, tallies)
    add_evidence(results, plans, tallies)
    if results.is_dir():
        add_related(spark, results, staging, tallies)
    totals = {number: tally.totals() for number, tally in tallies.items()}
    clashing = {number: clashing_fields(plans[number], part) for number, part in totals.items()}
    if any(clashing.values()):
        # Repairs of valid cells break what held: they are left, and all is judged again.
        again = {
            number: replace(table, witnesses={**table.witnesses, **clashing.get(number, {})})
            for number, table in known.items()
        }
        return judged(spark, sources, again, staging / "again", work)
    worked: dict[int, list[tuple[Path, str]]] = {}
    for number, rows in rows_in_order(results / "_kind=work"):
        pairs = rows.select("_value", "_note").iter_rows()
        worked[number] = [(Path(folder), note) for folder, note in pairs]
    return {
        source.job.number: Done(
            read=source,
            plan=plans[source.job.number],
            totals=totals[source.job.number],
            certainty=known[source.job.number].certainty,
            work=tuple(worked.get(source.job.number, ())),
        )
        for source in sources
    }


def _heard(
    spark: SparkSession, sources: Sequence[Read], known: Mapping[int, Known]
) -> dict[int, Known]:
    """Return what each table must be, with what its columns show: every part is looked at once."""
    parts = [(source.job.number, part) for source in sources for part in source.parts]
    concerned = {
        number
        for number, table in known.items()
        if any(witnesses.flags(field.cell) for field in table.plan().fields)
    }
    pairs = [(known[number], number, part) for number, part in parts if number in concerned]
    if not pairs:
        return dict(known)
    slices = min(len(pairs), spark.sparkContext.defaultParallelism * TASKS_PER_CORE)
    shown: dict[int, dict[str, ColumnWitness]] = {}
    heard = spark.sparkContext.parallelize(pairs, slices).map(
        lambda pair: (pair[1], spark_tasks.hear(pair[0], pair[2]))
    )
    for number, part in heard.collect():
        table = shown.setdefault(number, {})
        for name, witness in part.items():
            table[name] = table.get(name, NO_WITNESS) | witness
    return {
        number: replace(table, witnesses={**decisive(shown.get(number, {})), **table.witnesses})
        for number, table in known.items()
    }


def _known(read: Read) -> Known:
    """Return what a table must be: as the job says, else as its columns look."""
    job, header = read.job, read.header
    if job.schema is not None:
        return Known(schema=job.schema, profile=job.profile, header=header)
    likely = detect_schema(read.known(), read.again, job.profile, count_errors)
    return Known(
        schema=likely.schema, profile=job.profile, header=header, certainty=likely.certainty
    )


def _other(done: Done) -> Likely | None:
    """Return the schema that the table looks like more than the one it was held against."""
    known = done.read.job.schema is not None
    return detect.better_match(done.read.header, done.plan.schema) if known else None


def read(spark: SparkSession, jobs: Sequence[Errand], staging: Path) -> list[Read | Failed]:
    """Read every source, each in a task of its own, into Parquet under `staging`.

    A task that is run twice writes twice, each time in a folder of its own: only the files of
    the run that Spark takes are named in what comes back.
    """
    folder = str(staging / "read")
    slices = max(1, len(jobs))
    given = spark.sparkContext.parallelize(jobs, slices)
    results: list[Read | Failed] = given.map(lambda job: spark_tasks.read(job, folder)).collect()
    return results


def judge(
    spark: SparkSession, done: Sequence[Read], kernel: spark_tasks.Kernel, staging: Path
) -> Path:
    """Run the kernel over all that was read; what it makes is written once, a folder a kind.

    Spark is given the names of the parts rather than their rows: a task opens its own, and the
    cells never go through the JVM.
    """
    out = staging / "made"
    parts = [(source.job.number, part) for source in done for part in source.parts]
    if parts:
        slices = min(len(parts), spark.sparkContext.defaultParallelism * TASKS_PER_CORE)
        named = spark.sparkContext.parallelize(parts, slices).toDF("_source bigint, _path string")
        results = named.mapInArrow(kernel, spark_session.result_schema())
        results.write.partitionBy("_kind").parquet(str(out))
    return out
