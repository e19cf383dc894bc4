"""Reports, findings and unread sources as objects of JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from tamis.model.dialect import Dialect
from tamis.model.finding import Finding
from tamis.model.report import RepairSummary, Report, Source, Unread
from tamis.model.rule import Rule
from tamis.model.verdict import Verdict
from tamis.model.version import VERSION


def unread_object(unread: Unread) -> dict[str, Any]:
    """Return what stands in place of a report, as JSON knows it."""
    error = unread.error
    return {
        "tamis": VERSION,
        "valid": False,
        "source": {"path": unread.path},
        "error": {
            "message": str(error.text),
            "hint": str(error.hint) if error.hint else None,
            "exit_code": error.exit_code,
        },
    }


def summary(report: Report) -> dict[str, Any]:
    """Return all of a report but its findings, as JSON knows it."""
    source = report.source
    return {
        "tamis": VERSION,
        "state": report.state.value,
        "valid": report.valid,
        "source": {
            "path": source.path,
            "format": source.format,
            "encoding": source.encoding,
            "dialect": _dialect(source.dialect),
            "bytes": source.bytes,
            "sha256": source.sha256,
            **({"sheet": source.sheet} if source.sheet else {}),
            **({"restricted": True} if source.restricted else {}),
        },
        "schema": {
            "name": report.schema.name,
            "version": report.schema.version,
            "path": report.schema.path,
            **(
                {"certainty": certainty}
                if (certainty := report.schema.certainty) is not None
                else {}
            ),
            **({"likely": asdict(likely)} if (likely := report.schema.likely) else {}),
            **({"declared": True} if report.schema.declared else {}),
            **({"newer": asdict(newer)} if (newer := report.schema.newer) else {}),
        },
        "profile": {"name": report.profile.name, "version": report.profile.version},
        "stats": {
            "rows": report.stats.rows,
            "fields": report.stats.fields,
            "errors": report.verdict.errors,
            "warnings": report.verdict.warnings,
            "seconds": report.stats.seconds,
            **({"known": report.known} if report.known else {}),
        },
        "counts": dict(report.counts),
        "before": _verdict(report.before),
        "after": _verdict(report.after),
        "changes": dict(report.changes),
        "remedies": [_repair_summary(remedy) for remedy in report.repair_summaries],
        "rules": {code: _rule(rule) for code, rule in sorted(report.rules.items())},
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "valid": verdict.valid,
        "errors": verdict.errors,
        "warnings": verdict.warnings,
        "counts": dict(verdict.counts),
    }


def _repair_summary(remedy: RepairSummary) -> dict[str, Any]:
    return {
        "repair": remedy.repair.name,
        "title": remedy.repair.title.say(),
        "applicability": remedy.repair.applicability.value,
        "field": remedy.field or None,
        "count": remedy.count,
        "done": remedy.done,
        "samples": [{"before": before, "after": after} for before, after in remedy.samples],
    }


def _rule(rule: Rule) -> dict[str, str]:
    return {
        "title": rule.title.say(),
        "message": rule.message.say(),
        "why": rule.why.say(),
        "advice": rule.repair.say(),
        "severity": rule.severity.word,
        "frictionless": rule.alias,
    }


def finding_object(finding: Finding, source: Source) -> dict[str, Any]:
    """Return a finding as JSON knows it.

    `place` only in a workbook; `repair` and `proposal` only where a repair is known.
    """
    return dict(_members(finding, source))


def _members(finding: Finding, source: Source) -> Iterator[tuple[str, Any]]:
    yield "code", finding.code
    yield "severity", finding.severity.word
    yield "row", finding.row
    yield "line", finding.line
    yield "field", finding.field or None
    yield "column", finding.column or None
    yield "value", finding.value
    yield "message", finding.message
    if finding.pointer:
        yield "pointer", finding.pointer
    if place := source.place(finding.line, finding.column):
        yield "place", place
    if finding.applicability is not None:
        yield "repair", finding.repair
        yield "applicability", finding.applicability.value
        yield "proposal", finding.proposal


def _dialect(dialect: Dialect | None) -> dict[str, Any]:
    """Return how a text is written; what its encoding leaves in doubt is a finding."""
    members = asdict(dialect) if dialect else {}
    members.pop("certain", None)
    return members
