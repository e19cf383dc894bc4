"""How plausible a character beyond ASCII is in French, between the two that stand beside it.

Letters are weighed by the words that have them (`french_letters`), signs by typography: what stands
before a closing quote, after a paragraph sign, inside a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import Final

from tamis.readers.french_letters import is_french_letter, is_known


class Plausibility(IntEnum):
    """What a character in its place says of the encoding that gives it."""

    IMPLAUSIBLE = 0
    POSSIBLE = 1
    CONVINCING = 2


_NO, _MAY, _YES = Plausibility.IMPLAUSIBLE, Plausibility.POSSIBLE, Plausibility.CONVINCING
#: Letters of names of neighbours, which French texts have too.
_FOREIGN: Final = frozenset("áãåíìñóòõøúýšžäößþð")
#: Letters that have a key of their own, which caps lock does not reach.
_DIRECT_KEYS: Final = frozenset("éèçàù")
#: What stands before a currency for thousands and millions of it.
_THOUSANDS: Final = frozenset("kKM")
_SPACES: Final = frozenset(" \u00a0\u202f")


@lru_cache(maxsize=1 << 14)
def plausibility(before: str, char: str, after: str) -> Plausibility:
    """Return how plausible `char` is.

    Args:
        before: the character before; "" at the start.
        char: a character beyond ASCII.
        after: the character after; "" at the end.

    >>> plausibility("b", "®", ";").name, plausibility("b", "Æ", ";").name
    ('CONVINCING', 'IMPLAUSIBLE')
    """
    if char in _SIGNS:
        return _SIGNS[char](before, after)
    return _letter(before, char, after) if char.isalpha() else _NO


def _letter(before: str, char: str, after: str) -> Plausibility:
    lower = char.lower()
    if lower == "ø" and not before.isalpha() and (after in {*_SPACES, "C", "F"} or after.isdigit()):
        return _YES if char == "Ø" else _NO  # a diameter
    if lower in _FOREIGN and not is_french_letter(char):
        return _foreign(before, char, after)
    if not is_french_letter(char) or not _is_cased_well(before, char, after):
        return _NO
    typed = char.islower() and before.isupper() and after.isupper()
    return _YES if is_known(before, char, after) and not typed else _MAY


def _foreign(before: str, char: str, after: str) -> Plausibility:
    unit = before in {"m", "n", "N"} and not after.isalpha()  # m², n°
    return _NO if unit or not _is_cased_well(before, char, after) else _MAY


def _is_cased_well(before: str, char: str, after: str) -> bool:
    """Whether a letter is a capital where those beside it are."""
    if char.isupper():
        return not before.islower()
    among_capitals = before.isupper() and after.isupper()
    return not among_capitals or char in _DIRECT_KEYS


def _beside(before: str, after: str) -> tuple[bool, bool]:
    return before.isalpha(), after.isalpha()


def _never(_: str, __: str) -> Plausibility:
    return _NO


def _outside_words(before: str, after: str) -> Plausibility:
    return _NO if before.isalpha() or after.isalpha() else _MAY


def _between_words(before: str, after: str) -> Plausibility:
    return _NO if before.isalpha() and after.isalpha() else _MAY


def _dash(before: str, after: str) -> Plausibility:
    if before.islower() and after.islower():
        return _NO
    return _YES if before in _SPACES and after in _SPACES else _MAY


def _apostrophe(before: str, after: str) -> Plausibility:
    return _YES if all(_beside(before, after)) else _MAY


def _suspension(before: str, after: str) -> Plausibility:
    return _YES if before.isalpha() and not after.isalpha() else _MAY


def _opening(before: str, after: str) -> Plausibility:
    if before.isalpha():
        return _NO
    return _YES if after.isalnum() or after in _SPACES else _MAY


def _closing(before: str, after: str) -> Plausibility:
    if after.isalpha():
        return _NO
    return _YES if before.isalnum() or before in _SPACES or before in ".!?…" else _MAY


def _mark(_: str, after: str) -> Plausibility:
    """Weigh a sign that follows a name, or comes before one: ® ™ ©."""
    return _NO if after.isalpha() else _YES


def _paragraph(before: str, after: str) -> Plausibility:
    if before.isalpha() or after.isalpha():
        return _NO
    return _YES if after in _SPACES or after.isdigit() else _MAY


def _currency(before: str, after: str) -> Plausibility:
    if after.isalpha():  # 5 €HT
        return _NO if before.isalpha() or after.islower() else _MAY
    if before.islower() and before not in _THOUSANDS:
        return _NO
    return _YES if before.isdigit() or before in _SPACES or before in _THOUSANDS else _MAY


def _ordinal(before: str, after: str) -> Plausibility:
    if before in {"n", "N"} and not after.islower():
        return _YES
    if before.isdigit() or before in _SPACES:
        return _YES if before.isdigit() or after in {"C", "F"} else _MAY
    return _NO if before.isalpha() and after.isalpha() else _MAY


def _power(before: str, after: str) -> Plausibility:
    if after.isalpha():
        return _NO
    return _YES if before == "m" or before.isdigit() else _MAY


def _fraction(before: str, after: str) -> Plausibility:
    if before.isalpha() or (after.isalpha() and after not in "hjlk"):
        return _NO
    return _YES if before.isdigit() else _MAY


def _inner_point(before: str, after: str) -> Plausibility:
    """Weigh the point of « habitant·e »."""
    return _YES if before.isalpha() and after.lower() in "erstx" and after else _MAY


def _bullet(before: str, after: str) -> Plausibility:
    if before.isalpha() and after.isalpha():
        return _NO
    return _YES if after in _SPACES and not before.isalpha() else _MAY


def _times(before: str, after: str) -> Plausibility:
    return _YES if before.isdigit() or before in _SPACES else _between_words(before, after)


def _micro(before: str, after: str) -> Plausibility:
    return _YES if not before.isalpha() and after in {"g", "m", "s", "S", "T"} else _MAY


def _hard_space(before: str, after: str) -> Plausibility:
    if all(_beside(before, after)):
        return _MAY
    return _YES if before in "«–—" or after in "»:;!?%€–—" or before.isdigit() else _MAY


_Weigh = Callable[[str, str], Plausibility]
_SIGNS: Final[Mapping[str, _Weigh]] = {
    **dict.fromkeys("’", _apostrophe),
    **dict.fromkeys("–—", _dash),
    **dict.fromkeys("«“", _opening),
    **dict.fromkeys("»”", _closing),
    **dict.fromkeys("®™©", _mark),
    **dict.fromkeys("§¶", _paragraph),
    **dict.fromkeys("€", _currency),
    **dict.fromkeys("°º", _ordinal),
    **dict.fromkeys("²³", _power),
    **dict.fromkeys("½¼¾", _fraction),
    **dict.fromkeys("·", _inner_point),
    **dict.fromkeys("•", _bullet),
    **dict.fromkeys("×", _times),
    **dict.fromkeys("µ", _micro),
    **dict.fromkeys("…", _suspension),
    **dict.fromkeys("\u00a0\u202f", _hard_space),
    **dict.fromkeys("‘‹›´¿¡\u00ad", _between_words),
    **dict.fromkeys("†‡£¥¢±÷¬‰¹ª≥≤≠", _outside_words),
    **dict.fromkeys("¤‚„ˆ˜ƒ¦¨¸¯", _never),
}
