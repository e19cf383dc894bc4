"""What data.gouv.fr keeps of a validation: a resource's ``validation-report:*`` extras.

The body of a metadata update of the resource: ``{"extras": {…}}``; with several files, an
array of such bodies with their path.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from tamis.model.report import Report, Unread
from tamis.model.rule import Severity
from tamis.model.text import Text
from tamis.render import Reports, Style, datagouv_extras, sentences, text_form


@text_form(
    suffix=".json",
    audience=Text(fr="data.gouv.fr", en="data.gouv.fr"),
    content=Text(
        fr="les extras `validation-report:*` d'une ressource",
        en="the `validation-report:*` extras of a resource",
    ),
)
def write(reports: Reports, out: TextIO, style: Style) -> None:
    """Write the extras, or an array of them."""
    bodies = [_body(report, style) for report in reports]
    json.dump(bodies if len(bodies) != 1 else bodies[0], out, ensure_ascii=False, indent=1)
    out.write("\n")


def _body(report: Report | Unread, style: Style) -> dict[str, Any]:
    date = sentences.today().isoformat()
    if isinstance(report, Unread):
        extras = datagouv_extras.unread_extras(str(report.error), date)
        return {"path": report.path, "extras": extras}
    extras = datagouv_extras.extras(
        schema=(report.schema.name, report.schema.version),
        schema_type="jsonschema" if _is_json_schema(report) else "tableschema",
        valid=report.valid,
        count=report.verdict.errors,
        errors=() if style.quiet else _errors(report),
        date=date,
    )
    return {"path": report.source.path, "extras": extras}


def _is_json_schema(report: Report) -> bool:
    return not report.stats.fields and report.source.format in {"json", "ndjson", "geojson"}


def _errors(report: Report) -> Iterator[dict[str, Any]]:
    header_line = report.source.dialect.header_line if report.source.dialect else 1
    for finding in report.findings:
        if finding.severity is Severity.ERROR:
            yield datagouv_extras.error(
                finding.check.rule,
                finding.message,
                field=finding.field,
                column=finding.column,
                row=finding.row,
                header_line=header_line,
                value=finding.value,
            )
