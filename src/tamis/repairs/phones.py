"""French phone numbers as they are dialled from abroad (numbering plan of the ARCEP)."""

from __future__ import annotations

import re
from typing import Final

#: What the numbers of each overseas area begin with; all others are +33's.
_OVERSEAS: Final = {
    "262": ("0262", "0263", "0269", "0639", "0692", "0693"),
    "508": ("0508", "0708"),
    "590": ("0590", "0690", "0691"),
    "594": ("0594", "0694"),
    "596": ("0596", "0696", "0697"),
}
_APART: Final = re.compile(r"[\s.\-–/\u00a0\u202f]")
_NATIONAL: Final = re.compile(r"0[1-9]\d{8}")
_ABROAD: Final = re.compile(r"(?:\+|00)?(33|262|508|590|594|596)(?:\(0\))?0?([1-9]\d{8}|\d{6})")


def international(text: str) -> str | None:
    """Return a French number with its country code, None where the text is not one alone.

    >>> international("01 23 45 67 89"), international("0692.12.34.56")
    ('+33123456789', '+262692123456')
    >>> international("00 33 (0)1 23 45 67 89"), international("3631")
    ('+33123456789', None)
    """
    plain = _APART.sub("", text)
    if _NATIONAL.fullmatch(plain):
        code = next((c for c, begins in _OVERSEAS.items() if plain.startswith(begins)), "33")
        return f"+{code}{plain[1:]}"
    match = _ABROAD.fullmatch(plain)
    if match is None or (match[1] == "33" and len(match[2]) != 9):  # noqa: PLR2004 nine digits
        return None
    return f"+{match[1]}{match[2]}"
