"""The rows that keep a fault once repaired, in a small database that a page is read from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis import readers, sources
from tamis.model.finding import Finding
from tamis.model.report import Report
from tamis.model.rule import Severity
from tamis.model.schema import Field, Schema
from tamis.plan.compile import compile_plan
from tamis.plan.model import Plan
from tamis.serve.tasks import twins
from tamis.serve.tasks.inputs import choice_of, edits_of, reading_of
from tamis.tables.batch import Table
from tamis.tables.edited import EditLog
from tamis.templates import notes
from tamis.templates.columns import Column, columns
from tamis.templates.example_text import example_text
from tamis.templates.formulas import Names

#: The database, and the columns of the file with what a cell of each may be.
ROWS, COLUMNS = "rows.sqlite", "columns.json"
#: Rows of a template: formulas about them are not written here.
_LAST: Final = 1_000
#: Sentences that are kept while rows are written.
_SAID: Final = 20_000
#: Values of a list that a page proposes.
_CHOICES: Final = 2_000
_TABLES: Final = """
CREATE TABLE rows (row INTEGER PRIMARY KEY, line INTEGER, severity INTEGER, cells TEXT);
CREATE TABLE findings (row INTEGER, "column" INTEGER, content TEXT);
CREATE INDEX by_row ON findings (row);
CREATE INDEX by_severity ON rows (severity, row);
"""


def write(request: dict[str, Any], schema: Schema, report: Report, folder: Path) -> None:
    """Write the rows that have a finding, each with its cells, and what columns are.

    Cells are shown as they are repaired; those of other rows are not written down.
    """
    path = folder / ROWS
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        worst: dict[int, int] = {}
        database.executemany("INSERT INTO findings VALUES (?, ?, ?)", _findings(report, worst))
        database.executemany(
            "INSERT INTO rows VALUES (?, ?, ?, ?)",
            _rows(request, schema, folder / "journal.csv", worst),
        )
        database.commit()
    with _open(request, schema) as table:
        plan = compile_plan(schema, table.header, report.profile, choice_of(request))
    twins.write(plan, folder / "journal.csv", folder, lambda: _edited(request, schema))
    columns = _columns(plan)
    (folder / COLUMNS).write_text(json.dumps(columns, ensure_ascii=False), encoding="utf-8")


def finding_object(finding: Finding) -> dict[str, Any]:
    """Return what a person is told of a finding of a row."""
    return {
        "code": finding.code,
        "severity": finding.severity.word,
        "title": str(finding.check.rule.title),
        "message": finding.message,
        "advice": finding.advice(),
        "proposal": finding.proposal,
    }


def _findings(report: Report, worst: dict[int, int]) -> Iterator[tuple[int, int, str]]:
    # What is said of a value is the same in each row: most faults of a file are few values.
    contents: dict[tuple[Any, ...], str] = {}
    for finding in report.findings:
        if finding.row is None or finding.severity < Severity.WARNING:
            continue
        worst[finding.row] = max(int(finding.severity), worst.get(finding.row, 0))
        same = (id(finding.check), finding.value, finding.note, finding.proposal, finding.forgiven)
        content = contents.get(same)
        if content is None:
            content = json.dumps(finding_object(finding), ensure_ascii=False)
            if len(contents) < _SAID:
                contents[same] = content
        yield finding.row, finding.column, content


def _rows(
    request: dict[str, Any], schema: Schema, journal: Path, worst: dict[int, int]
) -> Iterator[tuple[int, int, int, str]]:
    """Return the rows of these numbers: number, line, worst severity, cells."""
    repaired = _repaired_cells(journal, worst)
    with _edited(request, schema) as table:
        wanted = pl.Series(sorted(worst), dtype=pl.UInt32).implode()
        for batch in table.batches():
            index = pl.int_range(batch.frame.height, dtype=pl.UInt32, eager=True)
            rows, lines = batch.places(index)
            chosen = batch.frame.select(rows.alias("row"), lines.alias("line"), pl.all()).filter(
                pl.col("row").is_in(wanted)
            )
            for row, line, *cells in chosen.iter_rows():
                texts = repaired.get(row, {})
                shown = [texts.get(n, cell) or "" for n, cell in enumerate(cells, start=1)]
                yield row, line, worst[row], json.dumps(shown, ensure_ascii=False)


@contextmanager
def _open(request: dict[str, Any], schema: Schema) -> Iterator[Table]:
    """Give the table of the source, as `normalize` reads it."""
    reading = reading_of(request)
    asked = reading.request(schema, accept_unsure=choice_of(request).accepts_likely_encoding)
    with sources.open_source(
        request["source"], member=reading.member, limits=reading.limits
    ) as local:
        yield readers.read(local, asked)


@contextmanager
def _edited(request: dict[str, Any], schema: Schema) -> Iterator[Table]:
    """Give the table of the source, with what a person wrote in it."""
    with _open(request, schema) as table:
        yield EditLog(edits_of(request)).through(table)


def _repaired_cells(journal: Path, rows: Collection[int]) -> dict[int, dict[int, str]]:
    """Return the texts that repairs wrote in some rows, by record number and column."""
    from tamis.values.formulas import exact

    frame = (
        pl.scan_csv(journal, infer_schema=False)
        .filter(pl.col("row") != "", pl.col("column") != "")
        .select(pl.col("row", "column").cast(pl.UInt32), exact(pl.col("after").fill_null("")))
        .filter(pl.col("row").is_in(pl.Series(sorted(rows), dtype=pl.UInt32).implode()))
        .collect()
    )
    cells: dict[int, dict[int, str]] = {}
    for row, column, after in frame.iter_rows():
        cells.setdefault(row, {})[column] = after
    return cells


def _columns(plan: Plan) -> list[dict[str, Any]]:
    """Return what a cell of each column of the file may be."""
    named = {position: name for name, position in plan.header.positions.items()}
    known = {each.field.name: each for each in columns(plan.schema, Names(), _LAST)}
    return [
        _column(label, known.get(named.get(position, "")))
        for position, label in enumerate(plan.header.labels)
    ]


def _column(label: str, column: Column | None) -> dict[str, Any]:
    """Return what a person is told of a column, as a template tells it."""
    field = column.field if column else Field(name="")
    choices = column.choices if column else ()
    if field.type == "boolean" and field.true_values and field.false_values:
        choices = (field.true_values[0], field.false_values[0])
    return {
        "label": label,
        "name": field.name,
        "title": field.title,
        "description": field.description,
        "type": field.type,
        "format": field.format,
        "example": example_text(field),
        "rule": notes.rules(column) if column else "",
        "choices": list(choices[:_CHOICES]),
        "required": field.required,
    }
