"""French phone numbers as they are dialled from abroad (numbering plan of the ARCEP)."""

from __future__ import annotations

from typing import Final

from tamis.model.lazy_pattern import lazy_pattern

#: What the numbers of each overseas area begin with; all others are +33's.
_OVERSEAS: Final = {
    "262": ("0262", "0263", "0269", "0639", "0692", "0693"),
    "508": ("0508", "0708"),
    "590": ("0590", "0690", "0691"),
    "594": ("0594", "0694"),
    "596": ("0596", "0696", "0697"),
}
_APART: Final = lazy_pattern(r"[\s.\-–/\u00a0\u202f]")
_NATIONAL: Final = lazy_pattern(r"0[1-9]\d{8}")
#: With a country code: nine digits more, or the six of Saint-Pierre-et-Miquelon after a sign that
#: a code comes first. Nine digits alone may be a national number that lost its zero.
_ABROAD: Final = lazy_pattern(
    r"(?:\+|00)?(33|262|508|590|594|596)(?:\(0\))?0?([1-9]\d{8})|(?:\+|00)(508)(\d{6})"
)
#: How many digits stand together in French numbers; neighbours have as many digits, in other
#: groups: 0475 12 34 56 (Belgium), 022 123 45 67 (Switzerland), 06 12345678 (Netherlands).
_PAIRS: Final = ((10,), (2, 2, 2, 2, 2), (1, 1, 2, 2, 2, 2))
#: Overseas, and in numbers that cost.
_LONGER: Final = (*_PAIRS, (4, 2, 2, 2), (4, 3, 3), (1, 3, 3, 3))
_COSTS: Final = "08"
#: What numbers over the internet begin with, in every area.
_ANYWHERE: Final = ("08", "09")
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
    >>> international("+33 692 12 34 56"), international("022 123 45 67")
    (None, None)
    """
    plain = _APART.sub("", text)
    if _NATIONAL.fullmatch(plain):
        return _from_abroad(text, plain)
    match = _ABROAD.fullmatch(plain)
    if match is None:
        return None
    code, number = match[1] or match[3], match[2] or match[4]
    return f"+{code}{number}" if match[3] or _fits(code, number) else None


def _from_abroad(text: str, plain: str) -> str | None:
    overseas = next((c for c, begins in _OVERSEAS.items() if plain.startswith(begins)), None)
    usual = _LONGER if overseas or plain.startswith(_COSTS) else _PAIRS
    groups = tuple(len(group) for group in _APART.split(text) if group)
    if groups not in usual or plain.startswith(_UNDECIDED):
        return None
    return f"+{overseas or '33'}{plain[1:]}"


def _fits(code: str, number: str) -> bool:
    """Return whether the nine digits of a number may come after a country code."""
    national = f"0{number}"
    if code == "33":
        return not any(national.startswith(begins) for begins in _OVERSEAS.values())
    return national.startswith((*_OVERSEAS[code], *_ANYWHERE))
