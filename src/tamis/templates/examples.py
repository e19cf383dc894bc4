"""The examples of a schema that it takes itself: a row to be looked at, then deleted."""

from __future__ import annotations

import polars as pl

from tamis.engine.local import run_plan
from tamis.model.profile import Profile
from tamis.model.rule import Severity
from tamis.model.schema import Schema
from tamis.plan.compile import compile_plan
from tamis.tables.batch import Batch, Table, column
from tamis.templates.example_text import example_text


def valid_examples(schema: Schema) -> dict[str, str]:
    """Return the example of each field that has one which the schema takes, by name."""
    texts = {field.name: text for field in schema.fields if (text := example_text(field))}
    if not texts:
        return {}
    faulty = faulty_fields(schema, texts)
    return {name: text for name, text in texts.items() if name not in faulty}


def faulty_fields(schema: Schema, texts: dict[str, str]) -> frozenset[str]:
    """Return the fields in which a row of these texts has an error."""
    return faulty_cells(schema, {name: [text] for name, text in texts.items()})[0]


def faulty_cells(schema: Schema, columns: dict[str, list[str]]) -> list[frozenset[str]]:
    """Return, for each row of some columns, the fields in which it has an error."""
    names = tuple(field.name for field in schema.fields)
    height = max(map(len, columns.values()), default=0)
    empty = [""] * height
    frame = pl.DataFrame(
        {
            column(at): [text or None for text in columns.get(name, empty)]
            for at, name in enumerate(names)
        },
        schema={column(at): pl.String for at in range(len(names))},
    )
    batch = Batch(frame=frame, first_row=1, lines=2)
    table = Table(header=names, format="csv", batches=lambda: iter([batch]), facts=lambda: (0, ""))
    totals = run_plan(compile_plan(schema, names, Profile()), table)
    faulty: list[set[str]] = [set() for _ in range(height)]
    for finding in totals.delivered:
        if finding.row and finding.severity is Severity.ERROR:
            faulty[finding.row - 1].add(finding.field)
    return [frozenset(fields) for fields in faulty]
