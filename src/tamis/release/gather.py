"""Each source through the kernel: sound rows to one side, rejected ones to the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tamis import readers, sources
from tamis.engine.local import over
from tamis.engine.report import Run
from tamis.model.finding import Finding
from tamis.model.profile import Profile
from tamis.model.report import Report
from tamis.model.rule import Severity
from tamis.model.schema import Schema
from tamis.plan.compile import compile_plan
from tamis.plan.layout import lay_out, opening_changes
from tamis.plan.parts import Plan
from tamis.plan.run import Outcome, failing, present
from tamis.release.lineage import RECORD, lineage
from tamis.release.manifest import Source
from tamis.tables.findings import FindingLog
from tamis.writers.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What reading one source gave.

    Attributes:
        parts: Parquet files of sound rows: lineage, then the fields of the schema as texts.
        rejects: Parquet files of rejected rows, with their reasons.
        rows: rows that are not blank; blank: the others.
        left_out: labels of columns that the schema does not know.
    """

    source: Source
    report: Report
    parts: tuple[Path, ...]
    rejects: tuple[Path, ...]
    rows: int
    blank: int
    left_out: tuple[str, ...]


class _Sieve:
    """Takes the outcomes of one source in and parts their rows."""

    def __init__(self, plan: Plan, source: Source, folder: Path) -> None:
        self.plan = plan
        self.source = source
        self.folder = folder
        self.parts: list[Path] = []
        self.rejects: list[Path] = []
        self.rows = self.blank = 0
        self.fatal = _fatal(plan)

    def take(self, outcome: Outcome) -> None:
        """Write the rows of a batch to the side on which they fall."""
        self.rows += outcome.rows.len()
        self.blank += outcome.height - outcome.rows.len()
        texts = present(self.plan, outcome)
        made = lineage(self.source, outcome.rows, outcome.lines).hstack(texts)
        bad = outcome.rows if self.fatal else failing(self.plan, outcome)
        good = ~outcome.rows.is_in(bad.implode())
        self._put(self.parts, made.filter(good), "sound")
        if bad.len():
            rejected = made.filter(~good).join(
                self._reasons(outcome, bad), left_on=RECORD, right_on="row", how="left",
                maintain_order="left",
            )  # fmt: skip
            self._put(self.rejects, rejected, "rejected")

    def _put(self, files: list[Path], rows: pl.DataFrame, kind: str) -> None:
        if rows.height:
            path = self.folder / f"{kind}-{self.source.id.encode().hex()}-{len(files):05}.parquet"
            rows.write_parquet(path, compression="lz4")
            files.append(path)

    def _reasons(self, outcome: Outcome, bad: pl.Series) -> pl.DataFrame:
        """Return, for each rejected row, the codes and the sentences of its errors."""
        log = FindingLog(self.plan.checks, self.plan.repairs)
        errors = [at for at, one in enumerate(self.plan.checks) if one.severity is Severity.ERROR]
        log.add(outcome.remaining.filter(pl.col("check").is_in(errors)))
        told: dict[int, list[Finding]] = {row: list(self.fatal) for row in bad}
        for finding in log:
            if finding.row in told:
                told[finding.row].append(finding)
        return pl.DataFrame(
            {
                "row": list(told),
                "_reasons": ["; ".join(map(_reason, found)) for found in told.values()],
                "_explained": [" ".join(one.message for one in found) for found in told.values()],
            },
            schema={"row": pl.UInt32, "_reasons": pl.String, "_explained": pl.String},
        )


def _reason(finding: Finding) -> str:
    return f"{finding.code} [{finding.field}]" if finding.field else finding.code


def _fatal(plan: Plan) -> tuple[Finding, ...]:
    """Return the errors of the header that no repair cures: they are every row's."""
    log = FindingLog(plan.checks, plan.repairs)
    log.add(plan.remaining(plan.opening))
    return tuple(one for one in log if one.severity is Severity.ERROR and one.field)


def gather(
    source: Source,
    schema: Schema,
    profile: Profile,
    *,
    folder: Path,
    journal: Callable[[Plan], Journal],
    progress: Callable[[int], None] | None = None,
) -> Gathered:
    """Read one source, repair it, and part its rows.

    Args:
        source: what to read.
        schema: what rows must be.
        profile: what each rule weighs.
        folder: where Parquet parts go.
        journal: gives the journal of a plan's repairs.
        progress: told the number of records read so far.

    Raises:
        SourceError: the source cannot be read.
    """
    started = time.perf_counter()
    fields = tuple(field.name for field in schema.fields)
    request = readers.Request(format=source.format, sheet=source.sheet, fields=fields)
    with sources.opened(source.path, member=source.member) as local:
        table = readers.read(local, request)
        plan = compile_plan(schema, table.header, profile)
        sieve, changes = _Sieve(plan, source, folder), journal(plan)
        changes.write(opening_changes(plan, lay_out(plan), table))

        def each(outcome: Outcome) -> None:
            sieve.take(outcome)
            changes.write(outcome.changes)

        totals = over(plan, table, each=each, progress=progress)
        run = Run(location=source.path, table=table, plan=plan, started=started)
        labels = table.header
        return Gathered(
            source=source,
            report=run.report(totals, totals.before),
            parts=tuple(sieve.parts),
            rejects=tuple(sieve.rejects),
            rows=sieve.rows,
            blank=sieve.blank,
            left_out=tuple(labels[at] for at in plan.header.unknown if labels[at].strip()),
        )
