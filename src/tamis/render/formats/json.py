"""The report as JSON, complete: every finding, counts, rules and their sentences."""

from __future__ import annotations

import json
from itertools import chain
from typing import TextIO

from tamis.model.report import Report, Unread
from tamis.model.text import Text
from tamis.model.version import VERSION
from tamis.render import Reports, Style, text_form
from tamis.render.json_objects import finding_object, summary, unread_object


@text_form(
    suffix=".json",
    audience=Text(fr="un programme", en="a program"),
    content=Text(
        fr="tout : les membres sont ceux de [schemas/report.json](../schemas/report.json)",
        en="everything: the members are those of [schemas/report.json](../schemas/report.json)",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write one object; with several reports, one that holds them under ``reports``."""
    remaining = iter(reports)
    first = next(remaining, None)
    second = next(remaining, None)
    if first is not None and second is None:
        _object(first, out, style)
        out.write("\n")
        return
    valid = True
    out.write(f'{{"tamis": {json.dumps(VERSION)}, "reports": [')
    opening = [report for report in (first, second) if report is not None]
    for index, report in enumerate(chain(opening, remaining)):
        out.write(",\n" if index else "\n")
        _object(report, out, style)
        valid = valid and isinstance(report, Report) and report.valid
    out.write(f'\n], "valid": {json.dumps(valid)}}}\n')


def _object(report: Report | Unread, out: TextIO, style: Style) -> None:
    if isinstance(report, Unread):
        out.write(json.dumps(unread_object(report), ensure_ascii=False))
        return
    head = json.dumps(summary(report), ensure_ascii=False)
    out.write(head[:-1] + ', "findings": [')
    if not style.quiet:
        for index, finding in enumerate(report.findings):
            out.write(",\n" if index else "\n")
            out.write(json.dumps(finding_object(finding, report.source), ensure_ascii=False))
    out.write("]}")
