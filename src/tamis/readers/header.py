"""Find the header of a table among its first rows, with the schema at hand.

The header is the row whose labels fit the fields of the schema best. Where none fits, it is the
first row that could name most of the columns, unless that row is a record like those below it: then
the table has no header.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field
from tamis.tables.header import folded, placeholder_labels

#: The index of the header of a table that has none.
NO_HEADER: Final = -1

#: Digits and marks: a number, an amount, a date, an hour.
_FIGURE: Final = lazy_pattern(r"[\d\s.,:/+%€-]+")
_DATE: Final = lazy_pattern(r"\d{4}-\d\d?-\d\d?(?:T[\d:]+)?|\d\d?[/.-]\d\d?[/.-]\d{2,4}")
#: What never names a column: figures and addresses.
_VALUE: Final = lazy_pattern(rf"{_FIGURE.pattern}|https?://\S+|[^@\s]+@[^@\s]+\.[a-z]{{2,}}")
#: Rows that are always looked at, whichever fits; beyond, only until one does.
_ALWAYS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderRow:
    """The header of a table.

    Attributes:
        labels: its labels; ``colonne_1``, ``colonne_2``… where the table has no header.
        above: the other rows above it, the cells of each joined by a blank.
        records: the rows above it that look like records: the row of each, from 1, and its cells.
        titles: the other rows above it: the row of each, from 1, and its cells.
        line: its row, from 1; 0 where the table has no header.
        first: the first row, where the table has no header, its cells joined by a blank.
    """

    labels: tuple[str, ...]
    above: tuple[str, ...] = ()
    records: tuple[tuple[int, tuple[str, ...]], ...] = ()
    titles: tuple[tuple[int, tuple[str, ...]], ...] = ()
    line: int = 1
    first: str = ""


def find_header(rows: Sequence[Sequence[str]], fields: Sequence[Field] = ()) -> HeaderRow:
    """Return the header of a table, out of its first rows.

    Trailing columns that are blank in all of these rows are no columns.

    Args:
        rows: the texts of the first rows, ``""`` for an empty cell; they may differ in length.
        fields: those that the table should have, if that is known.
    """
    index = header_index(rows, fields)
    used = max((_width(row) for row in rows[max(index, 0) :]), default=0)
    if index == NO_HEADER:
        return HeaderRow(labels=placeholder_labels(used), line=0, first=_joined(rows[0]))
    labels = tuple(rows[index])[:used] if rows else ()
    records = records_above(rows, index)
    return HeaderRow(
        labels=labels,
        above=tuple(
            _joined(row) for position, row in enumerate(rows[:index]) if position not in records
        ),
        records=tuple((position + 1, tuple(rows[position])) for position in records),
        titles=tuple(
            (position + 1, tuple(row))
            for position, row in enumerate(rows[:index])
            if position not in records
        ),
        line=index + 1,
    )


def header_index(rows: Sequence[Sequence[str]], fields: Sequence[Field] = ()) -> int:
    """Return the index of the header among the first rows; `NO_HEADER` where there is none.

    Args:
        rows: the texts of the first rows, ``""`` for an empty cell; they may differ in length.
        fields: those that the table should have, if that is known; without, there is a header.
    """
    if fields and (index := _index_by_fields(rows, fields)) is not None:
        return index
    index = _index_by_form(rows)
    if fields and _is_record(rows, index):
        return NO_HEADER
    return index


def known_labels(rows: Sequence[Sequence[str]], fields: Sequence[Field]) -> int:
    """Return how many fields the row that names most of them names."""
    names = _folded_names(fields)
    longest = max(map(len, names), default=0)
    return max((_known(row, names, longest) for row in rows), default=0)


def records_above(rows: Sequence[Sequence[str]], index: int) -> tuple[int, ...]:
    """Return the indices of the rows above a header that look like records, not like titles.

    They fill more than half of its columns, and hold figures: where those below it do, unless they
    fill as many columns as it does.
    """
    if index <= 0:
        return ()
    width = len(_filled(rows[index]))
    below = rows[index + 1 :]
    return tuple(
        position
        for position, row in enumerate(rows[:index])
        if len(_filled(row)) > width / 2
        and len(row) <= len(rows[index])
        and any(map(_FIGURE.fullmatch, _filled(row)))
        and (len(_filled(row)) >= width or _has_figures_like(row, below))
    )


def _has_figures_like(row: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether a row has figures, in a column where most of the others have some, if there are."""
    for position, cell in enumerate(row):
        if _FIGURE.fullmatch(cell.strip()) and cell.strip():
            column = [other[position] for other in others if other[position : position + 1]]
            filled = _filled(column)
            if 2 * sum(1 for other in filled if _FIGURE.fullmatch(other)) >= len(filled):
                return True
    return False


def _index_by_fields(rows: Sequence[Sequence[str]], fields: Sequence[Field]) -> int | None:
    """Return the index of the row whose labels fit most fields, the first of several; else None."""
    names = _folded_names(fields)
    longest = max(map(len, names), default=0)
    best, most, all_names = None, 0, len(set(names.values()))
    for index, row in enumerate(rows):
        if best is not None and (index >= _ALWAYS or most == all_names):
            break
        known = _known(row, names, longest)
        if known > most and _are_labels(row, known):
            best, most = index, known
    return best


def _folded_names(fields: Sequence[Field]) -> Mapping[str, str]:
    """Return the names of fields by their folded titles and names."""
    by_title = {folded(field.title): field.name for field in fields if field.title}
    by_name = {folded(field.name): field.name for field in fields}
    return {word: name for word, name in {**by_title, **by_name}.items() if word}


def _known(row: Sequence[str], names: Mapping[str, str], longest: int) -> int:
    """Return how many fields the cells of a row name.

    A folded label has at most `longest` letters; marks and accents of a long one are no reason to
    fold a whole paragraph.
    """
    short = (cell for cell in row if cell and len(cell) <= 2 * longest + 8)
    return len({names[word] for cell in short if (word := folded(cell)) in names})


def _are_labels(row: Sequence[str], known: int) -> bool:
    """Whether a row that names some fields is a header, and not a record that has such a word."""
    filled = _filled(row)
    figures = sum(1 for cell in filled if _FIGURE.fullmatch(cell))
    return known > figures and (known > 1 or 2 * known >= len(filled))


def _index_by_form(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the first row that could name most of the columns.

    It has more than half as many labels as most rows have cells, and is as wide as them or
    made of words alone: what stands above is a title. A row that begins with a blank and goes on
    with labels, as R and pandas write them above the numbers of their rows, is one too.
    """
    widths = Counter(width for row in rows if (width := _width(row)))
    if not widths:
        return 0
    common = max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0]
    for index, cells in enumerate(rows):
        filled = _filled(cells)
        is_wide = len(cells) >= common or _are_words(filled)
        enough = len(filled) > common // 2 if common > 1 else bool(filled)
        is_header = is_wide and (enough or _names_all_but_first(cells, common))
        if is_header and not _is_dated_title(rows, index):
            return index
    return 0


def _is_dated_title(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Whether a row says of when a table is, above its labels: ``Liste au | 31/12/2024``."""
    if not any(map(_DATE.fullmatch, _filled(rows[index]))):
        return False
    below = next((filled for row in rows[index + 1 :] if (filled := _filled(row))), [])
    return len(below) >= len(_filled(rows[index])) and _are_words(below)


def _names_all_but_first(cells: Sequence[str], common: int) -> bool:
    return (
        1 < common == len(cells)
        and not cells[0].strip()
        and len(_filled(cells)) == common - 1
        and _are_words(_filled(cells))
    )


def _is_record(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Whether the row that would be the header is a record: it holds what those below it hold."""
    if index >= len(rows) or not _filled(rows[index]):
        return False
    below = [row for row in rows[index + 1 :] if row != rows[index]]
    for position, cell in enumerate(rows[index]):
        if not cell.strip():
            continue
        others = [row[position] for row in below if position < len(row) and row[position].strip()]
        if others and (cell in others or _is_value_like(cell, others)):
            return True
    return False


def _is_value_like(cell: str, others: Sequence[str]) -> bool:
    """Whether a cell is no word, as most of those below it are none."""
    if not _VALUE.fullmatch(cell):
        return False
    return 2 * sum(1 for other in others if _VALUE.fullmatch(other)) >= len(others)


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _joined(cells: Sequence[str]) -> str:
    return " ".join(cell for cell in cells if cell.strip())


def _width(cells: Sequence[str]) -> int:
    """Return how many cells there are up to the last that holds something."""
    return max((number for number, cell in enumerate(cells, start=1) if cell), default=0)


def _are_words(cells: Sequence[str]) -> bool:
    """Whether cells could be labels: all different, none made of digits and marks alone."""
    return len(set(cells)) == len(cells) and not any(map(_FIGURE.fullmatch, cells))
