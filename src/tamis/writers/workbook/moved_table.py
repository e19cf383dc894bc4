"""A sheet whose table is put at its top: what is bound to places goes along with its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from tamis.model.sheet_columns import column_letters
from tamis.model.text import Text
from tamis.writers.workbook.moved_areas import Moves, move_formats, move_validations

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FORMATS: Final = Text(
    fr="des mises en forme conditionnelles de cellules déplacées",
    en="some conditional formats of cells that have moved",
)
_VALIDATIONS: Final = Text(
    fr="des contrôles de saisie de cellules déplacées",
    en="some data validations of cells that have moved",
)
_TABLES: Final = Text(
    fr="les tableaux structurés d'Excel de la feuille", en="Excel's tables on the sheet"
)
_MERGES: Final = Text(
    fr="des fusions de cellules déplacées", en="some merges of cells that have moved"
)
_REFERENCES: Final = Text(
    fr="les références d'autres feuilles, de noms et de graphiques aux cellules déplacées : "
    "vérifiez-les",
    en="references of other sheets, names and charts to cells that have moved: check them",
)


class MovedTable:
    """Takes a table away from where it stood on a sheet, and settles the sheet once it is back.

    Args:
        sheet: the sheet.
        rows: the new row of each.
        columns: the new column of each.
        last: the last row of the table.
    """

    def __init__(
        self, sheet: Worksheet, *, rows: Mapping[int, int], columns: Mapping[int, int], last: int
    ) -> None:
        self._sheet = sheet
        self._moves = Moves(rows=rows, columns=columns, last=last)
        widths = sheet.column_dimensions
        self._widths = {
            new: (widths[column_letters(old)].width, widths[column_letters(old)].hidden)
            for old, new in columns.items()
        }
        self._heights = {
            new: (sheet.row_dimensions[old].height, sheet.row_dimensions[old].hidden)
            for old, new in rows.items()
            if old in sheet.row_dimensions
        }
        self._merges = [merged.bounds for merged in sheet.merged_cells.ranges]

    def clear(self) -> None:
        """Take all of the sheet's cells away, and what is bound to their places."""
        for merged in list(self._sheet.merged_cells.ranges):
            self._sheet.unmerge_cells(str(merged))
        self._sheet._cells.clear()  # noqa: SLF001 rows would be gone through up to the last cell
        self._sheet.row_dimensions.clear()

    def settle(self, labels: Sequence[str]) -> Iterator[Text]:
        """Put widths, merges, formats and validations where their cells are now.

        Returns:
            What could not be kept.
        """
        sheet, moves = self._sheet, self._moves
        for column, (width, hidden) in self._widths.items():
            sheet.column_dimensions[column_letters(column)].width = width
            sheet.column_dimensions[column_letters(column)].hidden = hidden
        for row, (height, hidden) in self._heights.items():
            sheet.row_dimensions[row].height = height
            sheet.row_dimensions[row].hidden = hidden
        sheet.freeze_panes = "A2"
        if sheet.auto_filter.ref:
            whole = f"A1:{column_letters(len(labels))}{max(moves.rows.values(), default=1)}"
            sheet.auto_filter.ref = whole
            sheet.auto_filter.filterColumn = []
        yield from self._settle_merges()
        if move_formats(sheet, moves):
            yield _FORMATS
        if move_validations(sheet, moves):
            yield _VALIDATIONS
        if sheet.tables:
            for name in list(sheet.tables):
                del sheet.tables[name]
            yield _TABLES
        sheet.print_area = None
        if self._is_spoken_of():
            yield _REFERENCES

    def _settle_merges(self) -> Iterator[Text]:
        """Merge cells again of which one alone holds something; others are told."""
        last_label = min(self._moves.rows, default=1)
        for bounds in self._merges:
            if bounds[1] <= last_label:
                continue
            places = list(self._moves.area(bounds))
            for place in places[:1]:
                filled = [
                    cell for row in self._sheet[place] for cell in row if cell.value is not None
                ]
                if len(places) == 1 and len(filled) <= 1:
                    self._sheet.merge_cells(place)
                else:
                    yield _MERGES

    def _is_spoken_of(self) -> bool:
        """Whether a formula, a name or a chart of the workbook may speak of cells of the sheet."""
        book, name = self._sheet.parent, self._sheet.title
        if any(sheet._charts for sheet in book.worksheets) or book.defined_names:  # noqa: SLF001
            return True
        return any(
            cell.data_type == "f" and name in str(cell.value)
            for sheet in book.worksheets
            if sheet is not self._sheet
            for cell in sheet._cells.values()  # noqa: SLF001 rows would make every cell
        )
