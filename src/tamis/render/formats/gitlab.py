"""A GitLab Code Quality report: an array of issues, with fingerprints that inserted rows keep.

See https://docs.gitlab.com/ci/testing/code_quality/. GitLab shows one of several issues with
the same fingerprint, so that each has one of its own. The first findings of each kind are
issues; ``--verbose`` makes one of every finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, TextIO

from tamis.model.finding import Finding
from tamis.model.fingerprint import Fingerprints, digest
from tamis.model.report import Report, Unread
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render import Reports, Style, repository, sentences, text_form
from tamis.render.shown_findings import ShownFinding, shown_findings
from tamis.render.terminal import clipped
from tamis.render.words import number

EACH: Final = 50
_WEIGHTS: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


@text_form(
    suffix=".json",
    audience=Text(fr="GitLab Code Quality", en="GitLab Code Quality"),
    content=Text(
        fr="des signalements avec empreinte : les cinquante premiers de chaque sorte, tous "
        "avec `-v`",
        en="issues with fingerprints: the first fifty of each kind, all with `-v`",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write the array, issue after issue."""
    out.write("[")
    separator = "\n"
    for report in reports:
        for issue in _issues(report, style):
            out.write(separator + json.dumps(issue, ensure_ascii=False))
            separator = ",\n"
    out.write("\n]\n")


def _issues(report: Report | Unread, style: Style) -> Iterator[dict[str, Any]]:
    if isinstance(report, Unread):
        path = repository.relative(report.path)
        mark = digest(path, "unread")
        yield _issue(path, 1, "file.unread", "blocker", mark, str(report.error))
        return
    if style.quiet:
        return
    path, marks = repository.relative(report.source.path), Fingerprints()
    for shown in shown_findings(report, each=EACH, every=style.verbose):
        finding = shown.finding
        weight = _WEIGHTS[finding.severity]
        line, mark = finding.line or 1, marks.of(finding, path)
        yield _issue(path, line, finding.code, weight, mark, _sentence(finding, shown))


def _sentence(finding: Finding, shown: ShownFinding) -> str:
    more = f" ({sentences.MORE.say(n=number(shown.rest))})" if shown.rest else ""
    return clipped(finding.message, 500) + more


def _issue(
    path: str, line: int, code: str, severity: str, fingerprint: str, description: str
) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": code,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
