"""A description on a terminal: a table where there is room, else a field after the other."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from tamis.model.description import Description, Member, Part
from tamis.model.text import Text
from tamis.render.terminal import clipped, escaped, padded
from tamis.render.terminal import width as width_of
from tamis.render.words import colon

#: From how many columns fields are shown in a table; how wide their names are at most.
_TABLE: Final = 72
_NAME: Final = 32
_MUST: Final = Text(fr="obligatoire", en="required")
_FREE: Final = Text(fr="facultatif", en="optional")
_EXAMPLE: Final = Text(fr="Exemple", en="Example")


def lines(told: Description, width: int) -> Iterator[str]:
    """Return the description in lines of `width` columns; what the schema says is escaped."""
    version = next((value for label, value in told.facts if label == "Version"), "")
    yield from _wrapped(f"{told.name} {version}".strip(), width)
    for one in (told.title if told.title != told.name else "", told.description, told.remark):
        yield from _wrapped(one, width)
    for label, value in told.facts:
        if label != "Version":
            yield from _wrapped(f"{label}{colon()}{value}", width, "", "  ")
    for part in told.parts:
        yield from _part(part, width, named=len(told.parts) > 1)
    if told.usage:
        yield ""
        yield escaped(f"→ {told.usage}")


def _part(part: Part, width: int, *, named: bool) -> Iterator[str]:
    if named:
        yield ""
        yield from _wrapped(f"── {part.name}{f' · {part.title}' if part.title else ''}", width)
        yield from _wrapped(part.description, width)
    for note in part.notes:
        yield from _wrapped(note, width)
    wide = max((width_of(clipped(member.name, _NAME)) for member in part.members), default=0)
    for member in part.members:
        yield ""
        yield from _row(member, wide, width) if width >= _TABLE else _stacked(member, width)


def _row(one: Member, wide: int, width: int) -> Iterator[str]:
    """Return a field beside its name."""
    must = str(_MUST if one.required else _FREE)
    column = max(len(str(_MUST)), len(str(_FREE)))
    head = f"{padded(clipped(one.name, _NAME), wide)}  {must:<{column}}  "
    indent = " " * width_of(head)
    told = list(_about(one, width - len(indent)))
    yield (head + (told[0] if told else "")).rstrip()
    yield from (indent + line for line in told[1:])


def _stacked(one: Member, width: int) -> Iterator[str]:
    yield from _wrapped(f"{one.name} · {_MUST if one.required else _FREE}", width, "", "  ")
    yield from (f"  {line}" for line in _about(one, width - 2))


def _about(one: Member, width: int) -> Iterator[str]:
    yield from _wrapped(one.kind, width)
    yield from _wrapped(" — ".join(x for x in (one.title, one.description) if x), width)
    for label, value in one.rules:
        yield from _wrapped(f"{label}{colon()}{value}", width, "", "  ")
    if one.example:
        yield from _wrapped(f"{_EXAMPLE}{colon()}{one.example}", width, "", "  ")


def _wrapped(told: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """Return a text in lines: blanks in it are blanks, whatever they were."""
    plain = escaped(" ".join(told.split()))
    yield from textwrap.wrap(plain, max(width, 20), initial_indent=first, subsequent_indent=rest)
