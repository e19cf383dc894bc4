"""What every text that matches a pattern has: its length, its characters, place by place.

A spreadsheet has no regular expressions. What is told here is *necessary*: a text that the pattern
takes always has the shape; where the shape says all that the pattern does, it is `exact`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from tamis.values import patterns

#: Ways in which a text may match, up to which each is told apart.
_MOST_WAYS: Final = 6
#: Characters of a class, up to which they are listed.
_MOST_CHARS: Final = 240
#: Repeats of one part up to which each place is looked at.
_MOST_PLACES: Final = 64
#: Beyond, a length is no limit.
_ENDLESS: Final = 30_000
_DIGITS: Final = frozenset("0123456789")
_BLANKS: Final = frozenset("\t\n\r ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some characters in a row: from `least` to `most` of `chars` (None: any)."""

    chars: frozenset[str] | None
    least: int
    most: int

    @property
    def is_fixed(self) -> bool:
        """Whether it always takes the same number of known characters."""
        return self.chars is not None and self.least == self.most < _ENDLESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One of the ways in which a text matches: parts one after the other.

    `exact`: whether every text of these parts matches.
    """

    parts: tuple[Part, ...]
    exact: bool = True

    @property
    def least(self) -> int:
        """The fewest characters."""
        return sum(part.least for part in self.parts)

    @property
    def most(self) -> int | None:
        """The most characters, None where there is no limit, or where any character may be one."""
        if any(part.chars is None for part in self.parts):
            return None  # a spreadsheet counts some characters twice
        most = sum(part.most for part in self.parts)
        return most if most < _ENDLESS else None

    @property
    def fixed(self) -> tuple[Part, ...]:
        """The parts at the start that have their place, whatever follows."""
        fixed: list[Part] = []
        for part in self.parts:
            if not part.is_fixed:
                break
            fixed.append(part)
        return tuple(fixed)

    @property
    def rest(self) -> frozenset[str] | None:
        """The characters that may follow the fixed parts, None where any may."""
        return _union(self.parts[len(self.fixed) :])

    @property
    def chars(self) -> frozenset[str] | None:
        """Every character that may occur, None where that is any."""
        return _union(self.parts)

    def fits(self, text: str) -> bool:
        """Whether a text has this shape, as the formulas of a template judge it."""
        if len(text) < self.least or (self.most is not None and len(text) > self.most):
            return False
        at = 0
        for part in self.fixed:
            if not set(text[at : at + part.least]) <= (part.chars or set()):
                return False
            at += part.least
        rest = self.rest
        return rest is None or set(text[at:]) <= rest

    @property
    def is_told(self) -> bool:
        """Whether `fits` says all that the pattern asks for."""
        return self.exact and len(self.parts) - len(self.fixed) <= 1


def _union(parts: Sequence[Part]) -> frozenset[str] | None:
    known = [part.chars for part in parts if part.chars is not None]
    return frozenset[str]().union(*known) if len(known) == len(parts) else None


def fits(ways: Sequence[Way], text: str) -> bool:
    """Whether a text has one of the shapes."""
    return any(way.fits(text) for way in ways)


@lru_cache(maxsize=512)
def shape(pattern: str) -> tuple[Way, ...]:
    r"""Return the ways in which a whole text matches `pattern`; none where nothing can be told.

    >>> [way.least for way in shape(r"^\d{9}|\d{14}$")]
    [9, 14]
    """
    try:
        tree = importlib.import_module("re._parser").parse(patterns.for_python(pattern))
    except (re.error, OverflowError, RecursionError):
        return ()
    if tree.state.flags & re.IGNORECASE:
        return ()
    ways = tuple(_joined(way) for way in _sequence(tree))
    return ways if 0 < len(ways) <= _MOST_WAYS else ()


def _joined(way: Way) -> Way:
    """Return a way with equal parts that follow each other as one."""
    parts: list[Part] = []
    for part in way.parts:
        if part.most == 0:
            continue
        if parts and parts[-1].chars == part.chars:
            last = parts.pop()
            least, most = last.least + part.least, min(last.most + part.most, _ENDLESS)
            parts.append(replace(last, least=least, most=most))
        else:
            parts.append(part)
    return replace(way, parts=tuple(parts))


_EMPTY: Final = Way(parts=())


def _sequence(tree: Any) -> list[Way]:
    ways = [_EMPTY]
    for name, argument in tree:
        options = _node(str(name), argument)
        ways = [
            Way(parts=(*way.parts, *option.parts), exact=way.exact and option.exact)
            for way in ways
            for option in options
        ]
        if len(ways) > _MOST_WAYS:
            ways = [merged(ways)]
    return ways


def merged(ways: Sequence[Way]) -> Way:
    """Return one way that is wider than all of `ways`: their characters, their lengths."""
    chars = _union([part for way in ways for part in way.parts])
    most = max(min(sum(part.most for part in way.parts), _ENDLESS) for way in ways)
    return Way(parts=(Part(chars=chars, least=min(w.least for w in ways), most=most),), exact=False)


def _node(name: str, argument: Any) -> list[Way]:
    """Return the ways in which a node of the syntax tree matches."""
    read = _NODES.get(name)
    return read(argument) if read else [_anything()]


def _group(argument: Any) -> list[Way]:
    changes_flags = argument[1] or argument[2]
    return [_anything()] if changes_flags else _sequence(argument[-1])


def _branch(argument: Any) -> list[Way]:
    ways = [way for branch in argument[1] for way in _sequence(branch)]
    return ways if len(ways) <= _MOST_WAYS else [merged(ways)]


def _edge(argument: Any) -> list[Way]:
    """Return the way of an anchor; all but those of the whole text say more than is told."""
    return [replace(_EMPTY, exact=str(argument) in _EDGES)]


def _single(chars: frozenset[str] | None, *, exact: bool = True) -> Way:
    is_known = chars is not None and 0 < len(chars) <= _MOST_CHARS
    part = Part(chars=chars if is_known else None, least=1, most=1)
    return Way(parts=(part,), exact=exact and is_known)


def _anything() -> Way:
    return Way(parts=(Part(chars=None, least=0, most=_ENDLESS),), exact=False)


def _repeated(least: int, most: int, tree: Any) -> list[Way]:
    inner = [_joined(way) for way in _sequence(tree)]
    if len(inner) == 1 and len(inner[0].parts) == 1:
        part = inner[0].parts[0]
        is_exact = inner[0].exact and (part.least, part.most) == (1, 1)
        lowest = min(part.least * least, _ENDLESS)
        highest = min(part.most * min(int(most), _ENDLESS), _ENDLESS)
        return [Way(parts=(replace(part, least=lowest, most=highest),), exact=is_exact)]
    if (least, int(most)) == (0, 1):
        ways = [_EMPTY, *inner]
        return ways if len(ways) <= _MOST_WAYS else [merged(ways)]
    if len(inner) == 1 and least == int(most) and least * len(inner[0].parts) <= _MOST_PLACES:
        return [Way(parts=inner[0].parts * least, exact=inner[0].exact)]
    wide = merged(inner)
    part = wide.parts[0]
    lowest = min(part.least * least, _ENDLESS)
    highest = min(part.most * min(int(most), _ENDLESS), _ENDLESS)
    return [Way(parts=(replace(part, least=lowest, most=highest),), exact=False)]


def _class(members: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    """Return the characters of a class; None where they are too many to be listed."""
    chars: set[str] = set()
    for member in _members(members):
        if member is None:
            return None
        chars |= member
        if len(chars) > _MOST_CHARS:
            return None
    return frozenset(chars) if all(ord(char) <= 0xFFFF for char in chars) else None  # noqa: PLR2004 counted twice beyond


def _members(members: Sequence[tuple[Any, Any]]) -> Iterator[set[str] | None]:
    for name, argument in members:
        if str(name) == "LITERAL":
            yield {chr(argument)}
        elif str(name) == "RANGE":
            first, last = argument
            yield set(map(chr, range(first, last + 1))) if last - first < _MOST_CHARS else None
        elif str(argument) == "CATEGORY_DIGIT":
            yield set(_DIGITS)
        elif str(argument) == "CATEGORY_SPACE":
            yield set(_BLANKS)
        else:
            yield None


_EDGES: Final = frozenset({"AT_BEGINNING", "AT_BEGINNING_STRING", "AT_END", "AT_END_STRING"})
#: How each kind of node is read; what is not here may be anything.
_NODES: Final[Mapping[str, Callable[[Any], list[Way]]]] = {
    "LITERAL": lambda code: [_single(frozenset(chr(code)))],
    "IN": lambda members: [_single(_class(members))],
    "ANY": lambda _: [_single(None, exact=False)],
    "NOT_LITERAL": lambda _: [_single(None, exact=False)],
    "SUBPATTERN": _group,
    "ATOMIC_GROUP": _sequence,
    "BRANCH": _branch,
    "MAX_REPEAT": lambda repeat: _repeated(*repeat),
    "MIN_REPEAT": lambda repeat: _repeated(*repeat),
    "POSSESSIVE_REPEAT": lambda repeat: _repeated(*repeat),
    "AT": _edge,
    "ASSERT": lambda _: [replace(_EMPTY, exact=False)],
    "ASSERT_NOT": lambda _: [replace(_EMPTY, exact=False)],
}
