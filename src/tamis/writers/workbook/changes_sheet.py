"""The sheet of a corrected workbook that lists what was changed, and what could not be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from tamis.model.edits import BY_HAND
from tamis.model.sheet_columns import column_letters
from tamis.model.text import Text
from tamis.plan.model import Plan
from tamis.tables.batch import Table
from tamis.writers.workbook.held_cells import spelt

TITLE: Final = Text(fr="Modifications", en="Changes")
LABELS: Final = (
    Text(fr="Ligne d'origine", en="Original line"),
    Text(fr="Ligne", en="Line"),
    Text(fr="Colonne", en="Column"),
    Text(fr="Avant", en="Before"),
    Text(fr="Après", en="After"),
    Text(fr="Réparation", en="Repair"),
)
WIDTHS: Final = (16, 10, 30, 40, 40, 40)
#: A text on this sheet is shown, not kept: what is longer than a cell ends so.
_LONGEST: Final = 32_000


def list_changes(
    book: Any,
    plan: Plan,
    table: Table,
    changes: pl.DataFrame,
    places: Mapping[int, int],
    sentences: Sequence[Text],
) -> None:
    """Add the sheet to a workbook, where there is something to say.

    Args:
        book: the workbook.
        plan: what was repaired.
        table: the table as it was read.
        changes: a frame of changes.
        places: where each row of the source stands now.
        sentences: what is told beside the changes.
    """
    from openpyxl.styles import Alignment, Font

    if changes.is_empty() and not sentences:
        return
    sheet = book.create_sheet(str(TITLE))
    for at, label in enumerate(LABELS, start=1):
        _put(sheet.cell(1, at), str(label))
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[column_letters(at)].width = WIDTHS[at - 1]
    sheet.freeze_panes = "A2"
    rows = change_rows(plan, table, changes, lambda _, line: places.get(line))
    for number, cells in enumerate(rows, start=2):
        for at, content in enumerate(cells, start=1):
            _put(sheet.cell(number, at), content)
    if sentences:
        place = sheet.cell(1, len(LABELS) + 2)
        _put(place, "\n".join(map(str, sentences)))
        place.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[place.column_letter].width = 80


def change_rows(
    plan: Plan,
    table: Table,
    changes: pl.DataFrame,
    place_of: Callable[[int, int], int | None],
) -> Iterable[tuple[Any, ...]]:
    """Give the cells of the sheet, a row for each change.

    Args:
        plan: what was repaired.
        table: the table as it was read.
        changes: a frame of changes.
        place_of: gives where a record, by its number and its line, stands now.
    """
    if changes.is_empty():
        return
    repairs = (*plan.repairs, *BY_HAND)
    listed = changes.select("row", "line", "column", "before", "after", "repair").iter_rows()
    for record, line, column, before, after, repair in listed:
        name = table.header[column - 1] if 0 < column <= len(table.header) else ""
        place = place_of(record, line) if record is not None else None
        yield line, place, name, before, after, str(repairs[repair].title)


def shown(text: str) -> str:
    """Return a text as a cell of the sheet shows it."""
    return spelt(text)[:_LONGEST]


def _put(cell: Any, content: Any) -> None:
    if not isinstance(content, str):
        cell.value = content
    elif content:
        cell.value = shown(content)
        cell.data_type = "s"
