"""How values are written, as the formats of CSV on the Web say it (W3C, tabular-data-model 6.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

#: The days that both standards can write.
_DAYS: Final = {
    "%Y%m%d": "yyyyMMdd", "%Y-%m-%d": "yyyy-MM-dd",
    "%d-%m-%Y": "dd-MM-yyyy", "%m-%d-%Y": "MM-dd-yyyy",
    "%d/%m/%Y": "dd/MM/yyyy", "%m/%d/%Y": "MM/dd/yyyy",
    "%d.%m.%Y": "dd.MM.yyyy", "%m.%d.%Y": "MM.dd.yyyy",
}  # fmt: skip
_NUMBER_CHARS: Final = ("decimalChar", "groupChar")
_TRUTHS: Final = ("trueValues", "falseValues")
#: What is escaped in a text for it to stand for itself in every engine.
_SPECIAL: Final = re.compile(r"([\\^$.|?*+()\[\]{}])")


def written(field: Mapping[str, Any], constraints: Mapping[str, Any]) -> tuple[Any, set[str]]:
    """Return the format of a datatype, None where none is needed, and the demands that it makes."""
    kind = field.get("type", "string")
    if kind == "string":
        return _of_texts(constraints)
    if kind == "date" and field.get("format") in _DAYS:
        return _DAYS[field["format"]], {"format"}
    if kind in {"number", "integer"}:
        chars = {name: field[name] for name in _NUMBER_CHARS if isinstance(field.get(name), str)}
        return chars or None, set(chars)
    if kind == "boolean" and all(_is_single(field.get(name)) for name in _TRUTHS):
        return "|".join(field[name][0] for name in _TRUTHS), set(_TRUTHS)
    return None, set()


def _of_texts(constraints: Mapping[str, Any]) -> tuple[Any, set[str]]:
    """Return a pattern, else the choices as one: a text has a single format."""
    if isinstance(constraints.get("pattern"), str):
        return constraints["pattern"], {"pattern"}
    choices = constraints.get("enum")
    if isinstance(choices, list) and choices and all(isinstance(each, str) for each in choices):
        return f"(?:{'|'.join(map(_escaped, choices))})", {"enum"}
    return None, set()


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _is_single(words: Any) -> bool:
    """Whether a list is one word that a format can write."""
    return (
        isinstance(words, Sequence)
        and len(words) == 1
        and isinstance(words[0], str)
        and bool(words[0])
        and "|" not in words[0]
    )


def read(kind: str, stated: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the keywords and the constraints that a format means; None where it is not read."""
    if kind == "string" and isinstance(stated, str):
        choices = _choices(stated)
        return {}, {"enum": choices} if choices else {"pattern": stated}
    if kind == "date":
        by_format = {theirs: ours for ours, theirs in _DAYS.items()}
        return ({"format": by_format[stated]}, {}) if stated in by_format else None
    if kind in {"number", "integer"} and isinstance(stated, Mapping):
        return (dict(stated), {}) if set(stated) <= set(_NUMBER_CHARS) else None
    if kind == "boolean" and isinstance(stated, str) and stated.count("|") == 1:
        words = ([word] for word in stated.split("|"))
        return dict(zip(_TRUTHS, words, strict=True)), {}
    return None


def _choices(pattern: str) -> list[str]:
    r"""Return the texts of a pattern that is nothing but choices.

    >>> _choices(r"(?:l'eau|a\.b)"), _choices("a|b"), _choices("(?:a.b|c)")
    (["l'eau", 'a.b'], [], [])
    """
    if not (pattern.startswith("(?:") and pattern.endswith(")")):
        return []
    choices = [""]
    for part in re.findall(r"\\.|.", pattern[3:-1], re.DOTALL):
        if part == "|":
            choices.append("")
        else:
            choices[-1] += part
    plain = [re.sub(r"\\([\\^$.|?*+()\[\]{}])", r"\1", choice) for choice in choices]
    rewritten = [_escaped(choice) for choice in plain]
    return plain if rewritten == choices else []
