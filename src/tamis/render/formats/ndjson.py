"""A JSON object a line: each report's summary, then its findings. For streams and databases."""

from __future__ import annotations

import json
from typing import Any, Final, TextIO

from tamis.model.report import Report, Unread
from tamis.render import Form, Reports, Style
from tamis.render.formats.json import finding_object, summary, unread_object

FORM: Final = Form(suffix=".ndjson")


def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write lines whose ``type`` is ``report``, ``finding`` or ``unread``, as they come."""
    for report in reports:
        if isinstance(report, Unread):
            _line(out, {"type": "unread", **unread_object(report)})
        else:
            _report(report, out, style)


def _report(report: Report, out: TextIO, style: Style) -> None:
    _line(out, {"type": "report", **summary(report)})
    if style.quiet:
        return
    path = report.source.path
    for finding in report.findings:
        members = finding_object(finding, report.source)
        _line(out, {"type": "finding", "path": path, **members})


def _line(out: TextIO, value: dict[str, Any]) -> None:
    out.write(json.dumps(value, ensure_ascii=False) + "\n")
