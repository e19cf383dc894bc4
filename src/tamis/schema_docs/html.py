"""A description as one page of HTML, which needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.description import Description, Member, Part
from tamis.model.text import Text
from tamis.render.markup import bottom, prose, row, table, tag, text, top
from tamis.render.words import colon


def document(told: Description) -> str:
    """Return the description as a page."""
    return f'{top(told.title)}<main id="main">\n{"".join(_body(told))}</main>\n{bottom()}'


def _body(told: Description) -> Iterator[str]:
    yield tag("h1", prose(told.title))
    for one in (told.description, told.remark):
        if one:
            yield tag("p", prose(one))
    facts = [(str(Text(fr="Nom", en="Name")), told.name), *told.facts]
    pairs = "".join(tag("dt", prose(label)) + tag("dd", text(value)) for label, value in facts)
    yield tag("dl", pairs, class_="facts")
    if told.usage:
        said = Text(fr="Vérifier un fichier :", en="To check a file:")
        yield tag("p", f"{prose(said)} {tag('code', text(told.usage))}")
    for at, part in enumerate(told.parts, start=1):
        yield from _part(part, at, named=len(told.parts) > 1)


def _part(part: Part, at: int, *, named: bool) -> Iterator[str]:
    fields = str(Text(fr="Champs", en="Fields"))
    title = part.title if part.title and part.title != part.name else ""
    heading = f"{part.name}{f' — {title}' if title else ''}" if named else fields
    yield tag("h2", prose(heading), id=f"p{at}")
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
        rows = (_row(member, f"p{at}-{nth}") for nth, member in enumerate(part.members, start=1))
        yield table(heads, rows, label=heading)


def _row(one: Member, anchor: str) -> str:
    must = Text(fr="oui", en="yes") if one.required else Text(fr="non", en="no")
    rules = "".join(
        f"<br>{prose(label)}{colon()}{tag('span', text(value), class_='value')}"
        for label, value in one.rules
    )
    about = "<br>".join(prose(part) for part in (one.title, one.description) if part)
    example = tag("span", text(one.example), class_="value") if one.example else ""
    return row(
        text(one.name), prose(must), prose(one.kind) + rules, about, example, head=True, id=anchor
    )
