"""What an existing file puts into a template: its rows, each cell that is at fault and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tamis.model.report import Report
from tamis.model.rule import Severity
from tamis.model.schema import Schema
from tamis.tables.header import match


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a cell, in sentences."""

    severity: Severity
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The rows of a file, to be written into the columns of a template.

    Attributes:
        labels: the columns that the schema does not know, which come after its own.
        rows: the cells of each row, in the order of the template.
        faults: what is wrong, by the row (from 0) and the column of the template (from 0).
    """

    labels: tuple[str, ...] = ()
    rows: Sequence[Sequence[str | None]] = ()
    faults: Mapping[tuple[int, int], Fault] = field(default_factory=dict)


def content(report: Report, schema: Schema) -> Content:
    """Return what the file that a report is about puts into a template.

    Args:
        report: a report that keeps the records.
        schema: the schema of the template.
    """
    labels = report.source.labels
    titles = {each.name: each.title for each in schema.fields if each.title}
    header = match(labels, [each.name for each in schema.fields], titles)
    known = set(header.positions.values())
    others = [at for at in range(len(labels)) if at not in known]
    order = [header.positions.get(each.name) for each in schema.fields] + others
    rows: list[list[str | None]] = []
    places: dict[int, int] = {}
    extra = 0
    for row in report.kept or ():
        places[row.number] = len(rows)
        rows.append(list(_arranged(row.cells, order)))
        surplus = list(row.cells[len(labels) :])
        rows[-1] += surplus
        extra = max(extra, len(surplus))
    columns = {position: at for at, position in enumerate(order) if position is not None}
    return Content(
        labels=tuple(labels[at] for at in others) + ("",) * extra,
        rows=rows,
        faults=_faults(report, places, columns),
    )


def _arranged(cells: Sequence[str | None], order: Sequence[int | None]) -> Iterator[str | None]:
    for position in order:
        yield cells[position] if position is not None and position < len(cells) else None


def _faults(
    report: Report, places: Mapping[int, int], columns: Mapping[int, int]
) -> dict[tuple[int, int], Fault]:
    faults: dict[tuple[int, int], Fault] = {}
    for finding in report.findings:
        place = places.get(finding.row or 0)
        if place is None:
            continue
        cell = (place, columns.get(finding.column - 1, 0))
        former = faults.get(cell)
        messages = (*(former.messages if former else ()), finding.message)
        worst = max(finding.severity, former.severity) if former else finding.severity
        faults[cell] = Fault(severity=worst, messages=messages)
    return faults


def most_rows() -> int:
    """Return how many rows a template is filled with at most: more is no work for a person."""
    return 100_000
