"""French identifiers as published schemas write their forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.text import Text
from tamis.values.column_names import Nature


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """An identifier.

    Attributes:
        pattern: the form that published schemas ask for.
        label: what it is, in the plural and with its article in French.
    """

    pattern: str
    label: Text


IDENTIFIERS: Final[Mapping[Nature, Identifier]] = {
    Nature.SIRET: Identifier(pattern=r"^\d{14}$", label=Text(fr="des SIRET", en="SIRET numbers")),
    Nature.SIREN: Identifier(pattern=r"^\d{9}$", label=Text(fr="des SIREN", en="SIREN numbers")),
    Nature.COMMUNE: Identifier(
        pattern=r"^([013-9]\d|2[AB1-9])\d{3}$",
        label=Text(fr="des codes communes (INSEE)", en="codes of communes (INSEE)"),
    ),
    Nature.POSTAL: Identifier(
        pattern=r"^\d{5}$", label=Text(fr="des codes postaux", en="postal codes")
    ),
}

_COMMUNE: Final = Text(
    fr="code Insee d'une commune, par exemple 27116 ou 2A004",
    en="Insee code of a commune, such as 27116 or 2A004",
)
_ADDRESS: Final = Text(
    fr="une adresse qui commence par http:// ou https://",
    en="an address that begins with http:// or https://",
)
_WEB: Final = ("^(https?)://", "^https?://", "^(http|https)://")
_DESCRIBED: Final = Text(
    fr="fixée par le schéma : voyez la description", en="set by the schema: see the description"
)
_SIGNS: Final[Mapping[str, Text]] = {
    r"^[\w]+$": Text(
        fr="des lettres, des chiffres et des traits bas (_), sans espace",
        en="letters, digits and underscores, without spaces",
    ),
    r"^[\w.]+$": Text(
        fr="des lettres, des chiffres, des points et des traits bas (_), sans espace",
        en="letters, digits, dots and underscores, without spaces",
    ),
}
_DIGITS: Final = lazy_pattern(r"\^?(?:\\d|\[0-9\])\{(\d+)\}\$?")
_WORDS: Final = lazy_pattern(r"\^?\(?((?:[\w' -]+\|)+[\w' -]+)\)?\$?")


def form(pattern: str, example: str) -> Text:
    """Return the form that a pattern asks for as a person reads it, never the pattern itself.

    >>> str(form("^[A-Z]-.+$", "A-12"))
    "celle de l'exemple (A-12)"
    """
    known = shape(pattern)
    if known is not None:
        return known
    if example:
        return Text(fr=f"celle de l'exemple ({example})", en=f"that of the example ({example})")
    return _DESCRIBED


def shape(pattern: str) -> Text | None:
    """Return the form that a pattern asks for in words, where it is simple or well known.

    >>> str(shape("^[0-9]{5}$")), str(shape("^(oui|non)$")), shape("^(a|b)+$")
    ('5 chiffres', 'oui ou non', None)
    """
    if pattern == IDENTIFIERS[Nature.COMMUNE].pattern:
        return _COMMUNE
    if pattern.startswith(_WEB):
        return _ADDRESS
    if signs := _SIGNS.get(pattern):
        return signs
    if digits := _DIGITS.fullmatch(pattern):
        return _digits(int(digits[1]))
    if choices := _WORDS.fullmatch(pattern):
        *first, last = choices[1].split("|")
        return Text(fr=f"{', '.join(first)} ou {last}", en=f"{', '.join(first)} or {last}")
    return None


def _digits(number: int) -> Text:
    """Return so many digits in words; French has a plural from 2 on, English but for 1."""
    return Text(
        fr=f"{number} chiffre{'s' if number > 1 else ''}",
        en=f"{number} digit{'' if number == 1 else 's'}",
    )
