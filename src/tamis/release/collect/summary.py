"""What a run over one source amounts to, as a result."""

from __future__ import annotations

from pathlib import Path

from tamis.engine.totals import Totals
from tamis.model.finding import Group as Found
from tamis.plan.model import Plan
from tamis.release.collect.split_rows import SplitCounts
from tamis.release.collect.task import Task
from tamis.release.source_result import FindingGroup, SourceResult
from tamis.tables.batch import Table

#: How many occurrences of a finding a scorecard shows.
SAMPLES = 5


def summarize(
    task: Task, plan: Plan, table: Table, totals: Totals, counts: SplitCounts, content: str
) -> SourceResult:
    """Return the result of a source whose rows stand in `task.folder`.

    Args:
        task: what was asked.
        plan: the plan that ran over `table`.
        table: the source.
        totals: what the run found.
        counts: how its rows were parted.
        content: the SHA-256 of its bytes.
    """
    before, after = totals.before.verdict(), totals.after.verdict()
    labels, dialect = table.header, table.dialect()
    return SourceResult(
        folder=task.folder,
        format=table.format,
        encoding=dialect.encoding if dialect else "",
        bytes=Path(task.location).stat().st_size,
        sha256=content,
        parts=tuple(counts.parts),
        rows=counts.rows,
        blank=counts.blank,
        rejected=counts.rejected,
        valid=before.valid,
        valid_after=after.valid,
        errors=before.errors,
        errors_after=after.errors,
        warnings=before.warnings,
        counts=dict(before.counts),
        after=dict(after.counts),
        repairs={plan.repairs[index].name: n for index, n in sorted(totals.changes.items())},
        left_out=tuple(labels[index] for index in plan.header.unknown if labels[index].strip()),
        groups=tuple(_group(group) for group in totals.before.groups(SAMPLES)),
    )


def _group(group: Found) -> FindingGroup:
    rule, first = group.check.rule, group.samples[0]
    params = {**group.check.params, "value": first.value or "", "note": first.note}
    return FindingGroup(
        code=group.check.code,
        field=group.check.field,
        severity=group.check.severity.word,
        count=group.count,
        cured=group.cured,
        title=rule.title.say(),
        advice=rule.repair.say(field=group.check.field, **params),
        samples=tuple((sample.line, sample.value, sample.message) for sample in group.samples),
    )
