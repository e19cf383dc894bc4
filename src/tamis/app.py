"""What the command line and library users both call: validate, normalize, aggregate."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tamis import readers, sources
from tamis.engine.local import Totals, over
from tamis.loading import profile as profiles
from tamis.loading import table_schema
from tamis.model.profile import Profile
from tamis.model.report import Report, SchemaRef, Source, Stats
from tamis.model.schema import Schema
from tamis.plan.compile import Plan, compile_plan
from tamis.plan.run import Outcome
from tamis.tables.batch import Table
from tamis.tables.findings import FindingLog

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
        return report_of(str(source), table, plan, totals, totals.before, started)


def _profile(profile: str | Profile) -> Profile:
    return profile if isinstance(profile, Profile) else profiles.load(profile)


def report_of(
    location: str, table: Table, plan: Plan, totals: Totals, shown: FindingLog, started: float
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
        schema=SchemaRef(
            name=plan.schema.name, version=plan.schema.version, path=plan.schema.path
        ),
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
