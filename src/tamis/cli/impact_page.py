"""What a version does to files, as Markdown for a pull request, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from tamis.model.text import Text
from tamis.render.formats.markdown import plain
from tamis.render.words import colon, counted, percent

if TYPE_CHECKING:
    from tamis.app import Impact, SourceImpact

_FATES: Final = {
    "stays-valid": Text(fr="restent conformes", en="stay valid"),
    "becomes-valid": Text(fr="deviennent conformes", en="become valid"),
    "breaks": Text(fr="ne le seront plus", en="break"),
    "stays-invalid": Text(fr="restent non conformes", en="stay not valid"),
    "unread": Text(fr="n'ont pu être lus", en="could not be read"),
}
#: Files listed in a report for a person.
_MOST: Final = 50


def lines(impact: Impact) -> Iterator[str]:
    """Give the lines of the report, in Markdown."""
    move = impact.move
    name = move.newer.name or move.older.name
    title = Text(fr="Effet du passage", en="Impact of moving")
    versions = f"{plain(move.older.version)} → {plain(move.newer.version)}"
    yield f"## {title}{colon()}{plain(name)} {versions}"
    yield ""
    total = len(impact.files)
    head = (
        Text(fr="Fichiers", en="Files"),
        Text(fr="Combien", en="How many"),
        Text(fr="Part", en="Share"),
    )
    yield from _head(head)
    for fate, words in _FATES.items():
        n = sum(each.fate.value == fate for each in impact.files)
        yield f"| {words} | {n} | {percent(n, total) if total else '—'} |"
    yield ""
    broken = sum(each.fate.value == "breaks" for each in impact.files)
    if broken:
        cured = Text(
            fr="{cured} sur {broken} redeviennent conformes par `tamis schema migrate`, sans "
            "intervention.",
            en="{cured} of {broken} are valid again after `tamis schema migrate`, without "
            "further work.",
        )
        yield cured.say(cured=impact.cured, broken=broken)
        yield ""
        yield from _breaches(impact)
    yield from _columns(impact)
    yield from _producers(impact)
    yield from _files(impact)


def _head(labels: tuple[Text, ...]) -> Iterator[str]:
    yield f"| {' | '.join(map(str, labels))} |"
    yield f"|{'---|' * len(labels)}"


def _breaches(impact: Impact) -> Iterator[str]:
    yield f"### {Text(fr='Ce qui casse', en='What breaks')}"
    yield ""
    yield from _head(
        (
            Text(fr="Règle", en="Rule"),
            Text(fr="Champ", en="Field"),
            Text(fr="Fichiers", en="Files"),
            Text(fr="Cellules", en="Cells"),
        )
    )
    for (code, field), files, cells in impact.breaches():
        yield f"| `{code}` | {_code(field) if field else '—'} | {files} | {cells} |"
    yield ""


def _columns(impact: Impact) -> Iterator[str]:
    move = impact.move
    listed = (
        (
            Text(fr="renommée", en="renamed"),
            [f"{_code(old)} → {_code(new)}" for old, new in move.renamed.items()],
        ),
        (Text(fr="peut-être renommée", en="perhaps renamed"),
         [f"{_code(o)} → {_code(n)}" for o, n in move.doubtful]),
        (Text(fr="ajoutée", en="added"), list(map(_code, move.added))),
        (Text(fr="sans place", en="no longer in the schema"), list(map(_code, move.lost))),
    )  # fmt: skip
    if not any(names for _, names in listed):
        return
    yield f"### {Text(fr='Colonnes', en='Columns')}"
    yield ""
    for label, names in listed:
        yield from (f"* {label}{colon()}{name}" for name in names)
    yield ""


def _code(name: str) -> str:
    """Return a name as Markdown shows it to the letter, in a table too."""
    return f"`{' '.join(name.split()).replace('`', chr(39)).replace('|', chr(0xA6))}`"


def _producers(impact: Impact) -> Iterator[str]:
    named = {name: tally for name, tally in impact.producers().items() if name}
    if not named:
        return
    yield f"### {Text(fr='Par producteur', en='By producer')}"
    yield ""
    labels = (Text(fr="Producteur", en="Producer"), *_FATES.values())
    yield from _head(labels)
    for name, tally in named.items():
        counts = {fate.value: n for fate, n in tally.items()}
        cells = " | ".join(str(counts.get(fate, 0)) for fate in _FATES)
        yield f"| {plain(name)} | {cells} |"
    yield ""


def _files(impact: Impact) -> Iterator[str]:
    shown = [each for each in impact.files if each.fate.value in {"breaks", "unread"}]
    if not shown:
        return
    yield f"### {Text(fr='Fichiers qui cassent ou ne se lisent pas', en='Files that break or cannot be read')}"  # noqa: E501
    yield ""
    for each in shown[:_MOST]:
        yield f"* {plain(each.source)}{_of_producer(each)}{colon()}{_told(each)}"
    if len(shown) > _MOST:
        yield f"* … +{len(shown) - _MOST}"
    yield ""


def _of_producer(each: SourceImpact) -> str:
    return f" ({plain(each.producer)})" if each.producer else ""


def _told(each: SourceImpact) -> str:
    if each.why:
        return plain(each.why)
    errors = counted(each.after, "erreur", "erreurs", "error", "errors")
    if each.is_cured:
        return f"{errors}, {Text(fr='aucune après migration', en='none once migrated')}"
    left = Text(fr="{n} après migration", en="{n} once migrated")
    return f"{errors}, {left.say(n=each.migrated)}"


def as_json(impact: Impact) -> dict[str, Any]:
    """Return the report as JSON."""
    move = impact.move
    return {
        "older": {"name": move.older.name, "version": move.older.version},
        "newer": {"name": move.newer.name, "version": move.newer.version},
        "counts": {fate: sum(each.fate.value == fate for each in impact.files) for fate in _FATES},
        "cured": impact.cured,
        "breaches": [
            {"code": code, "field": field or None, "files": files, "cells": cells}
            for (code, field), files, cells in impact.breaches()
        ],
        "columns": {
            "renamed": dict(move.renamed),
            "doubtful": [{"before": old, "after": new} for old, new in move.doubtful],
            "added": list(move.added),
            "lost": list(move.lost),
        },
        "files": [
            {
                "source": each.source,
                "producer": each.producer or None,
                "fate": each.fate.value,
                "errors": {"older": each.before, "newer": each.after, "migrated": each.migrated},
                "breaches": [
                    {"code": code, "field": field or None, "cells": cells}
                    for (code, field), cells in each.breaches.items()
                ],
                **({"why": each.why} if each.why else {}),
            }
            for each in impact.files
        ],
    }
