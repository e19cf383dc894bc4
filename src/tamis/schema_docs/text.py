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
_REQUIRED: Final = Text(fr="obligatoire", en="required")
_OPTIONAL: Final = Text(fr="facultatif", en="optional")
_EXAMPLE: Final = Text(fr="Exemple", en="Example")


def lines(description: Description, width: int) -> Iterator[str]:
    """Return the description in lines of `width` columns; what the schema says is escaped."""
    version = next((value for label, value in description.facts if label == "Version"), "")
    yield from _wrapped(f"{description.name} {version}".strip(), width)
    for sentence in (
        description.title if description.title != description.name else "",
        description.description,
        description.remark,
    ):
        yield from _wrapped(sentence, width)
    for label, value in description.facts:
        if label != "Version":
            yield from _wrapped(f"{label}{colon()}{value}", width, "", "  ")
    for part in description.parts:
        yield from _part(part, width, named=len(description.parts) > 1)
    if description.usage:
        yield ""
        yield escaped(f"→ {description.usage}")


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


def _row(member: Member, wide: int, width: int) -> Iterator[str]:
    """Return a field beside its name."""
    required = str(_REQUIRED if member.required else _OPTIONAL)
    column = max(len(str(_REQUIRED)), len(str(_OPTIONAL)))
    head = f"{padded(clipped(member.name, _NAME), wide)}  {required:<{column}}  "
    indent = " " * width_of(head)
    about = list(_about(member, width - len(indent)))
    yield (head + (about[0] if about else "")).rstrip()
    yield from (indent + line for line in about[1:])


def _stacked(member: Member, width: int) -> Iterator[str]:
    yield from _wrapped(
        f"{member.name} · {_REQUIRED if member.required else _OPTIONAL}", width, "", "  "
    )
    yield from (f"  {line}" for line in _about(member, width - 2))


def _about(member: Member, width: int) -> Iterator[str]:
    yield from _wrapped(member.kind, width)
    yield from _wrapped(
        " — ".join(text for text in (member.title, member.description) if text), width
    )
    for label, value in member.rules:
        yield from _wrapped(f"{label}{colon()}{value}", width, "", "  ")
    if member.example:
        yield from _wrapped(f"{_EXAMPLE}{colon()}{member.example}", width, "", "  ")


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """Return a text in lines: blanks in it are blanks, whatever they were."""
    plain = escaped(" ".join(text.split()))
    yield from textwrap.wrap(plain, max(width, 20), initial_indent=first, subsequent_indent=rest)
