"""Départements as people write them: a code, a name, or both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from tamis import reference
from tamis.model.lazy_pattern import lazy_pattern
from tamis.values.commune_names import normalized

_CODE: Final = r"0?2[AB]|9[78]\d|\d{1,3}"
_BOTH: Final = (
    lazy_pattern(rf"({_CODE})\s*[-–:/ ]\s*(\D.*)", re.IGNORECASE),
    lazy_pattern(rf"(?P<name>\D.*?)\s*\(\s*(?P<code>{_CODE})\s*\)", re.IGNORECASE),
)
#: Corsica was one département, 20, until 1976; its postal codes still begin so.
_CORSICA: Final = frozenset({"2A", "2B"})


def departements(text: str) -> frozenset[str]:
    """Return the codes of the départements that a text means; none where it is not known.

    >>> sorted(departements("1")), sorted(departements("Côte d'Or")), sorted(departements("20"))
    (['01'], ['21'], ['2A', '2B'])
    >>> sorted(departements("27 - Eure")), sorted(departements("Eure (27)")), departements("Aube?")
    (['27'], ['27'], frozenset({'10'}))
    """
    bare = text.strip()
    both = next((match for shape in _BOTH if (match := shape.fullmatch(bare))), None)
    if both is None:
        return _by_code(bare) or _by_name().get(normalized(bare), frozenset())
    parts = [_by_code(part) or _by_name().get(normalized(part)) for part in both.groups()]
    codes = {part for part in parts if part}
    return codes.pop() if len(codes) == 1 else frozenset()


def _by_code(text: str) -> frozenset[str]:
    code = text.upper().lstrip("0").rjust(2, "0")
    if code == "20":
        return _CORSICA
    return frozenset({code}) & reference.codes("departements")


@cache
def _by_name() -> Mapping[str, frozenset[str]]:
    frame = reference.table("departements").select("code", "nom")
    return {normalized(name): frozenset({code}) for code, name in frame.iter_rows()}
