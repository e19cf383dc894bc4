"""What the texts of a column show of how its author writes, asked of all of them at once.

A text is a witness where it has one reading: three digits after a mark have two, as have days
and months up to twelve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from tamis.repairs import days
from tamis.repairs.codes import with_zero
from tamis.repairs.contradictions import can_contradict, shows_other_kind
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.tables.witness import NO_WITNESS, ColumnWitness
from tamis.values.column_names import Nature

#: Before a number: a sign, a currency; after it: a unit, a sign.
_START: Final = r"(?:\A|[^0-9.,])"
_END: Final = r"(?:[^0-9.,]|\z)"
_BLANK: Final = r"[ \x{A0}\x{2009}\x{202F}]"


def _decimals(mark: str, other: str) -> str:
    """Return the form of numbers in which `mark` comes before decimals."""
    not_three = r"(?:[0-9]{1,2}|[0-9]{4,})"
    long = rf"(?:[0-9]{{4,}}|0+){mark}[0-9]+"
    grouped = rf"[0-9]{{1,3}}(?:(?:{other}|{_BLANK})[0-9]{{3}})+{mark}[0-9]+"
    return rf"{_START}(?:[0-9]*{mark}{not_three}|{long}|{grouped}){_END}"


def _thousands(mark: str, other: str) -> str:
    """Return the form of numbers in which `mark` stands between thousands."""
    groups = rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})"
    return rf"{_START}(?:{groups}{{2,}}(?:{other}[0-9]+)?|{groups}+{other}[0-9]+){_END}"


#: What other repairs take away first: marks that nobody sees, blanks, dashes of another length.
_UNSEEN: Final = r"[\s\x{200B}\x{200E}\x{200F}\x{2060}\x{FEFF}]*"
_DASHES: Final = r"\x{2010}-\x{2015}\x{2212}"
_SEPARATOR: Final = rf"{_UNSEEN}[/.\-{_DASHES}]{_UNSEEN}"
_NO_HYPHEN: Final = rf"{_UNSEEN}[/.{_DASHES}]{_UNSEEN}"
_BEFORE: Final = r"\A[^0-9]*"
_AFTER: Final = r"(?:[^0-9]|\z)"


def _year_last(first: str, second: str) -> str:
    """Return the form of days whose year comes last, with marks between and without."""
    parted = rf"(?:{first}){_SEPARATOR}(?:{second}){_SEPARATOR}(?:[0-9]{{4}}|[0-9]{{2}})"
    return rf"{_BEFORE}(?:{parted}|{_two(first)}{_two(second)}(?:19|20)[0-9]{{2}}){_AFTER}"


def _two(numbers: str) -> str:
    """Return the form of numbers of two digits."""
    return f"(?:{numbers.replace('0?', '0')})"


_SMALL: Final = r"0?[1-9]|1[0-2]"
_LARGE: Final = r"1[3-9]|2[0-9]|3[01]"
#: A month in words before its day, as English has it: "March 5, 2024".
_ENGLISH: Final = (
    r"(?i:\A[^0-9]*\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
    r"\.? [0-9]{1,2},? [0-9]{4})"
)
_PATTERNS: Final[Mapping[str, str]] = {
    "comma_decimals": _decimals(",", r"\."),
    "comma_thousands": _thousands(",", r"\."),
    "point_decimals": _decimals(r"\.", ","),
    "point_thousands": _thousands(r"\.", ","),
    "day_first": _year_last(_LARGE, _SMALL),
    "month_first": f"{_year_last(_SMALL, _LARGE)}|{_ENGLISH}",
    "day_second": rf"{_BEFORE}(?:[0-9]{{4}}{_SEPARATOR}(?:{_LARGE}){_SEPARATOR}(?:{_SMALL})"
    rf"|(?:19|20)[0-9]{{2}}{_two(_LARGE)}{_two(_SMALL)}){_AFTER}",
    "spans": rf"[0-9]\s*[{_DASHES}]\s*[0-9]",
}
#: A long dash before a number is a minus, or what follows the first number of a span.
_UNDECIDED_NUMBER: Final = (
    rf"{_START}[1-9][0-9]{{0,2}}[.,]{_UNSEEN}[0-9]{{3}}{_END}|\A\s*[\x{{2010}}-\x{{2015}}]\s*[0-9]"
)
#: A year first is undecided where it is not written as ISO 8601 does: most columns are.
_YEAR_FIRST: Final = (
    rf"{_BEFORE}[0-9]{{4}}(?:{_NO_HYPHEN}(?:{_SMALL}){_NO_HYPHEN}(?:{_SMALL})|-(?:[1-9]|1[0-2])-(?:{_SMALL})"
    rf"|-(?:{_SMALL})-[1-9])(?:[^0-9]|\z)"
    rf"|{_BEFORE}[0-9]{{4}}-(?:{_SMALL})-(?:{_SMALL})(?: |T[0-9]{{1,2}}(?:h|:[0-9]{{2}}\s*\z))"
    rf"|{_BEFORE}(?:19|20)[0-9]{{2}}{_two(_SMALL)}{_two(_SMALL)}{_AFTER}"
)
_UNDECIDED_DAY: Final = f"{_year_last(_SMALL, _SMALL)}|{_YEAR_FIRST}"
#: Where a field wants another form, a day that is written as ISO 8601 does is undecided too.
_ISO: Final = "%Y-%m-%d"
_ISO_DAY: Final = rf"{_BEFORE}[0-9]{{4}}-(?:{_SMALL})-(?:{_SMALL})\s*\z"
_MARKS: Final = (
    "comma_decimals", "comma_thousands", "point_decimals", "point_thousands", "spans"
)  # fmt: skip
_DAYS: Final = ("day_first", "month_first", "day_second")
#: Cells that show whether a column holds few texts.
_SAMPLE: Final = 1024
_PLACES: Final = frozenset({Nature.COMMUNE, Nature.POSTAL})
_SHORT_CODE: Final = r"\A\s*[1-9][0-9]{3}\s*\z"


def flags(cell: Cell) -> tuple[str, ...]:
    """Return what the texts of a field can show, none for a field that is always read one way."""
    other = ("other_kind",) if can_contradict(cell) else ()
    if cell.field.type in {"number", "integer"}:
        return (*_MARKS, "undecided", *other)
    if cell.field.type in {"date", "datetime"}:
        return (*_DAYS, "undecided", *other)
    return ("lost_zeros", "undecided") if nature(cell) in _PLACES else other


def witness(
    cell: Cell, texts: pl.Series, known: ColumnWitness, *, everything: bool = True
) -> ColumnWitness:
    """Return what is known of a column with what some of its texts show.

    Args:
        cell: the field.
        texts: raw cells, in any number and order.
        known: what earlier ones showed; it is not looked for again.
        everything: whether all is looked for, even where no text has two readings.
    """
    wanted = [flag for flag in flags(cell) if not getattr(known, flag)]
    if not wanted:
        return known
    texts = _few(texts)
    if "other_kind" in wanted:
        if shows_other_kind(cell, texts):
            known |= ColumnWitness(other_kind=True)
        wanted.remove("other_kind")
    kind = nature(cell)
    if kind in _PLACES and kind is not None:
        return known | _of_codes(kind, texts)
    return known | _readings(cell, texts, known, wanted, everything=everything) if wanted else known


def of_each(cell: Cell, columns: Sequence[pl.Series]) -> list[ColumnWitness]:
    """Return what the texts of each of some columns show, where one has two readings.

    They are looked at together: most show nothing.
    """
    if len(columns) > 1:
        texts = pl.concat(columns)
        shown = witness(cell, texts, NO_WITNESS, everything=False)
        if shown == NO_WITNESS:
            return [NO_WITNESS] * len(columns)
        if not shown.other_kind and nature(cell) not in _PLACES:
            return _readings_of_each(cell, columns, texts)
    return [witness(cell, column, NO_WITNESS, everything=False) for column in columns]


def _readings_of_each(
    cell: Cell, columns: Sequence[pl.Series], texts: pl.Series
) -> list[ColumnWitness]:
    """Return which marks and orders the texts of each column show."""
    names = [name for name in flags(cell) if name not in {"undecided", "other_kind"}]
    forms = {"undecided": _undecided(cell), **{name: _PATTERNS[name] for name in names}}
    numbers = [
        pl.Series([number], dtype=pl.UInt32).new_from_index(0, column.len())
        for number, column in enumerate(columns)
    ]
    shown = (
        pl.DataFrame({"column": pl.concat(numbers), "text": texts})
        .group_by("column")
        .agg(pl.col("text").str.contains(form).any().alias(name) for name, form in forms.items())
    )
    rows = {row.pop("column"): ColumnWitness(**row) for row in shown.iter_rows(named=True)}
    each = [rows.get(number, NO_WITNESS) for number in range(len(columns))]
    return [shows if shows.undecided else NO_WITNESS for shows in each]


def _undecided(cell: Cell) -> str:
    """Return the form of the texts of a number or a date that have two readings."""
    if cell.field.type in {"number", "integer"}:
        return _UNDECIDED_NUMBER
    if days.form(cell.field) in {None, _ISO}:
        return _UNDECIDED_DAY
    return f"{_UNDECIDED_DAY}|{_ISO_DAY}"


def _readings(
    cell: Cell, texts: pl.Series, known: ColumnWitness, wanted: list[str], *, everything: bool
) -> ColumnWitness:
    """Return which marks and orders some texts show, of those wanted."""
    shown = ColumnWitness()
    column = texts.alias("text").to_frame()
    undecided = _undecided(cell)
    if wanted and not known.undecided and not everything:
        # Most columns hold no text of two readings: nothing else is asked of them.
        if not _show(column, undecided):
            return shown
        wanted = [flag for flag in wanted if flag != "undecided"]
        shown = ColumnWitness(undecided=True)
    forms = {flag: _PATTERNS.get(flag, undecided) for flag in wanted}
    # What is not shown by now is shown nowhere, most often: all of it is looked for in one pass.
    if not forms or not _show(column, "|".join(forms.values())):
        return shown
    row = column.select(
        pl.col("text").str.contains(form).any().alias(flag) for flag, form in forms.items()
    )
    return shown | ColumnWitness(**row.row(0, named=True))


def _show(column: pl.DataFrame, form: str) -> bool:
    return bool(column.select(pl.col("text").str.contains(form).any()).item())


def _few(texts: pl.Series) -> pl.Series:
    """Return the distinct texts of a column where its first cells are few texts, else its cells."""
    sample = texts.head(_SAMPLE)
    return texts.unique() if 4 * sample.n_unique() <= 3 * sample.len() else texts


def _of_codes(kind: Nature, texts: pl.Series) -> ColumnWitness:
    short = texts.filter(texts.str.contains(_SHORT_CODE)).unique().str.strip_chars()
    years = short.str.contains(r"\A(?:19|20)")
    lost = any(with_zero(kind, text) for text in short.filter(~years))
    return ColumnWitness(lost_zeros=lost, undecided=bool(years.any()))
