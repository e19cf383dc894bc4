"""A description as Markdown (GitHub Flavored Markdown): what the schema says is text in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tamis.model.description import Description, Member, Part
from tamis.model.text import Text
from tamis.render.terminal import escaped
from tamis.render.words import colon

#: What Markdown would obey.
_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")
_MUST: Final = Text(fr="oui", en="yes")
_FREE: Final = Text(fr="non", en="no")


def document(told: Description) -> str:
    """Return the description as a document."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Description) -> Iterator[str]:
    yield f"# {_text(told.title)}"
    for one in (told.description, told.remark):
        if one:
            yield from ("", _text(one))
    facts = [(str(Text(fr="Nom", en="Name")), told.name), *told.facts]
    yield ""
    yield from (f"* {_text(label)}{colon()}{_text(value)}" for label, value in facts)
    if told.usage:
        yield from ("", str(Text(fr="Vérifier un fichier :", en="To check a file:")), "")
        yield f"    {escaped(told.usage)}"
    for part in told.parts:
        yield from _part(part, named=len(told.parts) > 1)


def _part(part: Part, *, named: bool) -> Iterator[str]:
    yield ""
    yield f"## {_text(_heading(part)) if named else Text(fr='Champs', en='Fields')}"
    if named and part.description:
        yield from ("", _text(part.description))
    if part.notes:
        yield ""
        yield from (f"* {_text(note)}" for note in part.notes)
    if part.members:
        yield ""
        heads = (
            Text(fr="Champ", en="Field"),
            Text(fr="Obligatoire", en="Required"),
            Text(fr="Valeurs", en="Values"),
            Text(fr="Description", en="Description"),
            Text(fr="Exemple", en="Example"),
        )
        yield f"| {' | '.join(map(str, heads))} |"
        yield "|---|---|---|---|---|"
        yield from map(_row, part.members)


def _heading(part: Part) -> str:
    title = part.title if part.title != part.name else ""
    return f"{part.name} — {title}" if title else part.name


def _row(one: Member) -> str:
    rules = "<br>".join(f"{_text(label)}{colon()}{_text(value)}" for label, value in one.rules)
    cells = (
        _text(one.name),
        str(_MUST if one.required else _FREE),
        "<br>".join(part for part in (_text(one.kind), rules) if part),
        "<br>".join(_text(part) for part in (one.title, one.description) if part),
        _text(one.example),
    )
    return f"| {' | '.join(cells)} |"


def _text(told: str) -> str:
    return _MARKS.sub(r"\\\1", escaped(" ".join(told.split())))
