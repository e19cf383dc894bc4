"""What a file held before it was repaired, out of the repaired file and its journal.

The journal is read backwards in one go: of each cell that repairs changed, its first text; of each
column, where it stood; of each row left out, what it held. See `tamis.writers.journal` for what
each entry says.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tamis.model.errors import SourceError, UsageError
from tamis.model.text import Text
from tamis.values.formulas import exact_text
from tamis.writers.journal import LABELS, VERSION
from tamis.writers.written_rows import written_rows

#: Repairs that move whole columns, and what the detail of each entry is.
_LAYOUT: Final = "column-order"
_ADDED: Final = frozenset({"absent-column", "extra-cells"})
#: What leaves whole rows out; the detail of each entry is what the row held.
_DROPPED: Final = frozenset({"blank-row", "hand-removal", "not-a-row"})

#: What leaves out lines that are no record: how many stand before, and what the line held.
_LEFT_OUT: Final = frozenset({"csv-form", "repeated-header", "template-example"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Journal:
    """What a journal says of one file.

    Attributes:
        cells: the first text of each cell that was changed, by record number and column.
        labels: the first label of each column that was renamed.
        dropped: what each row left out held, by record number.
        removed: the columns left out.
        added: where columns were added, from 1, and by which repair.
        order: the column that each column of the repaired file comes from (None: added), where
            they were put in another order.
        titles: the lines above the header: the physical line and the cells of each.
        above: the physical lines of the records above the header: those of the first records.
        repeated: the headers and comments among the records, by how many stand before each.
        headers: where the header is of none or several lines: the line and the cells of each.
    """

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    dropped: dict[int, list[str]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    added: dict[int, str] = field(default_factory=dict)
    order: list[int | None] = field(default_factory=list)
    titles: list[tuple[int, list[str]]] = field(default_factory=list)
    above: list[int] = field(default_factory=list)
    repeated: dict[int, list[list[str]]] = field(default_factory=dict)
    headers: list[list[tuple[int, list[str]]]] = field(default_factory=list)


def replay(output: Path, journal: Path) -> Iterator[list[str]]:
    """Yield the rows of the file that was repaired: its labels, its records, all in their place.

    Lines above the header and headers that stand again among the records are rows too.
    A row has the cells beyond the header that it had, as one text. Empty cells are "".

    Args:
        output: the repaired file, CSV or workbook.
        journal: its journal, in any of its forms.

    Raises:
        SourceError: one of the two cannot be read, or they do not belong together.
        UsageError: the journal is of an earlier format, which does not say enough.
    """
    entries = _read(journal)
    rows = written_rows(output)
    labels = next(rows, [])  # a file without a column has no line
    order = entries.order or _order(entries, len(labels))
    if len(order) != len(labels):
        raise _stranger(output, journal)
    columns = [column for column in order if column is not None]
    width = max([*columns, *entries.removed], default=0)
    surplus = next((n for n, name in entries.added.items() if name == "extra-cells"), 0)
    records = _records(entries, rows, _Shape(order=order, width=width, surplus=surplus))
    above = [(line, next(records, [])) for line in sorted(entries.above)]
    header = [row for lines in entries.headers for row in lines]
    yield from (cells for _, cells in sorted([*entries.titles, *above, *header]))
    if not entries.headers:
        yield _header(entries, labels, order, width)
    yield from records


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """Where the cells of a record stood: by column of the repaired file, 0 where there is none."""

    order: Sequence[int | None]
    width: int
    surplus: int


def _records(entries: _Journal, rows: Iterator[list[str]], shape: _Shape) -> Iterator[list[str]]:
    row = 0
    for cells in rows:
        yield from entries.repeated.get(row, ())
        row += 1
        while row in entries.dropped:
            yield _dropped(entries, row, shape.width)
            yield from entries.repeated.get(row, ())
            row += 1
        yield _record(entries, row, cells, shape)
    yield from entries.repeated.get(row, ())
    while row + 1 in entries.dropped:
        row += 1
        yield _dropped(entries, row, shape.width)
        yield from entries.repeated.get(row, ())


def _record(entries: _Journal, row: int, cells: Sequence[str], shape: _Shape) -> list[str]:
    record = [""] * shape.width
    for column, cell in zip(shape.order, cells, strict=True):
        if column is not None:
            record[column - 1] = entries.cells.get((row, column), cell)
    extra = cells[shape.surplus - 1] if shape.surplus else ""
    return [*record, extra] if extra else record


def _dropped(entries: _Journal, row: int, width: int) -> list[str]:
    cells = entries.dropped[row]
    padded = [*cells, *[""] * (width - len(cells))]
    return [entries.cells.get((row, n), cell) for n, cell in enumerate(padded, start=1)]


def _header(
    entries: _Journal, labels: Sequence[str], order: Sequence[int | None], width: int
) -> list[str]:
    header = [""] * width
    for column, label in zip(order, labels, strict=True):
        if column is not None:
            header[column - 1] = entries.labels.get(column, label)
    return header


def _order(entries: _Journal, width: int) -> list[int | None]:
    """Return the column that each one comes from, where none was moved."""
    order: list[int | None] = []
    column = 0
    for position in range(1, width + 1):
        if position in entries.added:
            order.append(None)
            continue
        column += 1
        while column in entries.removed:
            column += 1
        order.append(column)
    return order


def _read(path: Path) -> _Journal:
    entries = _Journal()
    for entry in _entries(path):
        _take(entries, entry)
    return entries


def _take(entries: _Journal, entry: Mapping[str, str]) -> None:
    """Add an entry to what a journal says."""
    row, column, repair = _number(entry["row"]), _number(entry["column"]), entry["repair"]
    detail: object = json.loads(entry["detail"]) if entry["detail"] else None
    if repair in _ADDED and isinstance(detail, int):
        entries.added[detail] = repair
    elif repair == _LAYOUT and isinstance(detail, list):
        entries.order.extend(detail)
    elif not row:
        _take_beside(entries, entry, column, detail)
    elif column:
        entries.cells.setdefault((row, column), entry["before"])
    elif repair in _DROPPED:
        entries.dropped[row] = [str(cell) for cell in detail] if isinstance(detail, list) else []


def _take_beside(entries: _Journal, entry: Mapping[str, str], column: int, detail: object) -> None:
    """Add an entry on what is no record: the header, and what stands around it."""
    repair = entry["repair"]
    if repair == "title-lines" and isinstance(detail, list):
        entries.titles.extend((line, cells) for line, cells in detail)
    elif repair == "header-first":
        entries.above.append(_number(entry["line"]))
    elif isinstance(detail, dict) and "header" in detail:
        entries.headers.append([(line, cells) for line, cells in detail["header"]])
    elif repair in _LEFT_OUT and isinstance(detail, list):
        entries.repeated.setdefault(detail[0], []).append(detail[1])
    elif repair == "trailing-delimiter":
        entries.removed.add(column)
        entries.labels[column] = entry["before"]
    elif column:
        entries.labels.setdefault(column, entry["before"])


def _number(text: str) -> int:
    return int(float(text)) if text else 0


def _entries(path: Path) -> Iterator[dict[str, str]]:
    """Yield the entries of a journal, every value a text."""
    try:
        if path.suffix.lower() == ".json":
            entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
            known = set(entries[0]) if entries else set(LABELS)
            texts = (
                {name: "" if value is None else str(value) for name, value in entry.items()}
                for entry in entries
            )
            yield from _whole(path, known, texts)
            return
        rows = written_rows(path)
        labels = next(rows, [])
        is_marked = path.suffix.lower() == ".csv"
        records = ([exact_text(cell) for cell in cells] if is_marked else cells for cells in rows)
        yield from _whole(
            path, set(labels), (dict(zip(labels, cells, strict=False)) for cells in records)
        )
    except (OSError, ValueError, csv.Error) as error:
        raise SourceError(
            Text(
                fr=f"Le journal « {path} » ne se lit pas.",
                en=f"The journal “{path}” cannot be read.",
            )
        ) from error


def _whole(
    path: Path, labels: set[str], entries: Iterator[dict[str, str]]
) -> Iterator[dict[str, str]]:
    if not labels >= set(LABELS):
        raise UsageError(
            Text(
                fr=f"« {path} » n'est pas un journal du format {VERSION}.",
                en=f"“{path}” is not a journal of format {VERSION}.",
            ),
            Text(
                fr="Normalisez le fichier de nouveau, avec --journal.",
                en="Normalise the file again, with --journal.",
            ),
        )
    yield from entries


def _stranger(output: Path, journal: Path) -> SourceError:
    return SourceError(
        Text(
            fr=f"Le journal « {journal} » n'est pas celui de « {output} ».",
            en=f"The journal “{journal}” is not that of “{output}”.",
        )
    )
