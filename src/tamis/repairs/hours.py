"""Opening hours in French words, said as OpenStreetMap says them; only what is wholly known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern

_DAYS: Final = {
    "Mo": ("lundi", "lundis", "lun", "lu", "mo"),
    "Tu": ("mardi", "mardis", "mar", "ma", "tu"),
    "We": ("mercredi", "mercredis", "mer", "me", "we"),
    "Th": ("jeudi", "jeudis", "jeu", "je", "th"),
    "Fr": ("vendredi", "vendredis", "ven", "ve", "fr"),
    "Sa": ("samedi", "samedis", "sam", "sa"),
    "Su": ("dimanche", "dimanches", "dim", "di", "su"),
}
_DAY: Final = {word: day for day, words in _DAYS.items() for word in words}
_WORD: Final = "|".join(sorted(_DAY, key=len, reverse=True))
_ALWAYS: Final = lazy_pattern(
    r"24 ?/ ?7|h24|24 ?h?( ?/ ?| sur )24 ?h?([ ,;-]*(et )?7 ?j?( ?/ ?| jours sur )7 ?j?)?"
    r"|7 ?j?( ?/ ?| jours sur )7 ?j?[ ,;-]*(et )?24 ?h?( ?/ ?| sur )24 ?h?"
)
_EVERY: Final = lazy_pattern(r"tous les jours|7 ?j ?/ ?7( ?j)?|7 ?/ ?7")
_TIME: Final = r"(\d{1,2})(?: ?[h:] ?(\d{2})?)"
_SPAN: Final = lazy_pattern(rf"(?:de )?{_TIME}(?: ?(?:-|a) ?){_TIME}")
_SPANS_SPLIT: Final = lazy_pattern(r" ?(?:,|/|\bet\b|\bpuis\b|&| ) ?(?=(?:de )?\d)")
_DAYS_SHAPE: Final = lazy_pattern(
    rf"(?:du |le |les )?((?:{_WORD})\.?(?: ?(?:-|au|a|,|/|et|le|&) ?(?:le )?(?:{_WORD})\.?)*)[ :,]*"
)
_CHAINED: Final = lazy_pattern(r"-\w\w-")
_CLOSED: Final = ("ferme", "fermee", "off", "closed")


def to_osm(text: str) -> str | None:
    """Return the hours as OpenStreetMap writes them, None where a word is not known.

    >>> to_osm("Lu-Ve 8h-12h et 13h30-18h ; samedi 9h-12h")
    'Mo-Fr 08:00-12:00,13:30-18:00; Sa 09:00-12:00'
    >>> to_osm("24h/24"), to_osm("sur rendez-vous")
    ('24/7', None)
    """
    plain = unicodedata.normalize("NFKD", text.strip().lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"[\u2010-\u2015]", "-", re.sub(r"\s+", " ", plain)).rstrip(" ;.,")
    if _ALWAYS.fullmatch(plain):
        return "24/7"
    rules = [_rule(part.strip()) for part in re.split(r";|\n|\|", plain)]
    translated = [rule for rule in rules if rule is not None]
    if not translated or len(translated) < len(rules) or _take_over(translated):
        return None
    return "; ".join(f"{days} {spans}" if days else spans for days, spans in translated)


def _rule(text: str) -> tuple[str, str] | None:
    days, rest = _days(text)
    if rest in _CLOSED:
        return (days, "off") if days else None
    spans = _spans(rest)
    return None if spans is None else (days, spans)


def _take_over(rules: Sequence[tuple[str, str]]) -> bool:
    """Return whether a rule takes the place of an earlier one for a day, as OpenStreetMap reads it.

    People add hours so; only a day off takes the place of others to them too.

    >>> _take_over([("Mo-Fr", "09:00-12:00"), ("Fr", "14:00-18:00")])
    True
    >>> _take_over([("Mo-Su", "09:00-12:00"), ("Su", "off")])
    False
    """
    if len(rules) > 1 and not all(days for days, _ in rules):
        return True
    before: set[str] = set()
    for days, spans in rules:
        each = _each_day(days)
        if spans != "off" and before & each:
            return True
        before |= each
    return False


def _each_day(days: str) -> set[str]:
    order = list(_DAYS)
    each = set()
    for part in days.split(","):
        first, _, last = part.partition("-")
        if first:
            start, count = order.index(first), len(order)
            length = (order.index(last or first) - start) % count
            each |= {order[(start + n) % count] for n in range(length + 1)}
    return each


def _days(text: str) -> tuple[str, str]:
    """Return the days that a rule begins with, and what comes after."""
    every = _EVERY.match(text)
    if every:
        return "Mo-Su", text[every.end() :].strip(" :,")
    match = _DAYS_SHAPE.match(text)
    if match is None or (match.end() < len(text) and text[match.end()].isalpha() and not
                         text[match.end():].startswith(("de ", *_CLOSED))):  # fmt: skip
        return "", text
    days = _listed(match[1])
    return ("", text) if _has_two_readings(match[1], days) else (days, text[match.end() :].strip())


def _listed(words: str) -> str:
    days = ""
    for part in re.findall(rf"{_WORD}|-|au\b|a\b|,|/|et\b|&", words):
        if part in _DAY:
            days += _DAY[part]
        else:
            days += "-" if part in {"-", "au", "a"} else ","
    return days


def _has_two_readings(words: str, days: str) -> bool:
    """Return whether days may be a list or all those from one to another: lu-ma-je, lundi/vendredi.

    >>> _has_two_readings("lu-ma-je", "Mo-Tu-Th"), _has_two_readings("lu-ve", "Mo-Fr")
    (True, False)
    """
    return _CHAINED.search(days) is not None or ("/" in words and days.count(",") == 1)


def _spans(text: str) -> str | None:
    spans = []
    for part in _SPANS_SPLIT.split(text.strip()):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            return None
        times = [(int(match[1]), int(match[2] or 0)), (int(match[3]), int(match[4] or 0))]
        if any(hour > 24 or minute > 59 or (hour == 24 and minute) for hour, minute in times):  # noqa: PLR2004 the clock
            return None
        if times[0] == times[1] or times[0][0] == 24:  # noqa: PLR2004 the clock
            return None
        spans.append("-".join(f"{hour:02}:{minute:02}" for hour, minute in times))
    return ",".join(spans) or None
