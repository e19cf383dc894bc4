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
_REQUIRED: Final = Text(fr="oui", en="yes")
_OPTIONAL: Final = Text(fr="non", en="no")


def document(description: Description) -> str:
    """Return the description as a document."""
    return "\n".join(_lines(description)) + "\n"


def _lines(description: Description) -> Iterator[str]:
    yield f"# {_text(description.title)}"
    for sentence in (description.description, description.remark):
        if sentence:
            yield from ("", _text(sentence))
    facts = [(str(Text(fr="Nom", en="Name")), description.name), *description.facts]
    yield ""
    yield from (f"* {_text(label)}{colon()}{_text(value)}" for label, value in facts)
    if description.usage:
        yield from ("", str(Text(fr="Vérifier un fichier :", en="To check a file:")), "")
        yield f"    {escaped(description.usage)}"
    for part in description.parts:
        yield from _part(part, named=len(description.parts) > 1)


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


def _row(member: Member) -> str:
    rules = "<br>".join(f"{_text(label)}{colon()}{_text(value)}" for label, value in member.rules)
    cells = (
        _text(member.name),
        str(_REQUIRED if member.required else _OPTIONAL),
        "<br>".join(part for part in (_text(member.kind), rules) if part),
        "<br>".join(_text(part) for part in (member.title, member.description) if part),
        _text(member.example),
    )
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    return _MARKS.sub(r"\\\1", escaped(" ".join(text.split())))
