"""What a cell of an OpenDocument spreadsheet holds (ODF 1.3 part 3, section 19.385)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tamis.readers.workbook.cell import Formatted, Uncomputed, Unreadable, plain_digits
from tamis.readers.workbook.iso import iso_length, iso_moment
from tamis.readers.workbook.number_format import GENERAL, Kind, NumberFormat
from tamis.readers.workbook.number_format_code import parse_format

#: The day that LibreOffice counts from: no date, but a 0 that is shown as one.
_NULL_DAY: Final = "1899-12-30"
_NUMBERS: Final = frozenset({"float", "percentage", "currency"})
#: A formula whose result is a truth is written as a number that is shown as one.
_LOGICAL: Final = {
    (1.0, "TRUE"): True, (1.0, "VRAI"): True, (0.0, "FALSE"): False, (0.0, "FAUX"): False,
}  # fmt: skip
_PERCENT: Final = parse_format("0%")
_DAYS: Final = frozenset({Kind.DATE, Kind.DATETIME, Kind.YEARMONTH, Kind.YEAR})


def cell_value(
    attributes: Mapping[str, str],
    shown: str,
    number_format: Callable[[], NumberFormat],
    *,
    has_paragraphs: bool,
) -> Any:
    """Return what a cell holds.

    Args:
        attributes: the attributes of its element.
        shown: its text.
        number_format: finds its number format, which most cells do not need.
        has_paragraphs: whether it has a text of its own, be it empty.
    """
    kind = attributes.get("office:value-type", "")
    formula = attributes.get("table:formula")
    if attributes.get("calcext:value-type") == "error" or _is_error(kind, shown, formula):
        return shown
    if kind in _SHAPED:
        return _SHAPED[kind](attributes, shown, number_format())
    if kind == "boolean":
        return _boolean(attributes, shown)
    if kind == "string" and not has_paragraphs:
        return attributes.get("office:string-value", "")
    # An empty text that was computed is written as a paragraph without any text.
    if formula and not kind and not has_paragraphs:
        return Uncomputed(formula.partition(":")[2] or formula)
    return shown


def _number(attributes: Mapping[str, str], shown: str, shape: NumberFormat) -> Any:
    digits = attributes.get("office:value", "")
    try:
        number = float(digits)
    except ValueError:
        return _unreadable(digits, shown)
    if attributes["office:value-type"] == "percentage" and shape.kind is not Kind.PERCENT:
        shape = _PERCENT
    truth = _LOGICAL.get((number, shown.strip().upper()))
    if truth is not None:
        return truth
    if shape.kind is Kind.NUMBER:
        return Formatted(number, GENERAL, digits=digits) if plain_digits(digits) else number
    return Formatted(number, shape, digits=digits, text=shown)


def _date(attributes: Mapping[str, str], shown: str, shape: NumberFormat) -> Any:
    written = attributes.get("office:date-value", "")
    if written.startswith(_NULL_DAY):
        return "1900-01-00" + written[len(_NULL_DAY) :]
    moment = iso_moment(written, shape.kind if shape.kind in _DAYS else None)
    return moment if moment is not None else _unreadable(written, shown)


def _length(attributes: Mapping[str, str], shown: str, shape: NumberFormat) -> Any:
    written = attributes.get("office:time-value", "")
    length = iso_length(written, shape.kind)
    return length if length is not None else _unreadable(written, shown)


def _boolean(attributes: Mapping[str, str], shown: str) -> Any:
    written = attributes.get("office:boolean-value", "")
    return written == "true" if written in {"true", "false"} else _unreadable(written, shown)


#: What is read with the number format of the cell.
_SHAPED: Final[Mapping[str, Callable[[Mapping[str, str], str, NumberFormat], Any]]] = {
    **dict.fromkeys(_NUMBERS, _number),
    "date": _date,
    "time": _length,
}


def _is_error(kind: str, shown: str, formula: str | None) -> bool:
    """Whether a cell shows an error, whatever value stands beside it."""
    is_marked = shown.startswith(("#", "Err:")) and " " not in shown.strip()
    return is_marked and (kind in _NUMBERS or bool(formula)) and not shown.strip("#")[:1].isdigit()


def _unreadable(written: str, shown: str) -> Unreadable:
    return Unreadable(written or shown)
