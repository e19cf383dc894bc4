"""What formulas of XLS and XLSB call: functions computed anew, cells of other workbooks.

A formula is a list of tokens ([MS-XLS] section 2.5.198, [MS-XLSB] section 2.5.97); those of the two
formats differ by their sizes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from
from typing import Final

#: The numbers of NOW, TODAY, RAND, OFFSET, INDIRECT, CELL, INFO and, in XLSB, RANDBETWEEN
#: ([MS-XLS] section 2.5.198.17, [MS-XLSB] section 2.5.97.10).
_VOLATILE: Final = frozenset({74, 221, 63, 78, 148, 125, 244, 464})
_TEXT: Final = 0x17
_ATTRIBUTE: Final = 0x19
_IS_VOLATILE: Final = 0x01
_IS_CHOICE: Final = 0x04
_FUNCTION: Final = 0x21
_VARIADIC: Final = 0x22
_NAME: Final = 0x39
#: Tokens that speak of another sheet: its number in the list of sheets comes first.
_ELSEWHERE: Final = frozenset({_NAME, 0x3A, 0x3B, 0x3C, 0x3D})
#: How many bytes follow a token in XLS, then in XLSB.
_SIZES: Final = {
    0x01: (4, 4), 0x02: (4, 4), 0x1C: (1, 1), 0x1D: (1, 1), 0x1E: (2, 2), 0x1F: (8, 8),
    0x20: (7, 14), 0x21: (2, 2), 0x22: (3, 3), 0x23: (4, 4), 0x24: (4, 6), 0x25: (8, 12),
    0x26: (6, 6), 0x27: (6, 6), 0x28: (6, 6), 0x29: (2, 2), 0x2A: (4, 6), 0x2B: (8, 12),
    0x2C: (4, 6), 0x2D: (8, 12), 0x39: (6, 6), 0x3A: (6, 8), 0x3B: (10, 14), 0x3C: (6, 8),
    0x3D: (10, 14), **dict.fromkeys(range(0x03, 0x17), (0, 0)),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What the numbers of other sheets and names in formulas stand for.

    Attributes:
        external: the numbers of what lies in another workbook.
        volatile: (number, name from 1) of functions of add-ins that are computed anew.
    """

    external: frozenset[int] = frozenset()
    volatile: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Calls:
    """Whether a formula is computed anew at each opening, and whether it looks elsewhere."""

    is_volatile: bool
    is_external: bool


def calls(formula: bytes, links: Links, *, is_xlsb: bool) -> Calls:
    """Return what a formula calls.

    Args:
        formula: its tokens.
        links: what numbers in it stand for.
        is_xlsb: whether its tokens have the sizes of XLSB.
    """
    volatile = external = False
    for token, content in _tokens(formula, is_xlsb=is_xlsb):
        if token == _ATTRIBUTE:
            volatile |= bool(content[0] & _IS_VOLATILE)
        elif token in {_FUNCTION, _VARIADIC}:
            (number,) = unpack_from("<H", content, token - _FUNCTION)
            volatile |= number in _VOLATILE
        elif token in _ELSEWHERE:
            (place,) = unpack_from("<H", content)
            external |= place in links.external
            if token == _NAME:
                volatile |= (place, unpack_from("<H", content, 2)[0]) in links.volatile
    return Calls(volatile, external)


def _tokens(formula: bytes, *, is_xlsb: bool) -> Iterator[tuple[int, bytes]]:
    """Give tokens, without what says how their value is used, as far as they are known."""
    at = 0
    while at < len(formula):
        token = formula[at]
        token = token if token < 0x40 else token & 0x1F | 0x20  # noqa: PLR2004 the class of a value
        size = _size(token, formula[at + 1 :], is_xlsb=is_xlsb)
        content = formula[at + 1 : at + 1 + size]
        if size < 0 or len(content) < size:
            return
        yield token, content
        at += 1 + size


def _size(token: int, rest: bytes, *, is_xlsb: bool) -> int:
    """Return how many bytes follow a token; -1 where that is not known."""
    if token == _TEXT and len(rest) > 1:
        if is_xlsb:
            return 2 + 2 * int.from_bytes(rest[:2], "little")
        return 2 + rest[0] * (2 if rest[1] & 1 else 1)
    if token == _ATTRIBUTE and len(rest) > 2:  # noqa: PLR2004 what it is, and its number
        count = int.from_bytes(rest[1:3], "little")
        return 3 + 2 * (count + 1) if rest[0] & _IS_CHOICE else 3
    sizes = _SIZES.get(token)
    return sizes[is_xlsb] if sizes else -1
