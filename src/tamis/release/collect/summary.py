"""What a run over one source amounts to, as a result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tamis.checks.rules import header_no_known_field
from tamis.engine.totals import Totals
from tamis.model.finding import Group as Found
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.plan.model import Plan
from tamis.release.collect.split_rows import SplitCounts
from tamis.release.collect.task import Task
from tamis.release.source_result import FindingGroup, FindingSample, Refusal, SourceResult
from tamis.tables.batch import Table

#: How many occurrences of a finding a scorecard shows.
SAMPLES: Final = 5
NO_KNOWN_FIELD: Final = header_no_known_field.RULE.code
_NO_FIELD: Final = Text(
    fr="Le fichier n'a aucune colonne du schéma : rien n'a pu en être vérifié.",
    en="The file has none of the schema's columns: none of it could be checked.",
)


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
    before, after = totals.delivered.verdict(), totals.repaired.verdict()
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
        groups=tuple(group(found) for found in totals.delivered.groups(SAMPLES)),
        refusals=tuple(_refusals(plan, totals)),
        header_line=table.header_line,
    )


def _refusals(plan: Plan, totals: Totals) -> Iterator[Refusal]:
    """Return why none of the rows of a source can be trusted.

    An error of the whole file (its records counted twice differ, a quote is never closed) or of
    its header that is about no field: whatever its rows hold, something of them is lost. Where the
    schema has no say (none of its columns is there), nothing of the file was checked.
    """
    for found in totals.repaired.groups(1):
        finding = found.samples[0]
        is_whole = finding.check.rule.scope == "file" or finding.code == NO_KNOWN_FIELD
        if is_whole and found.severity is Severity.ERROR:
            yield Refusal(code=finding.code, fr=finding.say("fr"), en=finding.say("en"))
    if not plan.header.positions and NO_KNOWN_FIELD not in totals.repaired.verdict().counts:
        yield Refusal(code=NO_KNOWN_FIELD, fr=_NO_FIELD.fr, en=_NO_FIELD.en)


def group(found: Found) -> FindingGroup:
    """Return a group of findings as a result keeps it."""
    rule, first = found.check.rule, found.samples[0]
    params = {**found.check.params, "value": first.value or "", "note": first.note}
    return FindingGroup(
        code=found.check.code,
        field=found.check.field,
        severity=found.check.severity.word,
        count=found.count,
        cured=found.cured,
        title=rule.title.say(),
        advice=rule.repair.say(field=found.check.field, **params),
        column=found.check.column,
        samples=tuple(
            FindingSample(
                row=sample.row, line=sample.line, value=sample.value, message=sample.message
            )
            for sample in found.samples
        ),
    )
