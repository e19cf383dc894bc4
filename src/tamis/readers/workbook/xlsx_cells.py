"""Cells of an XLSX sheet that show something else than calamine reads (section 18.3.1.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from heapq import merge
from html import unescape
from typing import Final, NamedTuple

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.sheet_columns import column_number
from tamis.readers.workbook.cell import Formatted, Special, Uncomputed, Unreadable
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.place import area
from tamis.readers.workbook.styles import Styles

_FORMULA: Final = r"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?"
_VALUE: Final = rf'"(?: t="n")?>{_FORMULA}<v>'
_CELL: Final = lazy_pattern(
    rb'<c r="([A-Z]+)([0-9]+)"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?[^>]*>'
    rb"(?:<f[^>]*/>|(<f[^>]*>)([^<]*)</f>)?(?:<v>([^<]*)</v>|<v/>)?(</c>)?"
)
_ZERO: Final = lazy_pattern(rb"</f><v>0</v></c>")
_UNCOMPUTED: Final = lazy_pattern(rb"(?:</f>|<f[^>]*/>)(?:<v></v>|<v/>)?</c>")
_TRUTH: Final = lazy_pattern(
    rb' t="b"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(?!(?:[01]|true|false)<)'
)
_LONG: Final = lazy_pattern(rb"<v>-?[1-9](?:[0-9]{15,}|(?:\.[0-9]*)?[Ee]\+?(?:1[5-9]|[23][0-9])<)")
#: Functions that are computed anew at each opening.
VOLATILE: Final = frozenset(
    {"TODAY", "NOW", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "INFO", "CELL"}
)
_VOLATILE: Final = lazy_pattern(rf"\b(?:{'|'.join(sorted(VOLATILE))})\(", re.IGNORECASE)
_EXTERNAL: Final = lazy_pattern(
    # A number in brackets after a name is a column of a table: ``Ventes[2024]``.
    r"(?<![\w.\])])\[(?:[0-9]+|[^\[\]]*\.(?:xls|ods|csv)[^\[\]]*)\][^\[\]!]*!"
    r"|'?\b(?:file|https?)://|\bWEBSERVICE\(",
    re.IGNORECASE,
)
_QUOTED: Final = lazy_pattern(r'"[^"]*"')
_FORMULAS: Final = lazy_pattern(rb"<f[^>]*>([^<]+)</f>")
_HIDDEN_ROW: Final = lazy_pattern(rb'<row [^>]*?\br="([0-9]+)"[^>]*\bhidden="(?:1|true)"')
_COLUMN: Final = lazy_pattern(rb"<col [^>]*>")
_MERGE: Final = lazy_pattern(rb'<mergeCell [^>]*?ref="([^"]*)"')
_TRUTHS: Final = frozenset({"0", "1", "true", "false"})
_NUMBERS: Final = frozenset({"", "n"})


class Placed(NamedTuple):
    """What a cell shows, a text or a special cell, and its place from 1."""

    row: int
    column: int
    content: str | Special


def special_cells(
    pieces: Iterator[bytes], styles: Styles, facts: SheetFacts, *, is_odd: bool
) -> Iterator[Placed]:
    """Give the cells of a sheet that show something else than calamine reads, in order.

    Args:
        pieces: a sheet, all the cells of which begin with their place (it is not irregular).
        styles: the number formats.
        facts: filled in.
        is_odd: whether the sheet may have more than numbers that are shown otherwise.
    """
    styled = re.compile(
        f'<c r="([A-Z]+)([0-9]+)" s="(?={styles.pattern(_VALUE)})([0-9]+)"(?: t="n")?>'
        f"(?:{_FORMULA})<v>([^<]*)</v>".encode()
    )

    # Most cells have no style: those that have one are sought first.
    has_styled = re.compile(f' s="(?:{styles.pattern(_VALUE)})'.encode())

    def part(text: bytes) -> Iterator[Placed]:
        if is_odd:
            return _in_part(text, styled, styles, facts)
        return _styled(styled.findall(text) if has_styled.search(text) else (), styles)

    rest = b""
    for piece in pieces:
        text = rest + piece
        cut = text.rfind(b'<c r="')
        whole, rest = (text[:cut], text[cut:]) if cut > 0 else (b"", text)
        yield from part(whole)
    yield from part(rest)


def _in_part(
    text: bytes, styled: re.Pattern[bytes], styles: Styles, facts: SheetFacts
) -> Iterator[Placed]:
    numbers = iter(()) if styles.are_plain else _styled(styled.findall(text), styles)
    yield from merge(numbers, _others(text, styles), key=_row)
    _note_facts(text, facts)


def _row(placed: Placed) -> int:
    return placed.row


def _styled(cells: Iterable[tuple[bytes, bytes, bytes, bytes]], styles: Styles) -> Iterator[Placed]:
    """Give the numbers that are shown otherwise than calamine reads them.

    Args:
        cells: their letters, their row, their style and their digits.
        styles: the number formats; all of these styles are among them.
    """
    shapes = {str(at).encode(): shape for at, shape in enumerate(styles.formats)}
    is_1904 = styles.is_1904
    for letters, row, style, digits in cells:
        try:
            number = float(digits)
        except ValueError:
            continue
        content = Formatted(number, shapes[style], is_1904, digits.decode())
        yield Placed(int(row), _column(letters), content)


def _others(text: bytes, styles: Styles) -> Iterator[Placed]:
    """Give errors, formulas without a value, truths that are none and long numbers."""
    starts = {
        text.rfind(b"<c ", 0, match.start() + 1)
        for pattern in _wanted(text)
        for match in pattern.finditer(text)
    }
    for start in sorted(starts):
        match = _CELL.match(text, start)
        if match is None:
            continue
        letters, row, style, kind, _, formula, value, _ = match.groups(b"")
        content = special_content(
            kind=kind.decode(),
            style=int(style or 0),
            value=unescape(value.decode("utf-8", "replace")),
            formula=unescape(formula.decode("utf-8", "replace")) if b"<f" in match[0] else None,
            styles=styles,
        )
        if content is not None:
            yield Placed(int(row), _column(letters), content)


@cache
def _column(letters: bytes) -> int:
    return column_number(letters.decode())


def _wanted(text: bytes) -> Iterator[re.Pattern[bytes]]:
    """Give the patterns of other cells than styled ones, which a part of a sheet may have."""
    if b't="e"' in text:
        yield _ERROR
    if b"<f" in text:
        yield _UNCOMPUTED
        yield _ZERO
    if b't="b"' in text:
        yield _TRUTH
    yield _LONG


_ERROR: Final = lazy_pattern(rb' t="e"')


def special_content(
    *, kind: str, style: int, value: str, formula: str | None, styles: Styles
) -> str | Special | None:
    """Return what a cell shows, None where that is what calamine reads.

    Args:
        kind: the type of the cell (``t``).
        style: its style (``s``).
        value: its value (``v``).
        formula: its formula, None where it has none.
        styles: the number formats.
    """
    if formula is not None and kind != "str" and value in styles.uncomputed:
        return Uncomputed(f"={formula}")
    if kind == "e":
        return value
    if kind == "b":
        return None if value.strip().lower() in _TRUTHS else Unreadable(value)
    return styles.special(style, value) if kind in _NUMBERS and value else None


def _note_facts(text: bytes, facts: SheetFacts) -> None:
    """Note what a part of a sheet says besides its cells."""
    if b"hidden=" in text:
        facts.hidden_rows.extend(int(match[1]) for match in _HIDDEN_ROW.finditer(text))
        for match in _COLUMN.finditer(text):
            _note_column(match[0].decode(), facts)
    if b"<f" in text:
        for match in _FORMULAS.finditer(text):
            note_formula(unescape(match[1].decode("utf-8", "replace")), facts)
    facts.is_filtered = facts.is_filtered or b"<autoFilter" in text
    for match in _MERGE.finditer(text) if b"<mergeCell " in text else ():
        note_merge(match[1].decode(), facts)


_ATTRIBUTE: Final = lazy_pattern(r'(\w+)="([^"]*)"')


def _note_column(tag: str, facts: SheetFacts) -> None:
    note_columns(dict(_ATTRIBUTE.findall(tag)), facts)


def note_columns(attributes: dict[str, str], facts: SheetFacts) -> None:
    """Note the columns that a tag ``col`` hides."""
    first, last = attributes.get("min", ""), attributes.get("max", "")
    if attributes.get("hidden") in {"1", "true"} and first.isdecimal() and last.isdecimal():
        facts.hidden_columns.extend(range(int(first), min(int(last), 16_384) + 1))


def note_merge(reference: str, facts: SheetFacts) -> None:
    """Note merged cells."""
    merged = area(reference)
    if merged:
        facts.merges.append(merged)


def note_formula(formula: str, facts: SheetFacts) -> None:
    """Note a formula that gives another value at each opening, or looks elsewhere."""
    code = _QUOTED.sub('""', formula)
    facts.volatile += _VOLATILE.search(code) is not None
    facts.external += _EXTERNAL.search(code) is not None
