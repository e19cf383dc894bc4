"""Identifiers of French registers by their form and their check digits, a text at a time.

Sources: UAI (Éducation nationale: seven digits, and a letter that is the remainder of a division
by 23), FINESS (nine characters, Luhn), RNA (W, then nine characters, without a check digit), IBAN
(ISO 13616: remainder 1 of a division by 97), charge points and stations (AFIREV, eMI3: a country,
three characters of the operator, E or P, then its own; stars part them as one likes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.values.column_names import Nature

#: What is wrong with an identifier: its form, or its check digit.
FORM, KEY = "form", "key"
_UAI: Final = lazy_pattern(r"([0-9]{7})([A-HJ-NPR-Z])")
_UAI_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_FINESS: Final = lazy_pattern(r"(?:[0-9]{2}|2[AB])[0-9]{7}")
_RNA: Final = lazy_pattern(r"W[0-9][0-9A-Z][0-9]{7}")
_IBAN: Final = lazy_pattern(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")
#: Charge points (E) and stations (P) as AFIREV names them (FRS63E0001, FR*S63*P0001*1), one or
#: several a cell, or that there is none; other countries have names of the same form. The usual
#: form of one is cheaper to look for.
_ROAMING: Final = r"[A-Z]{2}[\s*.-]*(?:[A-Z0-9][\s*.-]*){3}%s[\s*.-]*[A-Z0-9][A-Z0-9\s*.-]{0,40}"
_ONE: Final = rf"(?:NON\s*CONCERN[EÉ]|{_ROAMING})"
ROAMING_FORMS: Final[Mapping[Nature, tuple[str, str]]] = {
    nature: (
        rf"\A[A-Z]{{2}}[A-Z0-9]{{3}}{letter}[A-Z0-9]+\z",
        rf"(?i)\A\s*{number}(?:\s*,\s*{number})*\s*\z",
    )
    for nature, letter in ((Nature.EVSE, "E"), (Nature.EVSE_STATION, "P"))
    for number in (_ONE % letter,)
}
_BLANKS: Final = lazy_pattern(r"[\s\u00a0\u202f.-]")
_CENTURY: Final = 97


def flaw(nature: Nature, text: str) -> str | None:
    """Return what is wrong with an identifier; None: nothing is.

    >>> flaw(Nature.UAI, "0750001D"), flaw(Nature.RNA, "W751234567"), flaw(Nature.RNA, "75123")
    ('key', None, 'form')
    """
    return CHECKS[nature](_BLANKS.sub("", text).upper())


def _uai(text: str) -> str | None:
    match = _UAI.fullmatch(text)
    if match is None:
        return FORM
    return None if _UAI_LETTERS[int(match[1]) % len(_UAI_LETTERS)] == match[2] else KEY


def _finess(text: str) -> str | None:
    if not _FINESS.fullmatch(text):
        return FORM
    # The key of Corsican numbers is that of 21 and 22, as those of the register show.
    return None if _luhn(text.replace("A", "1").replace("B", "2")) else KEY


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _rna(text: str) -> str | None:
    return None if _RNA.fullmatch(text) else FORM


def _iban(text: str) -> str | None:
    if not _IBAN.fullmatch(text):
        return FORM
    moved = "".join(str(int(char, 36)) for char in text[4:] + text[:4])
    return None if int(moved) % _CENTURY == 1 else KEY


CHECKS: Final[Mapping[Nature, Callable[[str], str | None]]] = {
    Nature.UAI: _uai,
    Nature.FINESS: _finess,
    Nature.RNA: _rna,
    Nature.IBAN: _iban,
}
