"""Lists and groups of a query, with double quotes around what holds special characters.

``or=(a__exact.1,and(b__less.2,c__isnotnull))``: a point stands for the equals sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tamis.serve.rows.errors import malformed
from tamis.serve.rows.query import BARE, Operator

#: How deep groups may stand in one another, and how many conditions a query may have.
DEEPEST: Final = 12
_OPENING: Final = re.compile(r"(and|or)\((.*)\)", re.DOTALL)
_WORDS: Final = "|".join(sorted(map(str, Operator), key=len, reverse=True))
_QUOTED: Final = r'"(?P<quoted>(?:[^"\\]|\\.)*)"'
_CONDITION: Final = re.compile(
    rf"(?:{_QUOTED}|(?P<plain>.*?))__(?P<operator>{_WORDS})(?:\.(?P<value>.*))?",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCondition:
    """A condition as it is written: `value` is None where there is none."""

    column: str
    operator: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawGroup:
    """A group as it is written."""

    word: Literal["and", "or"]
    parts: tuple[RawCondition | RawGroup, ...]


def split(text: str, *, nested: bool = False) -> list[str]:
    """Split a list at its commas, but those between double quotes, or parentheses where `nested`.

    >>> split('a,"b,c"'), split("a,or(b,c)", nested=True)
    (['a', '"b,c"'], ['a', 'or(b,c)'])
    """
    parts, start, depth, quoted, escaped = [], 0, 0, False, False
    for position, letter in enumerate(text):
        if escaped:
            escaped = False
        elif quoted:
            escaped = letter == "\\"
            quoted = letter != '"'
        elif letter == '"':
            quoted = True
        elif nested and letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def unquote(text: str) -> str:
    r"""Return a text without the double quotes around it.

    >>> unquote('"a,b"'), unquote(r'"a\"b"'), unquote('a"b')
    ('a,b', 'a"b', 'a"b')
    """
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r'\\(["\\])', r"\1", text[1:-1])
    return text


def read_list(text: str) -> list[str]:
    """Return the items of a list.

    >>> read_list('a,"b,c",'), read_list("(1,2)")
    (['a', 'b,c', ''], ['1', '2'])
    """
    inner = text[1:-1] if len(text) > 1 and text[0] == "(" and text[-1] == ")" else text
    return [unquote(item) for item in split(inner)]


def read_group(text: str) -> RawGroup:
    """Return a group: ``or(…)`` or ``and(…)``.

    Raises:
        RequestError: it is not well written.
    """
    return _group(text, DEEPEST)


def _group(text: str, deepest: int) -> RawGroup:
    opened = _OPENING.fullmatch(text)
    if opened is None or not deepest or not opened[2]:
        raise malformed(text)
    parts = tuple(_parts(split(opened[2], nested=True), deepest - 1))
    return RawGroup(word="and" if opened[1] == "and" else "or", parts=parts)


def _parts(texts: list[str], deepest: int) -> Iterator[RawCondition | RawGroup]:
    for text in texts:
        yield _group(text, deepest) if text.startswith(("and(", "or(")) else _condition(text)


def _condition(text: str) -> RawCondition:
    named = _CONDITION.fullmatch(text)
    if named is None:
        raise malformed(text)
    quoted, operator, value = named["quoted"], named["operator"].lower(), named["value"]
    if (value is None) is not (Operator(operator) in BARE):
        raise malformed(text)
    column = named["plain"] if quoted is None else unquote(f'"{quoted}"')
    # a list keeps its quotes: they tell which commas part its items
    is_list = operator in {Operator.IN, Operator.NOT_IN}
    return RawCondition(column=column, operator=operator, value=_value(value, is_list=is_list))


def _value(text: str | None, *, is_list: bool) -> str | None:
    if text is None:
        return None
    if is_list and split(text) == [text] and "," in text:
        return unquote(text)  # one pair of quotes around the whole list
    return text if is_list else unquote(text)
