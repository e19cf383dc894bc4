"""SARIF 2.1.0, for code scanning.

One run for all files. GitHub takes 25,000 results a run and shows 5,000 of them, so that the
first findings of each kind are results; ``--verbose`` makes one of every finding, up to what is
taken. See https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html and
https://docs.github.com/code-security/reference/code-scanning/sarif-support-for-code-scanning.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TextIO
from urllib.parse import quote

from tamis.model.finding import Finding
from tamis.model.fingerprint import Fingerprints
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.report import Report, Unread
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text, current_lang
from tamis.model.version import VERSION
from tamis.render import Reports, Style, repository, sentences, text_form
from tamis.render.shown_findings import ShownFinding, shown_findings
from tamis.render.terminal import clipped
from tamis.render.words import counted, number

MOST: Final = 25_000
EACH: Final = 50
#: What names the root of the repository, as code scanning knows it.
_ROOT: Final = "%SRCROOT%"
_REPOSITORY: Final = Text(fr="La racine du dépôt.", en="The root of the repository.")
_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
#: What only an occurrence fills in.
_BLANKS: Final = lazy_pattern(r"\{\w+\}")
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


@dataclass(slots=True)
class _SarifRun:
    """What is gathered of all reports."""

    rules: dict[str, Rule] = field(default_factory=dict)
    results: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0
    read: bool = True

    def take(self, report: Report | Unread, style: Style) -> None:
        """Take a report in."""
        if isinstance(report, Unread):
            self.read = False
            self.notices.append(_notice("error", str(report.error), report.path))
            return
        self.rules |= report.rules
        if style.quiet:
            return
        uri, marks = _uri(report.source.path), Fingerprints()
        room, count = MOST - len(self.results), 0
        for shown in shown_findings(report, each=EACH, every=style.verbose, limit=room):
            mark = marks.of(shown.finding, repository.relative(report.source.path))
            self.results.append(_result(shown, uri, mark))
            count += 1
        self.left_out += len(report.findings) - count

    def whole(self) -> dict[str, Any]:
        """Return the run as SARIF has it."""
        if self.left_out:
            more = counted(self.left_out, "anomalie", "anomalies", "finding", "findings")
            sentence = Text(fr=f"{more} de plus, hors de ce fichier.", en=f"{more} more, left out.")
            self.notices.append(_notice("note", str(sentence)))
        index = {code: position for position, code in enumerate(sorted(self.rules))}
        for result in self.results:
            result["ruleIndex"] = index[result["ruleId"]]
        return {
            "tool": {"driver": _driver(self.rules)},
            "language": current_lang(),
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"description": {"text": str(_REPOSITORY)}}},
            "invocations": [
                {
                    "executionSuccessful": self.read,
                    **({"toolExecutionNotifications": self.notices} if self.notices else {}),
                }
            ],
            "results": self.results,
        }


@text_form(
    suffix=".sarif",
    audience=Text(fr="l'analyse de code", en="code scanning"),
    content=Text(
        fr="SARIF 2.1.0 : les cinquante premières de chaque sorte, toutes avec `-v`, 25 000 "
        "au plus",
        en="SARIF 2.1.0: the first fifty of each kind, all with `-v`, 25,000 at most",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write one log with one run."""
    run = _SarifRun()
    for report in reports:
        run.take(report, style)
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run.whole()]}
    json.dump(log, out, ensure_ascii=False, indent=1)
    out.write("\n")


def _driver(rules: Mapping[str, Rule]) -> dict[str, Any]:
    return {
        "name": "tamis",
        "version": VERSION,
        "semanticVersion": VERSION,
        "rules": [_rule(rules[code]) for code in sorted(rules)],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": str(rule.title)},
        "fullDescription": {"text": str(rule.why)},
        "help": {"text": f"{rule.why}\n{_BLANKS.sub('…', str(rule.repair))}"},
        "defaultConfiguration": {"level": _LEVELS.get(rule.severity, "none")},
    }


def _result(shown: ShownFinding, uri: str, mark: str) -> dict[str, Any]:
    finding = shown.finding
    more = f" ({sentences.MORE.say(n=number(shown.rest))})" if shown.rest else ""
    region = {"startLine": finding.line or 1, **_snippet(finding)}
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(uri), "region": region}
    }
    if finding.field or finding.pointer:
        path = {"fullyQualifiedName": finding.pointer} if finding.pointer else {}
        name = finding.field or finding.pointer
        location["logicalLocations"] = [{"name": name, "kind": "member", **path}]
    repair = {"repair": finding.repair, "proposal": finding.proposal} if finding.repair else {}
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": clipped(finding.message, 1000) + more},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": mark},
        **({"properties": repair} if repair else {}),
    }


def _snippet(finding: Finding) -> dict[str, Any]:
    return {"snippet": {"text": clipped(finding.value, 200)}} if finding.value else {}


def _notice(level: str, message: str, path: str = "") -> dict[str, Any]:
    where = [{"physicalLocation": {"artifactLocation": _artifact(_uri(path))}}] if path else []
    return {"level": level, "message": {"text": message}, **({"locations": where} if where else {})}


def _artifact(uri: str) -> dict[str, str]:
    """Return where a file is: below the root of the repository, or by itself (SARIF, 3.4.4)."""
    is_below = "://" not in uri and not uri.startswith(("/", "../"))
    return {"uri": uri, **({"uriBaseId": _ROOT} if is_below else {})}


def _uri(path: str) -> str:
    """Return a path as a URI reference, from the root of the repository where it can be."""
    relative = repository.relative(path)
    return relative if "://" in relative else quote(relative)
