"""A description as one page of HTML, which needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.description import Description, Member, Part
from tamis.model.text import Text
from tamis.render.markup import bottom, prose, row, table, tag, text, top
from tamis.render.words import colon


def document(description: Description) -> str:
    """Return the description as a page."""
    body = "".join(_body(description))
    return f'{top(description.title)}<main id="main">\n{body}</main>\n{bottom()}'


def fragment(description: Description, most: int) -> str:
    """Return the description for a notebook: parts are left out beyond `most` bytes."""
    shown, room = [], most
    for part in _body(description):
        room -= len(part.encode())
        if room < 0:
            more = Text(fr="La suite : tamis schema doc.", en="The rest: tamis schema doc.")
            shown.append(tag("p", prose(more)))
            break
        shown.append(part)
    return tag("div", "".join(shown))


def _body(description: Description) -> Iterator[str]:
    yield tag("h1", prose(description.title))
    for sentence in (description.description, description.remark):
        if sentence:
            yield tag("p", prose(sentence))
    facts = [(str(Text(fr="Nom", en="Name")), description.name), *description.facts]
    pairs = "".join(tag("dt", prose(label)) + tag("dd", text(value)) for label, value in facts)
    yield tag("dl", pairs, class_="facts")
    if description.usage:
        label = Text(fr="Vérifier un fichier :", en="To check a file:")
        yield tag("p", f"{prose(label)} {tag('code', text(description.usage))}")
    for number, part in enumerate(description.parts, start=1):
        yield from _part(part, number, named=len(description.parts) > 1)


def _part(part: Part, number: int, *, named: bool) -> Iterator[str]:
    fields = str(Text(fr="Champs", en="Fields"))
    title = part.title if part.title and part.title != part.name else ""
    heading = f"{part.name}{f' — {title}' if title else ''}" if named else fields
    yield tag("h2", prose(heading), id=f"p{number}")
    if named and part.description:
        yield tag("p", prose(part.description))
    if part.notes:
        yield tag("ul", "".join(tag("li", prose(note)) for note in part.notes))
    if part.members:
        heads = (
            Text(fr="Champ", en="Field"),
            Text(fr="Obligatoire", en="Required"),
            Text(fr="Valeurs", en="Values"),
            Text(fr="Description", en="Description"),
            Text(fr="Exemple", en="Example"),
        )
        rows = (
            _row(member, f"p{number}-{nth}") for nth, member in enumerate(part.members, start=1)
        )
        yield table(heads, rows, label=heading)


def _row(member: Member, anchor: str) -> str:
    required = Text(fr="oui", en="yes") if member.required else Text(fr="non", en="no")
    rules = "".join(
        f"<br>{prose(label)}{colon()}{tag('span', text(value), class_='value')}"
        for label, value in member.rules
    )
    about = "<br>".join(prose(part) for part in (member.title, member.description) if part)
    example = tag("span", text(member.example), class_="value") if member.example else ""
    return row(
        text(member.name),
        prose(required),
        prose(member.kind) + rules,
        about,
        example,
        head=True,
        id=anchor,
    )
