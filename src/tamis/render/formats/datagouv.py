"""What data.gouv.fr keeps of a validation: a resource's ``validation-report:*`` extras.

The body of a metadata update of the resource: ``{"extras": {…}}``; with several files, an
array of such bodies with their path. ``errors`` holds the first 100 errors, as the platform's
own pipelines keep them; ``nb_errors`` is the true number, which theirs caps.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, TextIO

from tamis.model.report import Report, Unread
from tamis.model.rule import Severity
from tamis.render import Form, Reports, Style, frictionless_names, sentences

FORM: Final = Form(suffix=".json")

MOST: Final = 100


def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write the extras, or an array of them."""
    bodies = [_body(report, style) for report in reports]
    json.dump(bodies if len(bodies) != 1 else bodies[0], out, ensure_ascii=False, indent=1)
    out.write("\n")


def _body(report: Report | Unread, style: Style) -> dict[str, Any]:
    members = _unread(report) if isinstance(report, Unread) else _report(report, style)
    members |= {"validator": "tamis", "validation_date": sentences.today().isoformat()}
    path = report.path if isinstance(report, Unread) else report.source.path
    extras = {f"validation-report:{name}": value for name, value in members.items()}
    return {"path": path, "extras": extras}


def _unread(unread: Unread) -> dict[str, Any]:
    message = str(unread.error)
    return {
        "valid_resource": False,
        "nb_errors": 1,
        "errors": [
            {"type": "source-error", "message": message, "note": message, "tags": ["#file"]}
        ],
    }


def _report(report: Report, style: Style) -> dict[str, Any]:
    errors = () if style.quiet else islice(_errors(report), MOST)
    return {
        "schema_name": report.schema.name,
        "schema_version": report.schema.version,
        "schema_type": "tableschema" if report.stats.fields or not _json(report) else "jsonschema",
        "valid_resource": report.valid,
        "nb_errors": report.verdict.errors,
        "errors": list(errors),
    }


def _json(report: Report) -> bool:
    return report.source.format in {"json", "ndjson", "geojson"}


def _errors(report: Report) -> Iterator[dict[str, Any]]:
    for finding in report.findings:
        if finding.severity is Severity.ERROR:
            error = frictionless_names.error(finding, report.source)
            yield {name: part for name, part in error.items() if name not in {"cells", "labels"}}
