"""Areas of a sheet that speak of cells of a table, where its rows and columns have moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.sheet_columns import column_letters, column_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Where the rows and columns of a sheet have gone; one that is not there is gone.

    Attributes:
        rows: the new row of each, from 1.
        columns: the new column of each, from 1.
        last: the last row of the table as it was: what reaches beyond it goes on to the end.
    """

    rows: Mapping[int, int]
    columns: Mapping[int, int]
    last: int

    @property
    def shift(self) -> int | None:
        """By how many columns all of them have moved, None where they have not moved alike."""
        shifts = {new - old for old, new in self.columns.items()}
        return shifts.pop() if len(shifts) == 1 else None

    def area(self, bounds: tuple[int, int, int, int]) -> Iterator[str]:
        """Give where an area (left, top, right, bottom) has gone: an area for each run of columns.

        Rows keep their order, so that those of an area still stand side by side.
        """
        left, top, right, bottom = bounds
        rows = [new for old, new in self.rows.items() if top <= old <= bottom]
        columns = sorted(new for old, new in self.columns.items() if left <= old <= right)
        if not rows or not columns:
            return
        first, last = min(rows), max(rows) if bottom <= self.last else bottom
        for begin, end in _runs(columns):
            yield f"{column_letters(begin)}{first}:{column_letters(end)}{last}"

    def areas(self, ranges: Any) -> str:
        """Return where several areas have gone, as a spreadsheet writes them ("" for nowhere)."""
        return " ".join(place for area in ranges for place in self.area(area.bounds))


def _runs(columns: list[int]) -> Iterator[tuple[int, int]]:
    """Give the first and the last of columns that stand side by side."""
    begin = end = columns[0]
    for column in columns[1:]:
        if column != end + 1:
            yield begin, end
            begin = column
        end = column
    yield begin, end


def move_formats(sheet: Any, moves: Moves) -> bool:
    """Move the conditional formats of a sheet; return whether some could not be.

    A formula of a format speaks of cells by where they stand from the first of its area.
    """
    from openpyxl.formatting.formatting import ConditionalFormattingList

    formats, sheet.conditional_formatting = (
        sheet.conditional_formatting,
        ConditionalFormattingList(),
    )
    is_lost = False
    for area in formats:
        places = moves.areas(area.cells.ranges)
        for rule in area.rules:
            first = next(iter(area.cells.ranges))
            formulas = [_moved(text, first, moves) for text in rule.formula]
            if not places or None in formulas:
                is_lost = True
                continue
            rule.formula = formulas
            sheet.conditional_formatting.add(places, rule)
    return is_lost


def move_validations(sheet: Any, moves: Moves) -> bool:
    """Move the data validations of a sheet; return whether some could not be."""
    from openpyxl.worksheet.cell_range import MultiCellRange

    kept, is_lost = [], False
    for validation in sheet.data_validations.dataValidation:
        places = moves.areas(validation.sqref.ranges)
        first = next(iter(validation.sqref.ranges))
        formulas = [
            _moved(text, first, moves) if text else text
            for text in (validation.formula1, validation.formula2)
        ]
        if not places or formulas.count(None) > [
            validation.formula1, validation.formula2
        ].count(None):  # fmt: skip
            is_lost = True
            continue
        validation.sqref = MultiCellRange(places)
        validation.formula1, validation.formula2 = formulas
        kept.append(validation)
    sheet.data_validations.dataValidation = kept
    return is_lost


def _moved(formula: str, area: Any, moves: Moves) -> str | None:
    """Return a formula of an area that has moved, None where it cannot be told.

    It is told of cells of the row that it stands in, and of those of other sheets, which stay.
    """
    from openpyxl.formula.tokenizer import Token, Tokenizer

    tokens = Tokenizer(f"={formula}").items
    for token in tokens:
        if token.subtype == Token.RANGE and "!" not in token.value:
            place = _moved_place(token.value, area, moves)
            if place is None:
                return None
            token.value = place
    return "".join(token.value for token in tokens)


def _moved_place(place: str, area: Any, moves: Moves) -> str | None:
    match = _PLACE.fullmatch(place)
    row = next((new for old, new in moves.rows.items() if old >= area.min_row), None)
    if match is None or int(match[3]) != area.min_row or row is None:
        return None
    column = column_number(match[2])
    if match[1] or area.min_col == area.max_col:
        moved = moves.columns.get(column)
    else:
        moved = None if moves.shift is None else column + moves.shift
    return None if moved is None else f"{match[1]}{column_letters(moved)}{row}"


#: A cell whose row is that of the cell that speaks of it.
_PLACE: Final = lazy_pattern(r"(\$?)([A-Z]{1,3})([0-9]+)")
