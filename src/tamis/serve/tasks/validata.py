"""The answer of the Validata API to one call, written to a file.

Members and their order are those of validata-table 0.12.5; data that was asked for stands beside
the report, as there, and in it, as later versions have it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from tamis import app
from tamis.model.report import Report
from tamis.model.version import VERSION
from tamis.render.formats.validata import write_answer
from tamis.serve.file_names import safe_name
from tamis.serve.tasks import Say
from tamis.serve.tasks.inputs import counting, limits_of, reading_of, schema_of
from tamis.sources import http


def run(request: dict[str, Any], say: Say) -> dict[str, Any]:
    """Write the answer at ``target``.

    The members of `request` are ``head`` (what is repeated of the call), ``address`` or ``source``,
    ``ignores_case``, ``with_data``, and those of `tamis.serve.tasks.inputs`.
    """
    schema = schema_of(request)
    reading, count = reading_of(request), counting(request, say)
    if request.get("address"):
        with http.fetched(request["address"], limits_of(request)) as local:
            name = safe_name(local.name)
            local.path.rename(Path(name))
        request["source"] = name
    report = app.validate(
        request["source"], schema, reading=reading, keep=request["with_data"], progress=count
    )
    target = Path(request["target"])
    with target.open("w", encoding="utf-8") as out:
        head = {**request["head"], "version": f"tamis {VERSION}", "date": _now()}
        write_answer(report, out, head, ignores_case=request["ignores_case"])
        if request["with_data"]:
            _with_data(report, out)
    return {}


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat()


def _with_data(report: Report, out: TextIO) -> None:
    """Put the rows, the header first, into what was written, in the place of its last marks."""
    out.seek(out.tell() - 2)  # the marks that close the report and the answer
    rows = [list(report.source.labels)]
    rows += [_cells(row.cells) for row in report.kept or ()]
    data = json.dumps(rows, ensure_ascii=False)
    out.write(f', "resource_data": {data}}}, "resource_data": {data}}}')


def _cells(cells: tuple[str | None, ...]) -> list[str]:
    texts = [cell or "" for cell in cells]
    return texts if any(texts) else []
