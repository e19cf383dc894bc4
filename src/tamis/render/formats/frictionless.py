"""The report of frictionless, version 5, for tools that read it.

See https://framework.frictionlessdata.io/docs/framework/report.html. Warnings, which frictionless
knows as sentences alone, are one a kind.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, TextIO

from tamis.model.report import Report, Unread
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render import Reports, Style, frictionless_names, text_form
from tamis.render.groups import Bundle, bundles
from tamis.render.words import colon

_UNREAD: Final = Text(fr="Fichier non vérifié", en="File that was not checked")


@text_form(
    suffix=".json",
    audience=Text(fr="les outils de ce framework", en="tools of that framework"),
    content=Text(
        fr="son rapport, version 5",
        en="its report, version 5",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write one report with a task a file, error after error, then the totals."""
    totals = {"tasks": 0, "errors": 0, "warnings": 0, "seconds": 0.0}
    out.write('{"tasks": [')
    for index, report in enumerate(reports):
        out.write(",\n" if index else "\n")
        stats = _task(report, out, style)
        totals["tasks"] += 1
        for name in ("errors", "warnings", "seconds"):
            totals[name] += stats[name]
    totals["seconds"] = round(totals["seconds"], 3)
    valid = {"valid": not totals["errors"], "stats": totals, "warnings": [], "errors": []}
    out.write(f"\n], {_dumped(valid)[1:]}\n")


def _task(report: Report | Unread, out: TextIO, style: Style) -> dict[str, Any]:
    """Write a task and return its figures."""
    if isinstance(report, Unread):
        stats: dict[str, Any] = {"errors": 1, "warnings": 0, "seconds": 0.0}
        head = _head(report.path, valid=False, stats=stats)
        out.write(_dumped({**head, "labels": [], "warnings": [], "errors": [_unread(report)]}))
        return stats
    source, verdict = report.source, report.verdict
    grouped = bundles(report.findings, 1)
    warnings = [_warning(bundle) for bundle in grouped if bundle.severity is not Severity.ERROR]
    stats = {
        "errors": verdict.errors,
        "warnings": len(warnings),
        "seconds": report.stats.seconds,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "fields": report.stats.fields,
        "rows": report.stats.rows,
    }
    head = _head(source.path, valid=report.valid, stats=stats)
    head |= {"labels": list(source.labels), "warnings": warnings}
    out.write(f'{_dumped(head)[:-1]}, "errors": [')
    separator = "\n"
    for finding in () if style.quiet else report.findings:
        if finding.severity is Severity.ERROR:
            out.write(separator + _dumped(frictionless_names.error(finding, source)))
            separator = ",\n"
    out.write("]}")
    return stats


def _head(path: str, *, valid: bool, stats: dict[str, Any]) -> dict[str, Any]:
    stem = path.replace("\\", "/").rpartition("/")[2].partition(".")[0].lower()
    name = re.sub(r"[^a-z0-9._-]+", "-", stem).strip("-") or "table"
    return {"name": name, "type": "table", "valid": valid, "place": path, "stats": stats}


def _warning(bundle: Bundle) -> str:
    fields = f" ({', '.join(bundle.fields)})" if bundle.fields else ""
    return f"{bundle.rule.title}{fields}{colon()}{bundle.how_many}"


def _unread(unread: Unread) -> dict[str, Any]:
    message = str(unread.error)
    titles = {"title": str(_UNREAD), "description": str(_UNREAD)}
    return {
        "type": "source-error",
        **titles,
        "message": message,
        "tags": ["#file"],
        "note": message,
    }


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
