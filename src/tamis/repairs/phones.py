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
#: With a country code: nine digits more, or the six of Saint-Pierre-et-Miquelon after a sign that
#: a code comes first. Nine digits alone may be a national number that lost its zero.
_ABROAD: Final = re.compile(
    r"(?:\+|00)?(33|262|508|590|594|596)(?:\(0\))?0?([1-9]\d{8})|(?:\+|00)(508)(\d{6})"
)
#: Numbers whose area the numbering plan tells by more digits than these.
_UNDECIDED: Final = ("0947", "0976")


def international(text: str) -> str | None:
    """Return a French number with its country code, None where the text is not one alone.

    >>> international("01 23 45 67 89"), international("0692.12.34.56")
    ('+33123456789', '+262692123456')
    >>> international("00 33 (0)1 23 45 67 89"), international("3631")
    ('+33123456789', None)
    >>> international("262123456"), international("262 692 12 34 56")
    (None, '+262692123456')
    """
    plain = _APART.sub("", text)
    if _NATIONAL.fullmatch(plain):
        if plain.startswith(_UNDECIDED):
            return None
        code = next((c for c, begins in _OVERSEAS.items() if plain.startswith(begins)), "33")
        return f"+{code}{plain[1:]}"
    match = _ABROAD.fullmatch(plain)
    return None if match is None else f"+{match[1] or match[3]}{match[2] or match[4]}"
