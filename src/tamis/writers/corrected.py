"""Normalising one source: read it, repair it, write it beside or in its place, judge it again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tamis import readers, sources
from tamis.engine.local import run_plan
from tamis.engine.report import Run, repair_summaries
from tamis.engine.totals import Totals
from tamis.engine.witness import with_witnesses
from tamis.model.dialect import Dialect
from tamis.model.edits import NO_EDITS, Edits
from tamis.model.errors import UsageError
from tamis.model.limits import Limits
from tamis.model.presentation import presentation
from tamis.model.profile import Profile
from tamis.model.repair_choice import ONLY_SAFE, Choice
from tamis.model.report import RepairSummary, Report, State
from tamis.model.rule import Applicability
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.model.verdict import Verdict
from tamis.plan.compile import compile_plan
from tamis.plan.model import Plan
from tamis.sources import sidecar
from tamis.sources.last_change import as_of
from tamis.sources.local import LocalFile
from tamis.tables import unfinished
from tamis.tables.batch import Table
from tamis.tables.edited import EditLog
from tamis.writers import csv, journal, repaired
from tamis.writers.distinct_paths import ensure_distinct
from tamis.writers.swap import ensure_writable, put_in_place

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Normalized:
    """What normalising a file gave: both verdicts and what remains, in `report`.

    `changes` counts what each repair changed, the header included. `output` is None where
    nothing was written; `copy` is what stood in the place of a file corrected in place. `notes` say
    what a corrected workbook does not keep of its source. `schema` is what it was held against;
    `again` does the same once more and writes it, where nothing was written.
    """

    report: Report
    output: Path | None
    changes: Mapping[str, int]
    copy: Path | None = None
    notes: tuple[Text, ...] = ()
    schema: Schema | None = None
    again: Callable[[Path], Normalized] | None = None

    @property
    def before(self) -> Verdict:
        """The verdict on the file as delivered."""
        return self.report.before

    @property
    def after(self) -> Verdict:
        """The verdict on the file that was written, or would be."""
        return self.report.after

    def to_polars(self) -> pl.DataFrame:
        """Return the corrected rows as a Polars frame, typed as the schema says.

        Raises:
            InvalidDataError: they still do not conform.
        """
        frame: pl.DataFrame = presentation().frame(self)
        return frame

    def to_pandas(self) -> pd.DataFrame:
        """Return the corrected rows as a pandas frame; see `to_polars`."""
        return self.to_polars().to_pandas()

    def to_json(self) -> str:
        """Return the report as JSON."""
        return self.report.to_json()

    def save(self, path: str | Path) -> None:
        """Write the report to a file, in the form that its name means (.html, .xlsx, .json…)."""
        self.report.save(path)

    def _repr_html_(self) -> str:
        return presentation().html(self.report) + presentation().html(self.report.repairs)

    def __repr__(self) -> str:
        changed, path = sum(self.changes.values()), self.report.source.path
        return f"<Normalized {path!r}: {changed} changes, {self.before!r} → {self.after!r}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to normalise, how, and where to.

    Attributes:
        location: what the user calls the source.
        output: the file to write; None: nothing is written, or it is `in_place`.
        journal: where every change is written, if anywhere.
        choice: which repairs are tried and done.
        in_place: the source itself is replaced, a copy of it kept.
        ask: asked, once a group, whether an UNSAFE repair may be done in a field.
        member: the file wanted in an archive.
        edits: what a person changed by hand, before anything is repaired.
        dialect: how a CSV output is written.
        content: what the source holds, where a program has it at hand.
    """

    location: str
    schema: Schema
    profile: Profile
    request: readers.Request
    limits: Limits
    output: Path | None = None
    journal: Path | None = None
    choice: Choice = ONLY_SAFE
    in_place: bool = False
    ask: Callable[[RepairSummary], bool] | None = None
    member: str = ""
    edits: Edits = NO_EDITS
    progress: Callable[[int], None] | None = None
    content: object = None
    dialect: Dialect = csv.PLAIN


def correct(job: Job) -> Normalized:
    """Do a job.

    Raises:
        SourceError: the source cannot be read, or an output cannot be written.
        UsageError: the outputs contradict each other, or the source cannot be replaced.
    """
    _apart(job)
    started = time.perf_counter()
    with ExitStack() as stack:
        with sources.open_source(
            job.location, member=job.member, limits=job.limits, content=job.content
        ) as local:
            choice = job.choice if job.ask is None else _agreed(job, local, job.ask)
            if not job.in_place:
                return _written(job, local, choice, job.output, started)
            beside = _replaceable(job, local)
            stack.enter_context(unfinished.noted(beside))
            stack.callback(sidecar.sidecar_path(beside).unlink, missing_ok=True)
            stack.callback(beside.unlink, missing_ok=True)
            written = _written(job, local, choice, beside, started)
        copy = put_in_place(beside, local.path.resolve(), local.origin())
        return replace(written, output=local.path, copy=copy)


def _read(
    job: Job, local: LocalFile, choice: Choice, log: EditLog | None = None
) -> tuple[Plan, Table]:
    table = (log or EditLog(job.edits)).through(readers.read(local, job.request))
    return compile_plan(job.schema, table.header, as_of(job.profile, local), choice), table


def _agreed(job: Job, local: LocalFile, ask: Callable[[RepairSummary], bool]) -> Choice:
    """Return the choice with the UNSAFE repairs that are agreed to, field by field."""

    def work(plan: Plan, table: Table) -> Totals:
        return run_plan(plan, table, progress=job.progress, may_restart=True)

    totals = with_witnesses(lambda: _read(job, local, job.choice), work)
    offers = repair_summaries(totals, hidden=local.restricted)
    open_ = [
        offer
        for offer in offers
        if not offer.done and offer.repair.applicability is Applicability.UNSAFE
    ]
    agreed = {(offer.repair.name, offer.field) for offer in open_ if ask(offer)}
    return replace(job.choice, agreed=job.choice.agreed | agreed)


def _written(
    job: Job, local: LocalFile, choice: Choice, output: Path | None, started: float
) -> Normalized:
    room = repaired.Room()
    log = EditLog(job.edits)
    places = repaired.Places(
        output=output,
        journal=job.journal,
        origin=local.origin(),
        source=local.path,
        dialect=job.dialect,
        ensure_unchanged=local.ensure_unchanged,
    )

    def work(plan: Plan, table: Table) -> Normalized | repaired.Room:
        try:
            written = repaired.write(
                plan, table, places, room=room, edits=log, progress=job.progress
            )
        except repaired.LayoutTooNarrow as narrow:
            return narrow.lacking
        run = Run(
            location=job.location,
            table=table,
            plan=plan,
            started=started,
            hidden=local.restricted,
        )
        report = run.report(written.totals, State.REPAIRED)
        changes = {**report.changes, **log.counts}
        return Normalized(
            report=report,
            output=output,
            changes=changes,
            notes=written.notes,
            schema=job.schema,
        )

    while True:
        written = with_witnesses(lambda: _read(job, local, choice, log), work)
        if isinstance(written, Normalized):
            return written
        room |= written


def _replaceable(job: Job, local: LocalFile) -> Path:
    """Return a path beside the source, where that is a CSV file of this machine.

    Raises:
        UsageError: it is not.
        SourceError: it, or its folder, cannot be written to.
    """
    path = Path(job.location)
    plain = path.is_file() and path.samefile(local.path)
    if not plain or readers.read(local, job.request).format != "csv":
        raise UsageError(
            Text(
                fr=f"« {job.location} » ne peut pas être corrigé sur place : ce n'est pas un "
                "fichier CSV.",
                en=f"“{job.location}” cannot be corrected in place: it is not a CSV file.",
            ),
            Text(fr="Donnez une sortie avec -o.", en="Give an output with -o."),
        )
    target = local.path.resolve()  # where it is a link, what it leads to is replaced
    ensure_writable(target)
    return target.with_name(f".{target.name}.tamis")


def _apart(job: Job) -> None:
    """Refuse to write over what is read, or twice to one place."""
    if job.journal is not None:
        journal.ensure_known_form(job.journal)
    ensure_distinct([job.location], [job.output, job.journal])
