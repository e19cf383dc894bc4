"""Judging a file that a person dropped, and repairing it as she chose: all that her page shows."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from tamis import app, render
from tamis.model.errors import SchemaError, UsageError
from tamis.model.repair_choice import LIKELY_ENCODING
from tamis.model.report import RepairSummary, Report
from tamis.model.rule import Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.model.verdict import Verdict
from tamis.render import Style, html_sections
from tamis.render.repair_lines import line
from tamis.serve.tasks import Say, faulty_rows
from tamis.serve.tasks.inputs import choice_of, counting, edits_of, reading_of, schema_of

#: What is written of the file as it came.
REPORT, PARTS, FACTS = "report.html", "parts.html", "facts.json"
#: What is written of the file as it is repaired.
OUTPUT, JOURNAL, RESULT = "corrected.csv", "journal.csv", "result.json"
#: Findings of the whole file that are listed.
_LISTED: Final = 50
_NOT_A_TABLE: Final = Text(
    fr="Ce schéma n'est pas celui d'une table.", en="This is not the schema of a table."
)


def run(request: dict[str, Any], say: Say) -> dict[str, Any]:
    """Write the report, then the corrected file, into the folders that are named.

    The members of `request` are ``source``, ``schema``, ``choice``, ``edits``, ``report`` and
    ``repair`` (folders), and those of `tamis.serve.tasks.inputs`.
    """
    report, repair = Path(request["report"]), Path(request["repair"])
    count = counting(request, say)
    if not (report / FACTS).is_file():
        _judge(request, report, count)
    facts: dict[str, Any] = json.loads((report / FACTS).read_text(encoding="utf-8"))
    if facts["tabular"]:
        _repair({**request, "schema": facts["applied"]}, repair, facts, count)
    return {}


def _judge(request: dict[str, Any], folder: Path, count: Say) -> None:
    """Write what the report says of the file as it came."""
    folder.mkdir(parents=True, exist_ok=True)
    schema = schema_of(request)
    report = app.validate(
        request["source"], schema, reading=reading_of(request), keep=True, progress=count
    )
    with (folder / REPORT).open("w", encoding="utf-8") as out:
        render.form("html").write([report], out, Style())
    parts = html_sections.Page(report=report).parts()
    (folder / PARTS).write_text("\n".join(filter(None, parts)), encoding="utf-8")
    _write(folder / FACTS, _facts(request, report, is_table=_is_table(schema, report)))


def _is_table(schema: object, report: Report) -> bool:
    """Whether the schema that was applied is one of a table, which can be repaired."""
    if schema is not None:
        return isinstance(schema, Schema)
    try:
        app_schema = schema_of({"schema": _applied(report)})
    except SchemaError:
        return False
    return isinstance(app_schema, Schema)


def _applied(report: Report) -> str:
    version = f"@{report.schema.version}" if report.schema.version else ""
    return f"{report.schema.name}{version}"


def _facts(request: dict[str, Any], report: Report, *, is_table: bool) -> dict[str, Any]:
    schema = report.schema
    return {
        "tabular": is_table,
        "applied": request.get("schema") or _applied(report),
        "schema": {"name": schema.name, "version": schema.version},
        "certainty": schema.certainty,
        "likely": None if schema.likely is None else asdict(schema.likely),
        "restricted": report.source.restricted,
        "format": report.source.format,
        "labels": list(report.source.labels),
        "sheet": report.source.sheet,
        "sheets": [report.source.sheet, *report.source.other_sheets],
        "rows": report.rows,
        "unsure_encoding": bool(report.before.counts.get("file.unsure-encoding")),
        "before": verdict_object(report.before),
    }


def _repair(request: dict[str, Any], folder: Path, facts: dict[str, Any], count: Say) -> None:
    """Write the corrected file, its journal, and what is left to do in it."""
    folder.mkdir(parents=True, exist_ok=True)
    schema = schema_of(request)
    if not isinstance(schema, Schema):
        raise UsageError(_NOT_A_TABLE)
    choice = choice_of(request)
    if facts["unsure_encoding"] and not choice.accepts_likely_encoding:
        _write(folder / RESULT, {"needs": list(LIKELY_ENCODING)})
        return
    _ensure_same_table(request, facts)
    result = app.normalize(
        request["source"],
        schema,
        folder / OUTPUT,
        journal=folder / JOURNAL,
        choice=choice,
        edits=edits_of(request),
        reading=reading_of(request),
        progress=count,
    )
    report = result.report
    if not facts["restricted"]:
        faulty_rows.write(request, schema, report, folder)
    _write(
        folder / RESULT,
        {
            "after": verdict_object(report.after),
            "changes": dict(result.changes),
            "repairs": [_summary(summary) for summary in report.repair_summaries],
            "whole": list(_of_the_file(report)),
        },
    )


def _ensure_same_table(request: dict[str, Any], facts: dict[str, Any]) -> None:
    """Raise where a person wrote in another table than the one that is read now.

    Another schema may have the header found in another row, or other rows taken for titles.

    Raises:
        UsageError: it is another table.
    """
    labels = (request.get("edits") or {}).get("labels")
    if labels and labels != facts["labels"]:
        raise UsageError(
            Text(
                fr="Avec ce schéma, le tableau n'est pas lu aux mêmes colonnes : vos corrections "
                "n'y seraient pas à leur place. Annulez-les, ou revenez au schéma d'avant.",
                en="With this schema, the table is read with other columns: your corrections "
                "would not be in their places. Undo them, or go back to the former schema.",
            )
        )


def verdict_object(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON takes it."""
    return {"valid": verdict.valid, "errors": verdict.errors, "warnings": verdict.warnings}


def _summary(summary: RepairSummary) -> dict[str, Any]:
    rule = summary.repair
    return {
        "name": rule.name,
        "field": summary.field,
        "title": str(rule.title),
        "does": str(rule.does),
        "form": str(rule.form or ""),
        "line": line(summary),
        "kind": rule.applicability.value,
        "implied": rule.implied,
        "count": summary.count,
        "done": summary.done,
        "samples": [list(sample) for sample in summary.samples],
    }


def _of_the_file(report: Report) -> list[dict[str, Any]]:
    """Return the findings of the header and the file: no cell to write can cure them."""
    found = []
    for group in report.findings.groups(1):
        if group.severity is Severity.INFO or not group.samples or group.samples[0].row:
            continue
        finding = group.samples[0]
        found.append(
            {
                "severity": group.severity.word,
                "message": finding.message,
                "advice": finding.advice(),
                "count": group.count,
            }
        )
    return found[:_LISTED]


def _write(path: Path, content: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
