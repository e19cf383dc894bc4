"""Codes that a register knows, or whose check digit holds: what tells them from mere digits."""

from __future__ import annotations

from typing import Final

from tamis import reference
from tamis.values.column_names import Nature

#: The columns whose texts are such codes.
CODES: Final = frozenset({Nature.COMMUNE, Nature.POSTAL, Nature.SIREN, Nature.SIRET})
_LENGTHS: Final = {Nature.SIREN: 9, Nature.SIRET: 14}
_SHORT: Final = 4
_POSTAL_CODE: Final = 5
_LA_POSTE: Final = "356000000"
_YEARS: Final = range(1900, 2100)


def is_code(kind: Nature, text: str) -> bool:
    """Return whether a text is a code of that kind, as a register or its check digit tells.

    >>> is_code(Nature.SIREN, "213502388"), is_code(Nature.SIREN, "488521328")
    (True, False)
    >>> is_code(Nature.COMMUNE, "35238"), is_code(Nature.COMMUNE, "1333")
    (True, False)
    """
    if kind is Nature.COMMUNE:
        return text in reference.codes("communes")
    if kind is Nature.POSTAL:
        return text in reference.communes_by_postal_code()
    length = _LENGTHS.get(kind)
    if length is None or len(text) != length or not (text.isascii() and text.isdigit()):
        return False
    if kind is Nature.SIREN:
        return int(text) > 0 and _luhn(text)
    siren = text[: _LENGTHS[Nature.SIREN]]
    postal = siren == _LA_POSTE and sum(map(int, text)) % _POSTAL_CODE == 0
    return int(text) > 0 and (postal or (_luhn(text) and _luhn(siren)))


def with_zero(kind: Nature, text: str, *, years: bool = False) -> str | None:
    """Return the five digits of a place whose first zero was lost, None where it is none.

    What may be a year of our time is none, unless `years`.

    >>> with_zero(Nature.COMMUNE, "1004"), with_zero(Nature.COMMUNE, "2024")
    ('01004', None)
    """
    if len(text) != _SHORT or not (text.isascii() and text.isdigit()):
        return None
    if int(text) in _YEARS and not years:
        return None
    code = f"0{text}"
    return code if is_code(kind, code) else None


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
