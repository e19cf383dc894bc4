"""What a run over one source amounts to, as a harvest."""

from __future__ import annotations

from pathlib import Path

from tamis.engine.totals import Totals
from tamis.model.finding import Group as Found
from tamis.plan.model import Plan
from tamis.release.collect.split_rows import Tally
from tamis.release.collect.task import Task
from tamis.release.source_result import Group, Harvest
from tamis.tables.batch import Table

#: How many occurrences of a finding a scorecard shows.
SAMPLES = 5


def reaped(
    task: Task, plan: Plan, table: Table, totals: Totals, tally: Tally, content: str
) -> Harvest:
    """Return the harvest of a source whose rows stand in `task.folder`.

    Args:
        task: what was asked.
        plan: the plan that ran over `table`.
        table: the source.
        totals: what the run found.
        tally: how its rows were parted.
        content: the SHA-256 of its bytes.
    """
    before, after = totals.before.verdict(), totals.after.verdict()
    labels, dialect = table.header, table.dialect()
    return Harvest(
        folder=task.folder,
        format=table.format,
        encoding=dialect.encoding if dialect else "",
        bytes=Path(task.location).stat().st_size,
        sha256=content,
        parts=tuple(tally.parts),
        rows=tally.rows,
        blank=tally.blank,
        rejected=tally.rejected,
        valid=before.valid,
        valid_after=after.valid,
        errors=before.errors,
        errors_after=after.errors,
        warnings=before.warnings,
        counts=dict(before.counts),
        after=dict(after.counts),
        repairs={plan.repairs[at].name: n for at, n in sorted(totals.changes.items())},
        left_out=tuple(labels[at] for at in plan.header.unknown if labels[at].strip()),
        groups=tuple(_group(one) for one in totals.before.groups(SAMPLES)),
    )


def _group(found: Found) -> Group:
    rule, first = found.check.rule, found.samples[0]
    params = {**found.check.params, "value": first.value or "", "note": first.note}
    return Group(
        code=found.check.code,
        field=found.check.field,
        severity=found.check.severity.word,
        count=found.count,
        cured=found.cured,
        title=rule.title.say(),
        advice=rule.repair.say(field=found.check.field, **params),
        samples=tuple((one.line, one.value, one.message) for one in found.samples),
    )
