"""Texts that show that a column holds another kind of thing than its field says.

Where commas part items in one cell ("1,2,3"), they do not come before decimals in another; beside
"75:12", "8:30" is a length of time; beside "2", "1" is no yes; beside "3 $", "12 €" is no 12. What
looks like a value of the field may then be one of the other kind, and is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from tamis import reference
from tamis.repairs.lists import list_mark
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature

_BLANK: Final = r"[ \x{A0}\x{2009}\x{202F}]"
_MARK: Final = r"[, \x{A0}\x{2009}\x{202F}$£¥A-Z]"
#: Numbers in one cell, parted by commas or by blanks; those of thousands among them.
_NUMBERS: Final = (
    rf"\A\s*[0-9]+(?:,[0-9]+){{2,}}\s*\z|[0-9]{_BLANK}*,{_BLANK}+[0-9]"
    rf"|\A\s*[0-9]+(?:{_BLANK}+[0-9]+)+\s*\z"
)
_THOUSANDS: Final = rf"\A\s*[0-9]{{1,3}}(?:(?:,[0-9]{{3}})+|(?:{_BLANK}[0-9]{{3}})+)\s*\z"
#: Amounts that are no euros: beside them, 12 alone would be one of those.
_OTHER_CURRENCY: Final = (
    r"[$£¥]\s*[0-9]|[0-9]\s*[$£¥]|[0-9]\s*(?:USD|CHF|GBP|XPF|F?CFA)\s*\z"
    r"|\A\s*(?:USD|CHF|GBP|XPF|F?CFA)\s*[0-9]"
)
#: Half days, and more hours than a day has.
_TWELVE_HOURS: Final = r"[0-9] ?[aApP]\.?[mM]\.?\s*\z"
_LENGTH: Final = r"\A\s*(?:2[5-9]|[3-9][0-9]|[0-9]{3,})[ ]?[:h]"
_COUNT: Final = r"\A\s*(?:[2-9]|[1-9][0-9]+|-[1-9][0-9]*)(?:[.,]0+)?\s*\z"
_OTHER_SEPARATOR: Final = r"[;|\n]"


def can_contradict(cell: Cell) -> bool:
    """Return whether the texts of a field can be of another kind, as far as repairs care."""
    return _detector(cell) is not None


def shows_other_kind(cell: Cell, texts: pl.Series) -> bool:
    """Return whether a text is of another kind than its field says.

    Args:
        cell: the field.
        texts: raw cells, in any number and order.
    """
    detector = _detector(cell)
    return detector is not None and detector(texts)


def _detector(cell: Cell) -> Callable[[pl.Series], bool] | None:
    if cell.field.type == "boolean" and "1" in (*cell.field.true_values, *cell.field.false_values):
        return None  # the schema says what figures are
    detector = _BY_TYPE.get(cell.field.type)
    if detector is not None:
        return detector
    if nature(cell) is Nature.REGION:
        return _holds_numbers_of_no_region
    return _parts_commas if list_mark(cell.field) is not None else None


def _holds_lists_or_currencies(texts: pl.Series) -> bool:
    is_marked = texts.str.contains(_MARK)
    if not is_marked.any():
        return False
    marked = texts.filter(is_marked)
    if marked.str.contains(_OTHER_CURRENCY).any():
        return True
    parted = marked.filter(marked.str.contains(_NUMBERS))
    return bool((~parted.str.contains(_THOUSANDS)).any())


def _is_any(form: str) -> Callable[[pl.Series], bool]:
    return lambda texts: bool(texts.str.contains(form).any())


def _parts_commas(texts: pl.Series) -> bool:
    commas = texts.filter(texts.str.contains(",", literal=True))
    return bool(commas.str.contains(_OTHER_SEPARATOR).any())


def _holds_numbers_of_no_region(texts: pl.Series) -> bool:
    digits = texts.filter(texts.str.contains(r"\A\s*[0-9]\s*\z")).unique().str.strip_chars()
    return any(f"0{digit}" not in reference.codes("regions") for digit in digits)


_BY_TYPE: Final[Mapping[str, Callable[[pl.Series], bool]]] = {
    "number": _holds_lists_or_currencies,
    "integer": _holds_lists_or_currencies,
    "time": _is_any(rf"{_TWELVE_HOURS}|{_LENGTH}"),
    "datetime": _is_any(_TWELVE_HOURS),
    "boolean": _is_any(_COUNT),
}
