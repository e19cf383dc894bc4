"""Texts that show that a column holds another kind of thing than its field says.

Where commas part items in one cell ("1,2,3"), they do not come before decimals in another; beside
"75:12", "8:30" is a length of time; beside "2", "1" is no yes; beside "3 $", "12 €" is no 12. What
looks like a value of the field may then be one of the other kind, and is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import polars as pl

from tamis import reference
from tamis.model.schema import Field
from tamis.repairs.lists import list_mark
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature

_BLANK: Final = r"[ \x{A0}\x{2009}\x{202F}]"
#: What every form below has, but for plain numbers.
_MARK: Final = r"[, \x{A0}\x{2009}\x{202F}\p{Sc}A-Za-z:°]"
#: Numbers in one cell, parted by commas or by blanks; those of thousands among them.
_NUMBERS: Final = (
    rf"\A\s*[0-9]+(?:,[0-9]+){{2,}}\s*\z|[0-9]{_BLANK}*,{_BLANK}+[0-9]"
    rf"|\A\s*[0-9]+(?:{_BLANK}+[0-9]+)+\s*\z"
)
_THOUSANDS: Final = rf"\A\s*[0-9]{{1,3}}(?:(?:,[0-9]{{3}})+|(?:{_BLANK}[0-9]{{3}})+)\s*\z"
#: Amounts that are no euros: beside them, 12 alone would be one of those.
_MONEY: Final = r"(?i:usd|chf|gbp|xpf|xof|f?cfa|frs?|ff?|francs?|dollars?|livres?)"
_OTHER_CURRENCY: Final = (
    r"[\p{Sc}--€]\s*[0-9]|[0-9]\s*[\p{Sc}--€]"
    rf"|[0-9]\s*{_MONEY}\.?\s*\z|\A\s*{_MONEY}\s*[0-9]"
)
#: Times of day, or degrees and minutes: beside them, 10,30 may be 10:30. Items that are letters.
_OTHER_PARTS: Final = (
    r"\A\s*[0-9]{1,2}\s*(?:[hH:]\s*[0-5][0-9]|[hH]\s*\z|°\s*[0-9])"
    r"|\A\s*(?:[0-9]{1,3},\s?)*[A-Za-z]{1,2}[0-9]?(?:,\s?[0-9A-Za-z]{1,3})+\s*\z"
    r"|\A\s*(?:[0-9]{1,3},\s?)+[A-Za-z]{1,2}\s*\z"
)
#: Half days; more hours than a day has, fewer than none, minutes alone, tenths of a second.
_TWELVE_HOURS: Final = r"[0-9] ?[aApP]\.?[mM]\.?\s*\z|(?i:[0-9h] ?(?:du matin|du soir|de l.apr))"
_LENGTH: Final = (
    r"\A\s*(?:2[5-9]|[3-9][0-9]|[0-9]{3,})[ ]?[:h]|\A\s*24[ ]?[:h][ ]?(?:0[1-9]|[1-5][0-9])"
    r"|\A\s*-[0-9]|\A\s*[0-9]+ ?(?:min|mn|minutes?|secondes?|sec)\.?\s*\z"
    r"|\A\s*[0-9]+:[0-9]{2}[.,][0-9]+\s*\z"
)
#: Figures that are neither 0 nor 1, with what is counted or without.
_COUNT: Final = r"\A\s*(?:-?(?:[2-9]|[1-9][0-9]+)(?:[^0-9]|\z)|-0*1\b|-?[0-9]+[.,]0*[1-9])"
#: Beside these, 12.0 is a number, or a version.
_DECIMALS: Final = r"\A\s*[0-9]+[.,][0-9]*[1-9][0-9]*\s*\z"
#: Codes of places by their table, and figures that people write beside them: a former code of
#: Corsica, overseas, abroad; former régions.
_DIVISIONS: Final[Mapping[Nature, tuple[reference.TableName, str]]] = {
    Nature.DEPARTEMENT: ("departements", r"20|9[789][0-9]?"),
    Nature.REGION: ("regions", r"[0-9]{2,3}"),
}
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
    kind = nature(cell)
    if kind in _DIVISIONS and kind is not None:
        return partial(_holds_numbers_of_none, *_DIVISIONS[kind])
    if list_mark(cell.field) is not None:
        return _parts_commas
    return _is_any(_DECIMALS) if kind is None and _may_be_code(cell.field) else None


def _may_be_code(field: Field) -> bool:
    """Return whether a text may be right without the decimals that a number has."""
    rules = field.constraints
    bounded = rules.pattern or rules.enum or rules.max_length is not None
    return field.type == "string" and bool(bounded or field.categories)


def _holds_lists_or_currencies(texts: pl.Series) -> bool:
    is_marked = texts.str.contains(_MARK)
    if not is_marked.any():
        return False
    marked = texts.filter(is_marked)
    if marked.str.contains(f"{_OTHER_CURRENCY}|{_OTHER_PARTS}").any():
        return True
    parted = marked.filter(marked.str.contains(_NUMBERS))
    return bool((~parted.str.contains(_THOUSANDS)).any())


def _is_any(form: str) -> Callable[[pl.Series], bool]:
    return lambda texts: bool(texts.str.contains(form).any())


def _parts_commas(texts: pl.Series) -> bool:
    commas = texts.filter(texts.str.contains(",", literal=True))
    return bool(commas.str.contains(_OTHER_SEPARATOR).any())


def _holds_numbers_of_none(name: reference.TableName, others: str, texts: pl.Series) -> bool:
    """Return whether figures are neither a code of a table, nor one of those that people add."""
    digits = texts.filter(texts.str.contains(r"\A\s*[0-9]{1,3}\s*\z")).unique().str.strip_chars()
    codes = reference.codes(name)
    return any(
        digit.zfill(2) not in codes and re.fullmatch(others, digit) is None for digit in digits
    )


_BY_TYPE: Final[Mapping[str, Callable[[pl.Series], bool]]] = {
    "number": _holds_lists_or_currencies,
    "integer": _holds_lists_or_currencies,
    "time": _is_any(rf"{_TWELVE_HOURS}|{_LENGTH}"),
    "datetime": _is_any(_TWELVE_HOURS),
    "boolean": _is_any(_COUNT),
}
