"""A file in the form that a person takes it away in."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tamis import app, render
from tamis.model.errors import UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.render import Style
from tamis.serve.tasks import Say
from tamis.serve.tasks.examine import OUTPUT
from tamis.serve.tasks.inputs import choice_of, counting, edits_of, reading_of, schema_of

#: A cell may be as long as a C ``long`` counts, which has 32 bits on Windows.
_LONGEST: Final = (1 << 31) - 1


def run(request: dict[str, Any], say: Say) -> dict[str, Any]:
    """Write a file at ``target``, in the form that ``form`` names."""
    target = Path(request["target"])
    part = target.with_name(f"part-{os.getpid()}-{target.name}")  # it may be asked for twice
    FORMS[request["form"]](request, part, counting(request, say))
    part.replace(target)
    return {}


def _excel(request: dict[str, Any], target: Path, _: Say) -> None:
    """Write the corrected file as French spreadsheets open it: semicolons, byte order mark."""
    corrected = Path(request["repair"]) / OUTPUT
    csv.field_size_limit(_LONGEST)
    with (
        corrected.open(encoding="utf-8", newline="") as source,
        target.open("w", encoding="utf-8-sig", newline="") as out,
    ):
        csv.writer(out, delimiter=";").writerows(csv.reader(source))


def _workbook(request: dict[str, Any], target: Path, count: Say) -> None:
    """Write the corrected file as a workbook: the one that came, where it was one."""
    app.normalize(
        request["source"],
        _schema(request),
        target,
        choice=choice_of(request),
        edits=edits_of(request),
        reading=reading_of(request),
        progress=count,
    )


def _journal(request: dict[str, Any], target: Path, count: Say) -> None:
    """Write the journal as a workbook."""
    app.normalize(
        request["source"],
        _schema(request),
        journal=target,
        choice=choice_of(request),
        edits=edits_of(request),
        reading=reading_of(request),
        progress=count,
    )


def _report(request: dict[str, Any], target: Path, count: Say) -> None:
    """Write the report of the file as it came as a workbook."""
    report = app.validate(
        request["source"],
        schema_of(request),
        reading=reading_of(request),
        keep=True,
        progress=count,
    )
    with target.open("wb") as out:
        render.form("xlsx").write([report], out, Style())


def _template(request: dict[str, Any], target: Path, _: Say) -> None:
    """Write a workbook to fill in, whose cells say what they expect."""
    app.write_template(_schema(request), target)


def _schema(request: dict[str, Any]) -> Schema:
    schema = schema_of(request)
    if not isinstance(schema, Schema):
        raise UsageError(
            Text(
                fr="Ce schéma n'est pas celui d'une table.", en="This is not the schema of a table."
            )
        )
    return schema


#: What writes each form.
FORMS: Final[dict[str, Callable[[dict[str, Any], Path, Say], None]]] = {
    "excel": _excel,
    "journal": _journal,
    "report": _report,
    "template": _template,
    "workbook": _workbook,
}
