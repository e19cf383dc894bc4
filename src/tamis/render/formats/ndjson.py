"""A JSON object a line: each report's summary, then its findings. For streams and databases."""

from __future__ import annotations

import json
from typing import Any, TextIO

from tamis.model.report import Report, Unread
from tamis.model.text import Text
from tamis.render import Reports, Style, text_form
from tamis.render.json_objects import finding_object, summary, unread_object


@text_form(
    suffix=".ndjson",
    audience=Text(fr="un flux, une base de données", en="a stream, a database"),
    content=Text(
        fr="une ligne par rapport, puis une ligne par anomalie",
        en="a line per report, then a line per finding",
    ),
)
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
