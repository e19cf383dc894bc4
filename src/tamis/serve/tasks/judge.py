"""Judging one row as a person types in it: what is wrong with it, and what repairs make of it.

A key that another row has is seen too; what else depends on other rows, once the file is judged
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from tamis.app import load_profile
from tamis.engine.local import run_plan
from tamis.model.errors import UsageError
from tamis.model.rule import Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.compile import compile_plan
from tamis.plan.run import Outcome
from tamis.serve.tasks import Say, twins
from tamis.serve.tasks.faulty_rows import finding_object
from tamis.serve.tasks.inputs import choice_of, schema_of
from tamis.tables.batch import Batch, Table, column


def run(request: dict[str, Any], say: Say) -> dict[str, Any]:  # noqa: ARG001 it takes no time
    """Return the findings of a row, with its columns, and its cells as they are repaired.

    The members of `request` are ``schema``, ``choice``, ``labels``, ``cells``, ``row`` (its
    number) and ``repair`` (the folder).
    """
    schema = schema_of(request)
    if not isinstance(schema, Schema):
        raise UsageError(
            Text(
                fr="Ce schéma n'est pas celui d'une table.", en="This is not the schema of a table."
            )
        )
    labels, cells = tuple(request["labels"]), request["cells"]
    names = [column(position) for position in range(len(labels))]
    texts = [[cells[n] or None] if n < len(cells) else [None] for n in range(len(labels))]
    frame = pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String))

    def batches() -> Iterator[Batch]:
        yield Batch(frame=frame, first_row=1, lines=1)

    table = Table(header=labels, format="csv", batches=batches, facts=lambda: (0, ""))
    plan = compile_plan(schema, labels, load_profile("publish"), choice_of(request))
    outcomes: list[Outcome] = []
    totals = run_plan(plan, table, each=outcomes.append)
    repaired = outcomes[0].texts.rows()
    if repaired:
        now = pl.DataFrame([repaired[0]], schema=dict.fromkeys(names, pl.String), orient="row")
        for twin in twins.repeated(plan, Path(request["repair"]), request["row"], now):
            totals.repaired.add(twin)
    return {
        "findings": [
            {"column": finding.column, **finding_object(finding)}
            for finding in totals.repaired
            if finding.row is not None and finding.severity >= Severity.WARNING
        ],
        "cells": [cell or "" for cell in repaired[0]] if repaired else list(cells),
    }
