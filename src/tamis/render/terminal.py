"""Texts from a file, made fit for a terminal: nothing in them is obeyed, nothing is hidden."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern

#: Controls, marks that turn the writing direction, and characters without width or shape.
_INVISIBLE: Final = lazy_pattern(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
    "|[\ud800-\udfff\U000e0000-\U000e007f]"
)
_SYMBOLS: Final = {"\n": "⏎", "\t": "⇥", "\r": "␍", "\u00a0": "⍽", "\u202f": "⍽"}


def escaped(text: str) -> str:
    r"""Return `text` with what a terminal would obey, or an eye would miss, spelt out.

    >>> escaped("a\x1b[31mb\u202e")
    'a\\x1b[31mb\\u202e'
    >>> escaped("un\ndeux")
    'un⏎deux'
    """
    return _INVISIBLE.sub(_spelt, text)


def _spelt(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    if char in _SYMBOLS:
        return _SYMBOLS[char]
    if code <= 0xFF:  # noqa: PLR2004 two hexadecimal digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 four digits


def clipped(text: str, most: int = 60) -> str:
    """Return `text` escaped, its end cut off where it is longer than `most` characters."""
    spelt = escaped(text)
    return spelt if len(spelt) <= most else spelt[: most - 1] + "…"


def width(text: str) -> int:
    """Return how many columns of a terminal an escaped text takes.

    >>> width("été"), width("e\u0301"), width("東京")
    (3, 1, 4)
    """
    return sum(
        2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
        for char in text
        if not unicodedata.combining(char)
    )


def padded(text: str, columns: int) -> str:
    """Return an escaped text, blanks after it up to a width on a terminal."""
    return text + " " * (columns - width(text))


def edged(text: str, most: int = 60) -> str:
    """Return `text` clipped, with the blanks at its edges made visible.

    >>> edged(" a ")
    '·a·'
    """
    spelt = clipped(text, most)
    bare = spelt.strip(" \u00a0\u202f")
    if not bare or bare == spelt:
        return spelt.replace("\u00a0", "⍽").replace("\u202f", "⍽") if not bare else spelt
    left, right = spelt.index(bare), len(spelt) - spelt.index(bare) - len(bare)
    return "·" * left + bare + "·" * right
