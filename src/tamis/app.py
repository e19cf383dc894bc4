"""What the command line and library users both call: validate, normalize, aggregate."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tamis import readers, sources
from tamis.engine.local import Totals, over
from tamis.loading import profile as profiles
from tamis.loading import table_schema
from tamis.model.errors import UsageError
from tamis.model.profile import Profile
from tamis.model.report import Report, SchemaRef, Source, Stats, Verdict
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.compile import Plan, compile_plan
from tamis.plan.layout import Layout, lay_out, opening_changes
from tamis.plan.run import Outcome
from tamis.tables.batch import Table, column
from tamis.tables.findings import FindingLog
from tamis.writers import csv as csv_writer
from tamis.writers import journal as journal_writer

SchemaSource = str | Path | Mapping[str, Any] | Schema

load_schema = table_schema.load


def validate(
    source: str | Path,
    schema: SchemaSource,
    *,
    profile: str | Profile = "publish",
    format: str | None = None,  # noqa: A002 the word users know
) -> Report:
    """Say whether a file conforms to a schema, and if not, where and why.

    Args:
        source: a path, or ``-`` for standard input.
        schema: a catalogue name, a path, a descriptor, or a loaded schema.
        profile: what each rule weighs: a name or a profile.
        format: the format of the file, where its name does not say.

    Raises:
        SourceError: the file cannot be read.
        SchemaError: the schema cannot be read.
    """
    started = time.perf_counter()
    loaded = load_schema(schema)
    with sources.opened(str(source)) as local:
        table = readers.read(local, format)
        plan = compile_plan(loaded, table.header, _profile(profile))
        totals = over(plan, table)
        return report_of(
            str(source),
            table=table,
            plan=plan,
            totals=totals,
            shown=totals.before,
            started=started,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """What normalising a file gave: both verdicts and what remains, in `report`.

    `changes` counts what each repair changed, the header included.
    """

    report: Report
    output: Path
    changes: Mapping[str, int]

    @property
    def before(self) -> Verdict:
        """The verdict on the file as delivered."""
        return self.report.verdict

    @property
    def after(self) -> Verdict:
        """The verdict on the file that was written."""
        return self.report.after


def normalize(
    source: str | Path,
    schema: SchemaSource,
    output: str | Path,
    *,
    journal: str | Path | None = None,
    profile: str | Profile = "publish",
    format: str | None = None,  # noqa: A002 the word users know
) -> Normalized:
    """Write the file again as the schema wants it, without losing a value.

    SAFE repairs are done, each change is journalled, and what cannot be repaired stays as it
    is. The report lists what remains; its verdicts are those before and after.

    Args:
        source: a path, or ``-`` for standard input. It is never written to.
        schema: a catalogue name, a path, a descriptor, or a loaded schema.
        output: the CSV file to write (UTF-8, commas).
        journal: where to write the journal (CSV), if anywhere.
        profile: what each rule weighs.
        format: the format of the file, where its name does not say.

    Raises:
        SourceError: the file cannot be read, or the output cannot be written.
        SchemaError: the schema cannot be read.
        UsageError: the output is the source.
    """
    started = time.perf_counter()
    loaded = load_schema(schema)
    _apart(source, output, journal)
    with sources.opened(str(source)) as local:
        filled, surplus = frozenset[int](), False
        while True:
            table = readers.read(local, format)
            plan = compile_plan(loaded, table.header, _profile(profile))
            layout = lay_out(plan, filled, surplus=surplus)
            try:
                totals = _write(plan, table, layout, Path(output), journal and Path(journal))
            except _LayoutTooNarrow as found:
                filled, surplus = filled | found.filled, surplus or found.surplus
                continue
            report = report_of(
                str(source),
                table=table,
                plan=plan,
                totals=totals,
                shown=totals.after,
                started=started,
            )
            return Normalized(report=report, output=Path(output), changes=report.changes)


class _LayoutTooNarrow(Exception):  # noqa: N818 not an error: the table has to be laid out anew
    """A batch holds something that the layout has no column for."""

    def __init__(self, filled: frozenset[int], *, surplus: bool) -> None:
        self.filled = filled
        self.surplus = surplus


def _write(
    plan: Plan, table: Table, layout: Layout, output: Path, journal: Path | str | None
) -> Totals:
    """Write the repaired table and its journal; both appear once all is written."""
    kept = {at for at in plan.blank_columns if column(at) in layout.columns}
    opening = opening_changes(plan, layout, table.header_line)
    with (
        journal_writer.writing(Path(journal) if journal else None, plan) as told,
        csv_writer.writing(output, layout.labels) as out,
    ):
        told.write(opening)

        def each(outcome: Outcome) -> None:
            lost = frozenset(outcome.filled) - kept
            surplus = outcome.surplus.height > 0 and not layout.surplus
            if lost or surplus:
                raise _LayoutTooNarrow(lost, surplus=surplus)
            out.write(layout.arrange(outcome))
            told.write(outcome.changes)

        totals = over(plan, table, each=each)
    for repair in opening["repair"]:
        totals.changes[repair] = totals.changes.get(repair, 0) + 1
    return totals


def _apart(source: str | Path, *outputs: str | Path | None) -> None:
    """Refuse to write over what is read."""
    for output in outputs:
        if output is not None and Path(output).resolve() == Path(source).resolve():
            raise UsageError(
                Text(
                    fr=f"« {output} » est le fichier lu : il ne peut pas être remplacé.",
                    en=f"“{output}” is the file that is read: it cannot be replaced.",
                ),
                Text(fr="Donnez un autre nom à -o.", en="Give -o another name."),
            )


def _profile(profile: str | Profile) -> Profile:
    return profile if isinstance(profile, Profile) else profiles.load(profile)


def report_of(
    location: str,
    *,
    table: Table,
    plan: Plan,
    totals: Totals,
    shown: FindingLog,
    started: float,
) -> Report:
    """Return the report of a run; `shown` are the findings it lists."""
    size, sha256 = table.facts()
    told = {plan.checks[at].code for at in shown.tally()}
    named = {plan.repairs[at].name: n for at, n in sorted(totals.changes.items())}
    return Report(
        source=Source(
            path=location,
            format=table.format,
            encoding=table.dialect.encoding if table.dialect else "",
            dialect=table.dialect,
            bytes=size,
            sha256=sha256,
            sheet=table.sheet,
        ),
        schema=SchemaRef(name=plan.schema.name, version=plan.schema.version, path=plan.schema.path),
        profile=plan.profile,
        stats=Stats(
            rows=totals.rows,
            fields=len(table.header),
            seconds=round(time.perf_counter() - started, 3),
        ),
        verdict=totals.before.verdict(),
        after=totals.after.verdict(),
        findings=shown,
        rules={check.code: check.rule for check in plan.checks if check.code in told},
        changes=named,
    )
