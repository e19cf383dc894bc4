"""The rows of a file that tamis wrote, read to the letter: no header is looked for."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.readers.workbook.written import WrittenPlace, written_frames
from tamis.values.percent import PercentReading
from tamis.writers.csv import EXCEL
from tamis.writers.table_mark import TableMark, table_mark

#: Sheets where a corrected workbook lists what was changed.
_CHANGES: Final = frozenset({"Modifications", "Changes"})


def written_rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a CSV file or of a workbook that tamis wrote, its labels first.

    Every row is as long as the first one; an empty cell is "".

    Raises:
        SourceError: the file cannot be read.
    """
    rows = _of_workbook(path) if path.suffix.lower() == ".xlsx" else _of_csv(path)
    width = None
    try:
        for cells in rows:
            width = len(cells) if width is None else width
            yield [*cells, *[""] * (width - len(cells))]
    except (OSError, ValueError, csv.Error) as error:
        raise SourceError(
            Text(
                fr=f"« {path} » ne se lit pas comme un fichier écrit par tamis.",
                en=f"“{path}” does not read as a file that tamis wrote.",
            )
        ) from error


def _of_csv(path: Path) -> Iterator[list[str]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        is_for_excel = file.read(1) == "\ufeff"  # which no other file that tamis writes begins with
        delimiter = EXCEL.delimiter if is_for_excel else ","
        if not is_for_excel:
            file.seek(0)
        # A row of one empty cell is an empty line.
        yield from (cells or [""] for cells in csv.reader(file, delimiter=delimiter, strict=True))


def _of_workbook(path: Path) -> Iterator[list[str]]:
    mark = table_mark(path)
    return _of_sheets(path) if mark is None else _of_table(path, mark)


def _of_table(path: Path, mark: TableMark) -> Iterator[list[str]]:
    """Give the labels and the records of a table where they stand."""
    percents = tuple(PercentReading(name) for name in mark.percents)
    rows = 0
    for number, sheet in enumerate(mark.sheets):
        place = WrittenPlace(
            sheet=sheet, line=mark.line, column=mark.column, types=mark.types, percents=percents
        )
        coming = (row for frame in written_frames(path, place) for row in frame.iter_rows())
        for row in islice(coming, 1 if number else 0, mark.rows + 1 - rows):
            rows += 1
            yield [cell or "" for cell in row]
    # Blank records at the end are no rows of a sheet.
    yield from ([""] * len(mark.types) for _ in range(mark.rows + 1 - rows))


def _of_sheets(path: Path) -> Iterator[list[str]]:
    """Give the rows of a workbook whose table is not marked."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        labels: list[str] | None = None
        for name in book.sheet_names:
            if name in _CHANGES:
                continue
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            first = [_text(cell) for cell in rows[0]] if rows else []
            if labels is None:
                labels = first
                yield from ([_text(cell) for cell in row] for row in rows)
            elif first == labels:  # a sheet that goes on from another repeats its labels
                yield from ([_text(cell) for cell in row] for row in rows[1:])
            elif any(first):
                raise _several(path)
    except CalamineError as error:
        raise ValueError(path) from error


def _several(path: Path) -> SourceError:
    """Return why a workbook that keeps other sheets is not replayed: its table is not marked."""
    return SourceError(
        Text(
            fr=f"« {path} » a d'autres feuilles que le tableau et ses modifications.",
            en=f"“{path}” has other sheets than the table and its changes.",
        ),
        Text(
            fr="Corrigez le fichier d'origine vers un CSV, et rejouez son journal.",
            en="Normalise the original file to CSV, and replay that journal.",
        ),
    )


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, dt.datetime):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
