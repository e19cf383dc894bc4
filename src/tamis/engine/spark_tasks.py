"""What a worker does: read a source into parts, judge a part. Called wherever Spark likes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import polars as pl

from tamis import readers, sources
from tamis.engine import spark_session, spark_wire
from tamis.engine.witness import shown_by
from tamis.model.dialect import Dialect
from tamis.model.errors import TamisError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.plan import column_state
from tamis.plan.compile import SharedPlan, compile_plan
from tamis.plan.model import Plan
from tamis.plan.run import Outcome, run
from tamis.tables.batch import Fault, Table
from tamis.tables.prefetch import prefetched
from tamis.tables.witness import ColumnWitness

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A source to be read, wherever the task lands.

    Attributes:
        number: tells it from the others of the run.
        schema: what its table must be; None to know it by its columns.
        profile: what each rule weighs.
    """

    number: int
    location: str
    request: readers.Request
    schema: Schema | None
    profile: Profile
    member: str = ""
    limits: Limits = DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What reading a source gave: its table but for the rows, and the files that hold those.

    `restricted` is whether what its cells hold may not be told.
    """

    job: Errand
    table: Mapping[str, Any]
    dialect: Dialect | None
    size: int
    sha256: str
    parts: tuple[str, ...]
    restricted: bool = False

    @property
    def header(self) -> tuple[str, ...]:
        """The labels of the table."""
        labels: tuple[str, ...] = self.table["header"]
        return labels

    def known(self) -> Table:
        """Return the table, as a report wants it: all is read."""
        return Table(
            **self.table,
            batches=lambda: iter(()),
            facts=lambda: (self.size, self.sha256),
            dialect=lambda: self.dialect,
        )

    def again(self) -> Table:
        """Return the table with its first records, to be looked at."""
        width = len(self.header)
        frames = (pl.read_parquet(part) for part in self.parts[:1])
        batches = [batch for frame in frames for batch in spark_wire.batches(frame, width)]
        return replace(self.known(), batches=lambda: iter(batches))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A source that cannot be read, and why."""

    job: Errand
    error: TamisError


_CARRIED: Final = ("header", "format", "header_line", "sheet", "first_column")


def read(job: Errand, folder: str) -> Read | Failed:
    """Read one source into parts in a folder of its own."""
    place = Path(folder) / f"{job.number:06}-{spark_session.attempt()}"
    place.mkdir(parents=True)
    parts: list[str] = []
    loose: list[Fault] = []
    try:
        with sources.open_source(job.location, member=job.member, limits=job.limits) as local:
            table = readers.read(local, job.request)
            for batch in prefetched(table.batches()):
                loose.extend(spark_wire.loose(batch))
                if batch.frame.height:
                    part = place / f"{len(parts):06}.parquet"
                    spark_wire.packed(job.number, batch).write_parquet(part, compression="snappy")
                    parts.append(str(part))
            size, sha256 = table.facts()
            restricted = local.restricted
    except TamisError as error:
        return Failed(job=job, error=error)
    known = {name: getattr(table, name) for name in _CARRIED}
    known["faults"] = (*table.faults, *loose)
    return Read(
        job=job,
        table=known,
        dialect=table.dialect(),
        size=size,
        sha256=sha256,
        parts=tuple(parts),
        restricted=restricted,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a table must be: all that a worker needs to compile its plan.

    `certainty` is how sure the schema is, where tamis chose it itself; `witnesses`, what its
    columns show of how their author writes, by field.
    """

    schema: Schema
    profile: Profile
    header: tuple[str, ...]
    certainty: float | None = None
    witnesses: Mapping[str, ColumnWitness] = field(default_factory=dict)

    def plan(self) -> Plan:
        """Return the plan, compiled."""
        return compile_plan(self.schema, self.header, self.profile, witnesses=self.witnesses)


def hear(known: Known, part: str) -> dict[str, ColumnWitness]:
    """Return what the columns of a part show, by field."""
    plan = known.plan()
    batches = spark_wire.batches(pl.read_parquet(part), len(known.header))
    return shown_by(plan, batches)


class Work(Protocol):
    """What else is done with an outcome, on the worker, beside the kernel. It can be pickled."""

    def __call__(self, plan: Plan, outcome: Outcome, folder: Path) -> str:
        """Write to `folder`, which no other run of the task has; return what to tell of it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """The kernel as a task: names of parts in, rows of what was made of them out.

    Attributes:
        known: what each table must be, by the number of its source.
        work: what else is done with each outcome; its folders go below `folder`.
    """

    known: Mapping[int, Known]
    work: Work | None = None
    folder: str = ""

    def __call__(self, coming: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Judge each part under the plan of its source; a plan is compiled once a task."""
        plans: dict[int, SharedPlan] = {}
        for arrow in coming:
            for number, path in zip(*(column.to_pylist() for column in arrow.columns), strict=True):
                if number not in plans:
                    plans[number] = SharedPlan(plan=self.known[number].plan())
                for frame in self._judged(number, plans[number], path):
                    yield from spark_session.as_arrow(frame)

    def _judged(self, number: int, shared: SharedPlan, path: str) -> Iterator[pl.DataFrame]:
        plan, texts = shared.plan, shared.texts
        states = column_state.states(plan)
        for batch in spark_wire.batches(pl.read_parquet(path), len(self.known[number].header)):
            outcome = run(plan, batch, texts, values=self.work is not None)
            yield spark_wire.as_frame(number, plan, outcome)
            for state, evidence in zip(states, outcome.evidence, strict=True):
                state.feed(evidence)
            if self.work is not None:
                name = f"{number:06}-{batch.first_row:012}-{spark_session.attempt()}"
                folder = Path(self.folder) / name
                folder.mkdir(parents=True)
                note = self.work(plan, outcome, folder)
                yield spark_wire.worked(number, batch.first_row, folder, note)
        if states:
            yield spark_wire.as_evidence(number, states)
