"""Texts that match a pattern and a length, written out of the pattern itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]  # where sre_parse moved to
from typing import Any, Final

from tamis.contracts.keywords import matches

_CLASSES: Final = {
    "CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " ", "CATEGORY_NOT_DIGIT": "a",
    "CATEGORY_NOT_WORD": "-", "CATEGORY_NOT_SPACE": "a",
}  # fmt: skip
#: Tried for what must not be of a class.
_OTHERS: Final = "a1-Zé "


def text_matching(keywords: Mapping[str, Any], candidates: Sequence[str]) -> str:
    """Return a text that a schema takes, one of the candidates where one is.

    >>> text_matching({"pattern": "^[0-9]{5}$"}, ["exemple"])
    '00000'
    """
    pattern = keywords.get("pattern")
    least, most = keywords.get("minLength", 0), keywords.get("maxLength", 1 << 20)
    written = [] if pattern is None else [_written(pattern)]
    for text in (*candidates, *written):
        fitted = text if pattern is not None else (text + "x" * (least - len(text)))[:most]
        if least <= len(fitted) <= most and (pattern is None or matches(pattern, fitted)):
            return fitted
    return candidates[-1]


def _written(pattern: str) -> str:
    """Return a text that a pattern was made for; "" where it is beyond what is known here."""
    try:
        return _of(_parser.parse(pattern))
    except (re.error, KeyError, TypeError, ValueError, RecursionError):
        return ""


def _of(parts: Any) -> str:
    return "".join(_one(str(kind), value) for kind, value in parts)


def _one(kind: str, value: Any) -> str:
    """Return what a part of a pattern matches; where a text begins or ends adds nothing."""
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        least, most, inner = value
        return str(_of(inner) * max(least, min(1, int(most))))
    writers: dict[str, Callable[[Any], str]] = {
        "LITERAL": chr,
        "NOT_LITERAL": lambda code: next(letter for letter in _OTHERS if ord(letter) != code),
        "ANY": lambda _: "a",
        "IN": _of_class,
        "BRANCH": lambda branches: _of(branches[1][0]),
        "SUBPATTERN": lambda parts: _of(parts[-1]),
    }
    return str(writers[kind](value)) if kind in writers else ""


def _of_class(choices: Any) -> str:
    kinds = [(str(kind), value) for kind, value in choices]
    if kinds[0][0] == "NEGATE":
        inside = re.compile("|".join(filter(None, (_class_pattern(*kind) for kind in kinds[1:]))))
        return next(letter for letter in _OTHERS if not inside.fullmatch(letter))
    kind, value = kinds[0]
    if kind == "RANGE":
        return chr(value[0])
    return chr(value) if kind == "LITERAL" else _CLASSES[str(value)]


def _class_pattern(kind: str, value: Any) -> str:
    if kind == "RANGE":
        return f"[{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}]"
    if kind == "LITERAL":
        return re.escape(chr(value))
    classes = {_constants.CATEGORY_DIGIT: r"\d", _constants.CATEGORY_SPACE: r"\s",
            _constants.CATEGORY_WORD: r"\w"}  # fmt: skip
    return str(classes.get(value, ""))
