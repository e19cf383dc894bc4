"""The pace that a definition allows, where its text states one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_SECONDS: Final = {"s": 1, "seconde": 1, "second": 1, "sec": 1, "minute": 60, "min": 60, "mn": 60,
                   "heure": 3600, "hour": 3600, "h": 3600, "jour": 86400, "day": 86400}  # fmt: skip
_UNITS: Final = "|".join(sorted(_SECONDS, key=len, reverse=True))
_RATE: Final = re.compile(
    r"(\d[\d\s\u00a0\u202f.,]{0,8})\s*\**\s*(?:requ[êe]tes?|appels?|requests?|calls?|req|hits?|queries)"
    rf"\s*\**\s*(?:maximum\s*)?(?:/|par|per|a|à la|each|every)\s*(?:une?\s*|1\s*)?({_UNITS})s?\b",
    re.IGNORECASE,
)


def rate(definition: Mapping[str, Any]) -> float:
    """Return the requests a second that a definition allows: the least stated; 0 where none is.

    >>> rate({"info": {"description": "Au plus 7 requêtes par seconde, 300 requests per minute."}})
    5.0
    """
    info = definition.get("info")
    text = str(info.get("description", "")) if isinstance(info, Mapping) else ""
    rates = []
    for match in _RATE.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        if digits and int(digits):
            rates.append(int(digits) / _SECONDS[match[2].lower()])
    return round(min(rates), 4) if rates else 0.0
