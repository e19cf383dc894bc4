r"""Patterns of Table Schema as the engines of other forms write them, where they can.

A pattern is that of a whole text (values/patterns.py); the other forms look for theirs anywhere.
"""

from __future__ import annotations

import re
from typing import Final

from tamis.values import patterns

#: An escape, the head of a group, a count, or a character.
_TOKEN: Final = re.compile(
    r"\\(?:u[0-9A-Fa-f]{4}|.)|\(\?(?:<?[=!]|[^:\]]?)|\{\d*,?\d*\}|.", re.DOTALL
)
#: What a letter, digit or underscore is within a class: RE2 knows the ASCII ones alone.
_WORD: Final = r"\p{L}\p{M}\p{N}_"
#: RE2 counts no further.
_MOST: Final = 1000
_LOOKS: Final = frozenset({"(?=", "(?!", "(?<=", "(?<!"})
_POSTGRESQL_ESCAPES: Final = frozenset("dswntrfv")


def for_duckdb(pattern: str) -> str | None:
    r"""Return a pattern as RE2 writes it; None where RE2 cannot say the same.

    >>> for_duckdb(r"^[\w.]+–\d$"), for_duckdb(r"(a)\1"), for_duckdb("(?!00).*")
    ('^[\\p{L}\\p{M}\\p{N}_.]+–[0-9]$', None, None)
    """
    if not patterns.is_usable(pattern):
        return None
    out, is_inside = [], False
    for part in _TOKEN.findall(patterns.anchored(pattern)[5:-3]):
        if part == "[" and is_inside:
            return None  # a class within a class
        if part in {r"\b", r"\B"} or (part.startswith("(?") and part not in {"(?", "(?i"}):
            return None
        if part[0] == "{" and any(int(n) > _MOST for n in re.findall(r"\d+", part)):
            return None
        if part in {r"\w", r"\W"}:
            if is_inside and part == r"\W":
                return None
            word = _WORD if part == r"\w" else f"^{_WORD}"
            out.append(word if is_inside else f"[{word}]")
            continue
        is_inside = _is_inside(part, is_inside=is_inside)
        out.append(part)
    return "".join(out)


def for_postgresql(pattern: str) -> str | None:
    r"""Return a pattern as PostgreSQL writes it; None where it cannot say the same.

    >>> for_postgresql(r"[\w.]+\–.\d"), for_postgresql(r"\bab\b"), for_postgresql(r"\p{L}+")
    ('[\\w.]+–[^\\n]\\d', None, None)
    """
    out, is_inside = [], False
    previous = ""
    for part in _TOKEN.findall(pattern):
        written: str | None = part
        if part[0] == "\\":
            written = _postgresql_escape(part, is_inside=is_inside)
        elif part == "[" and is_inside:
            # A class out of another (XML Schema), or a bracket, which is also how [: starts.
            written = None if previous == "-" else r"\["
        elif part == "." and not is_inside:
            written = r"[^\n]"
        elif part.startswith("(?") and part != "(?":
            written = part if part in _LOOKS else None
        elif part == "+" and not is_inside and previous[-1:] in {"+", "*", "?", "}"}:
            written = None  # possessive
        if written is None:
            return None
        is_inside = _is_inside(part, is_inside=is_inside)
        out.append(written)
        previous = part
    return "".join(out)


def _postgresql_escape(part: str, *, is_inside: bool) -> str | None:
    body = part[1:]
    if body[0] == "u" and len(body) > 1:
        return part
    if not body.isascii():
        return body
    if body in _POSTGRESQL_ESCAPES or not body.isalnum():
        return part
    if body in "DSW" or (body.isdigit() and body != "0"):
        return None if is_inside else part
    return None


def for_ecmascript(pattern: str) -> str | None:
    r"""Return a pattern as JavaScript writes it; None where it cannot say the same.

    >>> for_ecmascript(r"^\d{5}$"), for_ecmascript("(?i)oui"), for_ecmascript(r"\Aa")
    ('^\\d{5}$', None, None)
    """
    for part in _TOKEN.findall(pattern):
        is_group = part.startswith("(?") and part not in {"(?", *_LOOKS} and part != "(?<"
        if is_group or part in {r"\A", r"\Z", r"\z"}:
            return None
    return None if re.search(r"(?<!\\)[+*?}]\+", pattern) else pattern


def _is_inside(part: str, *, is_inside: bool) -> bool:
    """Whether what follows a part is within a class."""
    return part == "[" or (is_inside and part != "]")


def anchored(pattern: str) -> str:
    """Return the pattern that is found nowhere but in a text which matches as a whole.

    >>> anchored("a|b"), anchored("^[|]a$"), anchored("^a$|b")
    ('^(?:a|b)$', '^[|]a$', '^(?:^a$|b)$')
    """
    return pattern if _is_anchored(pattern) else f"^(?:{pattern})$"


def whole(pattern: str) -> str:
    """Return the pattern of the texts in which a pattern is found.

    >>> whole("^(?:a|b)$"), whole("a"), whole("^a$"), whole("^a")
    ('a|b', '(?:.*)(?:a)(?:.*)', '^a$', '(?:.*)(?:^a)(?:.*)')
    """
    if pattern.startswith("^(?:") and pattern.endswith(")$") and _is_one_group(pattern[1:-1]):
        return pattern[4:-2]
    return pattern if _is_anchored(pattern) else f"(?:.*)(?:{pattern})(?:.*)"


def _is_anchored(pattern: str) -> bool:
    """Whether a pattern starts with ^ and ends with $, whichever of its choices is taken."""
    depth, is_inside, last = 0, False, ""
    for part in _TOKEN.findall(pattern):
        if not is_inside:
            depth += part.startswith("(") - (part == ")")
            if part == "|" and depth == 0:
                return False
        is_inside = _is_inside(part, is_inside=is_inside)
        last = part
    return pattern.startswith("^") and last == "$" and not is_inside


def _is_one_group(pattern: str) -> bool:
    """Whether the bracket that opens a pattern is closed by its last character.

    >>> _is_one_group("(?:a|b)"), _is_one_group("(?:a)|(?:b)")
    (True, False)
    """
    depth, is_inside, closed = 0, False, False
    for part in _TOKEN.findall(pattern):
        if closed:
            return False
        if not is_inside:
            depth += part.startswith("(") - (part == ")")
            closed = depth == 0
        is_inside = _is_inside(part, is_inside=is_inside)
    return closed
