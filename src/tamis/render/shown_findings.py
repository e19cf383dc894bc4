"""Which findings a format that wants one entry each shows, within what its platform takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tamis.model.finding import Finding
from tamis.model.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """A finding that is shown; `rest`: how many more of its kind are not, said with the last."""

    finding: Finding
    rest: int = 0


def shown_findings(
    report: Report, *, each: int, every: bool = False, limit: int | None = None
) -> Iterator[ShownFinding]:
    """Return the findings to show.

    Args:
        report: whose findings.
        each: how many of each rule and field, the first ones in the file.
        every: all findings instead, in the order of the file.
        limit: how many in all; the worst kinds come first.
    """
    chosen = _every(report) if every else _first(report, each)
    yield from islice(chosen, limit)


def _every(report: Report) -> Iterator[ShownFinding]:
    return (ShownFinding(finding=finding) for finding in report.findings)


def _first(report: Report, each: int) -> Iterator[ShownFinding]:
    for group in report.findings.groups(each):
        *others, last = group.samples
        yield from (ShownFinding(finding=finding) for finding in others)
        yield ShownFinding(finding=last, rest=group.count - len(group.samples))
