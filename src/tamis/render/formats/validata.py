"""The answer of the Validata API, for tools that read it.

``schema``, ``url``, ``options``, ``version``, ``date`` and ``report``; warnings are sentences.
With several files, an array of such answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TextIO

from tamis.model.finding import Finding
from tamis.model.report import Report, Source, Unread
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.model.version import VERSION
from tamis.render import Reports, Style, frictionless_names, sentences, text_form
from tamis.render.groups import bundles
from tamis.render.words import colon

#: Types of errors that are about a cell, though no column has it.
_ODD_CELLS: Final = frozenset({"extra-cell", "missing-cell"})


@text_form(
    suffix=".json",
    audience=Text(fr="les outils de l'API Validata", en="tools of the Validata API"),
    content=Text(
        fr="sa réponse",
        en="its answer",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write the answer, error after error; an array where there are several."""
    remaining = iter(reports)
    first = next(remaining, None)
    second = next(remaining, None)
    if first is not None and second is None:
        _answer(first, out, style)
        out.write("\n")
        return
    out.write("[")
    for index, report in enumerate(report for report in (first, second) if report is not None):
        out.write(",\n" if index else "\n")
        _answer(report, out, style)
    for report in remaining:
        out.write(",\n")
        _answer(report, out, style)
    out.write("\n]\n")


def _answer(report: Report | Unread, out: TextIO, style: Style) -> None:
    if isinstance(report, Unread):
        error = {"type": "source-error", "message": str(report.error)}
        content = {"schema": "", "url": report.path, "options": {}, "error": error}
        out.write(json.dumps(content | _stamp(), ensure_ascii=False))
        return
    head = {
        "schema": report.schema.path or report.schema.name,
        "url": report.source.path,
        "options": {"ignore_header_case": False, "include_resource_data": False},
        **_stamp(),
    }
    write_answer(report, out, head, quiet=style.quiet)


def write_answer(
    report: Report,
    out: TextIO,
    head: Mapping[str, Any],
    *,
    quiet: bool = False,
    ignores_case: bool = False,
) -> None:
    """Write one answer, error after error.

    Args:
        report: what it is about.
        out: where it goes.
        head: the members beside ``report``.
        quiet: whether errors are counted and not listed.
        ignores_case: whether a label in other capitals is no error.
    """
    summary = _summary(report, ignores_case=ignores_case)
    out.write(f'{json.dumps(head, ensure_ascii=False)[:-1]}, "report": {{')
    out.write(f'{json.dumps(summary, ensure_ascii=False)[1:-1]}, "errors": [')
    separator = "\n"
    for finding in () if quiet else report.findings:
        if finding.severity is Severity.ERROR and not (ignores_case and _is_case(finding)):
            error = _error(finding, report.source)
            out.write(separator + json.dumps(error, ensure_ascii=False))
            separator = ",\n"
    out.write("]}}")


def _is_case(finding: Finding) -> bool:
    """Whether a finding is about a label that differs from its field by capitals alone."""
    is_label = finding.code == "header.misspelt-field"
    return is_label and (finding.value or "").casefold() == finding.field.casefold()


def _stamp() -> dict[str, str]:
    return {"version": f"tamis {VERSION}", "date": sentences.today().isoformat()}


def _summary(report: Report, *, ignores_case: bool) -> dict[str, Any]:
    errors = report.verdict.errors
    if ignores_case and "header.misspelt-field" in report.counts:
        labels = [group.samples[0] for group in report.findings.groups(1) if group.samples]
        errors -= sum(label.severity is Severity.ERROR and _is_case(label) for label in labels)
    warnings = [
        f"{bundle.rule.title}{colon()}{', '.join(bundle.fields) or bundle.how_many}"
        for bundle in bundles(report.findings, 1)
        if bundle.severity is not Severity.ERROR
    ]
    return {
        "valid": errors == 0,
        "stats": {
            "errors": errors,
            "warnings": len(warnings),
            "seconds": report.stats.seconds,
            "fields": report.stats.fields,
            "rows": report.stats.rows,
            "rows_processed": report.stats.rows,
        },
        "warnings": warnings,
    }


def _error(finding: Finding, source: Source) -> dict[str, Any]:
    rule = finding.check.rule
    members = {
        "title": str(rule.title),
        "message": finding.message,
        "type": frictionless_names.type_of(rule),
        "tags": frictionless_names.tags(rule),
        **frictionless_names.place(finding, source),
    }
    if members["type"] in _ODD_CELLS:
        return members | {"tags": [*members["tags"], "#cell"]} | _odd_cell(finding, source)
    return members | ({"cell": finding.value or ""} if rule.level == "cell" else {})


def _odd_cell(finding: Finding, source: Source) -> dict[str, Any]:
    """Return where the first cell stands that a row has beyond its header, or lacks."""
    width = len(source.labels)
    if frictionless_names.type_of(finding.check.rule) == "extra-cell":
        return {"fieldName": "", "fieldNumber": width + 1, "cell": finding.value or ""}
    first = width - int(finding.note) if finding.note.isdigit() else 0
    return {"fieldName": source.labels[first], "fieldNumber": first + 1, "cell": ""}
