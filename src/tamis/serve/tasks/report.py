"""A report in any form, and what goes with it: what the APIs answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tamis import app, render
from tamis.model.errors import UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.render import Style
from tamis.serve.tasks import Say
from tamis.serve.tasks.inputs import choice_of, counting, edits_of, reading_of, schema_of


def run(request: dict[str, Any], say: Say) -> dict[str, Any]:
    """Write the report of ``source`` at ``target`` in ``form``.

    With ``output``, the file is normalised, and written there; with ``journal``, so is its journal.
    """
    count = counting(request, say)
    schema, reading = schema_of(request), reading_of(request)
    form = render.form(request["form"])
    if request.get("output"):
        result = app.normalize(
            request["source"],
            _named(schema),
            request["output"],
            journal=request.get("journal") or None,
            choice=choice_of(request),
            edits=edits_of(request),
            reading=reading,
            progress=count,
        )
        report = result.report
    else:
        report = app.validate(
            request["source"], schema, reading=reading, keep=form.keeps, progress=count
        )
    target = Path(request["target"])
    with target.open("wb") if form.binary else target.open("w", encoding="utf-8") as out:
        form.write([report], out, Style())
    return {"valid": report.valid, "rows": report.rows}


def _named(schema: object) -> Schema:
    if isinstance(schema, Schema):
        return schema
    raise UsageError(
        Text(
            fr="Nommez le schéma d'une table avec « schema ».",
            en="Name the schema of a table as “schema”.",
        )
    )
