"""One source through the kernel, into a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from tamis import readers, sources
from tamis.engine.local import over
from tamis.engine.totals import Totals
from tamis.model.errors import SchemaError
from tamis.model.finding import Group as Found
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.model.text import Lang, current_lang, set_lang
from tamis.plan.compile import compile_plan
from tamis.plan.layout import lay_out, opening_changes
from tamis.plan.parts import Plan
from tamis.plan.run import Outcome, failing
from tamis.readers._facts import facts
from tamis.release import versions
from tamis.release.harvest import (
    JOURNAL,
    REJECTS,
    Choice,
    Group,
    Harvest,
    Trial,
    keep,
)
from tamis.release.manifest import Source
from tamis.release.sieve import Sieve, fatal_of
from tamis.tables.batch import Table
from tamis.writers.journal import CsvSink, Journal

#: How many occurrences of a finding a scorecard shows.
SAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is asked: everything that decides the result, so that it can be done anywhere.

    Attributes:
        source: what to read; location: the path of its bytes on this machine.
        content: the SHA-256 of its bytes, "" where it is not known yet.
        schema: what rows must be; others: its other versions, the highest first.
        folder: where the result goes.
    """

    source: Source
    location: str
    schema: Schema
    profile: Profile
    folder: Path
    content: str = ""
    others: tuple[str, ...] = ()
    lang: Lang = field(default_factory=current_lang)
    limits: Limits = DEFAULT


Progress = Callable[[int], None]


def gather(task: Task, progress: Progress | None = None) -> Harvest:
    """Read one source, repair it, part its rows, and write all down.

    Raises:
        SourceError: the source cannot be read.
    """
    set_lang(task.lang)
    declared = task.source.schema_version.lstrip("v")
    known = declared in task.others
    if not known or declared == task.schema.version:
        made = _sifted(task, {}, progress)
        settled = declared == task.schema.version or not made.rejected or not task.others
        choice = Choice(
            declared=declared,
            version=task.schema.version,
            how="declared" if declared == task.schema.version else "target",
        )
        if not settled:
            target = _trial(made, task.schema.version)
            trials = (target, *(_tried(task, version) for version in task.others))
            best, how = versions.best(trials)
            choice = replace(choice, version=best.version, how=how, trials=trials)
    else:
        choice = Choice(
            declared=declared, version=declared, how="declared", trials=(_tried(task, declared),)
        )
        made = None
    if choice.version != task.schema.version:
        made, choice = _mapped(task, choice, made, progress)
    assert made is not None  # noqa: S101 one of the branches has read the source
    made = replace(made, choice=choice)
    keep(made)
    return made


def _mapped(
    task: Task, choice: Choice, made: Harvest | None, progress: Progress | None
) -> tuple[Harvest, Choice]:
    """Read the source in the layout of its version, mapped to the one that is released."""
    layout = versions.mapping(versions.of(task.schema, choice.version), task.schema)
    lost = _held(task, layout.lost)
    if lost:
        choice = replace(choice, lost=", ".join(lost))
    elif layout.renamed:
        choice = replace(choice, renamed=dict(layout.renamed))
        return _sifted(task, layout.renamed, progress), choice
    return made or _sifted(task, {}, progress), choice


def _held(task: Task, names: tuple[str, ...]) -> list[str]:
    """Return the fields, of those without a place in the new layout, that the source has."""
    if not names:
        return []
    with sources.opened(task.location, member=task.source.member, limits=task.limits) as local:
        labels = readers.read(local, _request(task)).header
    return [name for name in names if name in labels]


def _request(task: Task) -> readers.Request:
    names = tuple(one.name for one in task.schema.fields)
    return readers.Request(
        format=task.source.format, sheet=task.source.sheet, fields=names, limits=task.limits
    )


def _tried(task: Task, version: str) -> Trial:
    """Return what another version of the schema says of the source."""
    with suppress(SchemaError):
        schema = versions.of(task.schema, version)
        with sources.opened(task.location, member=task.source.member, limits=task.limits) as local:
            table = readers.read(local, _request(task))
            plan = compile_plan(schema, table.header, task.profile)
            rejected = 0
            fatal = bool(fatal_of(plan))

            def each(outcome: Outcome) -> None:
                nonlocal rejected
                rejected += outcome.rows.len() if fatal else failing(plan, outcome).len()

            totals = over(plan, table, each=each)
        return Trial(
            version=version,
            valid=totals.before.verdict().valid,
            valid_after=totals.after.verdict().valid,
            rejected=rejected,
        )
    return Trial(version=version, valid=False, valid_after=False, rejected=1 << 62)


def _trial(made: Harvest, version: str) -> Trial:
    return Trial(
        version=version,
        valid=made.valid,
        valid_after=made.valid_after,
        rejected=made.rejected,
    )


def _sifted(task: Task, renamed: Mapping[str, str], progress: Progress | None) -> Harvest:
    """Read the source against the schema of the release and write its rows."""
    shutil.rmtree(task.folder, ignore_errors=True)
    task.folder.mkdir(parents=True)
    source = task.source
    with (
        sources.opened(task.location, member=source.member, limits=task.limits) as local,
        ThreadPoolExecutor(1, thread_name_prefix="tamis-hash") as beside,
        (task.folder / REJECTS).open("wb") as rejects,
        (task.folder / JOURNAL).open("wb") as told,
    ):
        known = beside.submit(lambda: task.content or facts(Path(task.location))[1])
        table = readers.read(local, _request(task))
        table = replace(table, header=tuple(renamed.get(one, one) for one in table.header))
        plan = compile_plan(task.schema, table.header, task.profile)
        sieve = Sieve(plan, source, known.result, task.folder, rejects)
        journal = Journal(CsvSink(told), plan, source.id)
        journal.write(opening_changes(plan, lay_out(plan), table))

        def each(outcome: Outcome) -> None:
            sieve.take(outcome)
            journal.write(outcome.changes)

        totals = over(plan, table, values=True, each=each, progress=progress)
        size = Path(task.location).stat().st_size
        return _harvest(task, (plan, table, totals), sieve, (size, known.result()))


def _harvest(
    task: Task, run: tuple[Plan, Table, Totals], sieve: Sieve, content: tuple[int, str]
) -> Harvest:
    plan, table, totals = run
    before, after = totals.before.verdict(), totals.after.verdict()
    labels = table.header
    return Harvest(
        folder=task.folder,
        format=table.format,
        encoding=table.dialect.encoding if table.dialect else "",
        bytes=content[0],
        sha256=content[1],
        parts=tuple(sieve.parts),
        rows=sieve.rows,
        blank=sieve.blank,
        rejected=sieve.rejected,
        valid=before.valid,
        valid_after=after.valid,
        errors=before.errors,
        warnings=before.warnings,
        counts=dict(before.counts),
        after=dict(after.counts),
        repairs={plan.repairs[at].name: n for at, n in sorted(totals.changes.items())},
        left_out=tuple(labels[at] for at in plan.header.unknown if labels[at].strip()),
        groups=tuple(_group(one) for one in totals.before.groups(SAMPLES)),
    )


def _group(found: Found) -> Group:
    rule = found.check.rule
    return Group(
        code=found.check.code,
        field=found.check.field,
        severity=found.check.severity.word,
        count=found.count,
        cured=found.cured,
        title=rule.title.say(),
        advice=rule.repair.say(**found.check.params),
        samples=tuple((one.line, one.value, one.message) for one in found.samples),
    )
