"""The page of a release, for people with a browser: the theme of reports, the account of sources.

Unlike a report's own page it tells no day: the same inputs give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tamis.model import licence as licences
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.account import AccountEntry
from tamis.release.inputs.licences import UNKNOWN, by_licence
from tamis.release.inputs.manifest import Manifest
from tamis.release.output import geo
from tamis.release.output.changes_page import PAGE
from tamis.release.output.feed import NAME as FEED
from tamis.release.result import ReadSource, Release, UnreadSource
from tamis.release.source_result import FindingGroup, FindingSample
from tamis.render import markup, overview, territory_map
from tamis.render.markup import prose, tag, text
from tamis.render.overview import Score
from tamis.render.words import counted, number

#: Kinds of findings that are told of each source.
_KINDS: Final = 20
_CLIPPED: Final = 200
_OUT: Final = Text(fr="Publiées", en="Released")
_REJECTED: Final = Text(fr="Rejetées", en="Rejected")
_DUPLICATES: Final = Text(fr="Doublons", en="Duplicates")
_CARD: Final = Text(fr="Bilan pour le producteur", en="Scorecard for the producer")
_KEPT: Final = Text(fr="Gardées", en="Kept")
_SHARE_ALIKE: Final = Text(
    fr="Ces sources demandent que ce qui en est tiré garde leur licence : {names}.",
    en="These sources require derived works to keep their licence: {names}.",
)


def html(
    manifest: Manifest, schema: Schema, release: Release, out: Path, cards: Mapping[str, str]
) -> str:
    """Return the page: what was released, the account of each source, what to mend in it.

    Args:
        manifest: what the release says of itself.
        schema: what rows are.
        release: what became of each source.
        out: the folder being filled; its tables are there.
        cards: the path of the scorecard of each source, by id.
    """
    title = manifest.title or schema.title or schema.name
    parts = [
        markup.top(title),
        f'<header class="top"><h1>{text(title)}</h1></header>\n<main id="main">\n',
        *_head(manifest, schema, release),
        *_files(release, out),
        overview.table(_troubled_first(release)),
        *_details(release, cards),
        _map(schema, out),
        "</main>\n",
        markup.bottom(),
    ]
    return "".join(parts)


def _head(manifest: Manifest, schema: Schema, release: Release) -> Iterator[str]:
    total, changes = release.total, release.changes
    name = f"{schema.name} {schema.version}".strip()
    yield tag("p", f"{Text(fr='Schéma', en='Schema')} {text(name)}", class_="when")
    rows = counted(total.out, "ligne publiée", "lignes publiées", "row released", "rows released")
    rejected = counted(total.rejected, "rejetée", "rejetées", "rejected", "rejected")
    duplicates = counted(total.duplicates, "doublon", "doublons", "duplicate", "duplicates")
    yield tag("p", f"<strong>{rows}</strong>, {rejected}, {duplicates}.")
    if not changes.first:
        since = Text(fr="Depuis la publication d'avant", en="Since the previous release")
        figures = f"+{number(changes.added)} −{number(changes.removed)} ~{number(changes.changed)}"
        yield tag("p", f"{prose(f'{since} : ')}{figures}")
    yield from _licences(release, manifest)
    share_alike = [
        source.id for source in manifest.sources if licences.keeps_licence(source.licence)
    ]
    if share_alike:
        yield tag("p", prose(_SHARE_ALIKE.say(names=", ".join(share_alike))))


def _licences(release: Release, manifest: Manifest) -> Iterator[str]:
    """Tell the licence of the release, then those of its sources."""
    yield tag("p", f"{Text(fr='Licence', en='Licence')} : {_licence(release.licence)}")
    items = "".join(
        tag("li", f"{_licence(licence)} : {text(', '.join(ids))}")
        for licence, ids in by_licence(manifest).items()
    )
    summary = tag("summary", text(str(Text(fr="Licences des sources", en="Sources' licences"))))
    yield tag("details", summary + tag("ul", items))


def _licence(name: str) -> str:
    """Return a licence as a link to its text, where the table has it."""
    if name == UNKNOWN:
        return text(str(Text(fr="inconnue", en="unknown")))
    known = licences.find(name)
    if known is None or not known.path:
        return text(known.title if known else name)
    return tag("a", text(known.title), href=known.path)


def _files(release: Release, out: Path) -> Iterator[str]:
    """Link the files of the release, with their sizes."""
    items = "".join(
        tag("li", f"{tag('a', text(name), href=quote(name))} {_size(out / name)}")
        for name in (*release.files, PAGE, FEED)
        if (out / name).is_file()
    )
    summary = tag("summary", text(str(Text(fr="Fichiers", en="Files"))))
    yield tag("details", summary + tag("ul", items), open="open")


def _size(path: Path) -> str:
    size = path.stat().st_size
    unit = Text(fr="octets", en="bytes")
    return f"({number(size)} {unit})"


def _map(schema: Schema, out: Path) -> str:
    """Return the map of the rows that are released; "" where the schema has no point."""
    place = geo.of(schema)
    if place is None:
        return ""
    drawing = territory_map.draw_points(partial(geo.spots, out / "data.parquet", place))
    return f"<h2>{text(str(Text(fr='Carte', en='Map')))}</h2>\n{drawing}" if drawing else ""


def _troubled_first(release: Release) -> list[Score]:
    """Return a line a source: those that could not be read first, then kept, then faulty ones."""
    ranked = [
        *(
            (0, Score(source=_producer(unread), read=False, valid=False))
            for unread in release.unread
        ),
        *_scores(release),
    ]
    return [score for _, score in sorted(ranked, key=lambda pair: pair[0])]


def _producer(unread: UnreadSource) -> str:
    return unread.source.producer or unread.source.id


def _scores(release: Release) -> Iterator[tuple[int, Score]]:
    """Return the line of each source in the account, with how much trouble it has."""
    for position, (source, entry) in enumerate(
        zip(release.sources, release.account, strict=True), 1
    ):
        is_doubtful = source.kept is not None or source.held_back or source.doubt is not None
        rank = 1 if is_doubtful else 2 if entry.rejected else 3 if not source.result.valid else 4
        yield rank, _score(source, entry, f"#s{position}" if source.result.groups else "")


def _score(source: ReadSource, entry: AccountEntry, href: str) -> Score:
    result = source.result
    if source.delivered is None:
        return Score(source=_name(source), read=False, valid=False, more=_more(entry))
    return Score(
        source=_name(source),
        valid=result.valid and source.doubt is None,
        errors=result.errors,
        warnings=result.warnings,
        errors_after=result.errors_after,
        rows=entry.rows,
        href=href,
        more=_more(entry),
    )


def _more(entry: AccountEntry) -> dict[str, int]:
    return {
        str(_OUT): entry.out,
        str(_REJECTED): entry.rejected,
        str(_DUPLICATES): entry.duplicates,
        str(_KEPT): entry.kept,
    }


def _name(source: ReadSource) -> str:
    name = source.source.producer or source.source.id
    if source.kept is not None and source.doubt is not None:
        words = Text(fr="lignes d'avant gardées", en="former rows kept")
        return f"{name} ({words} : {source.doubt.text})"
    if source.held_back:
        return f"{name} ({Text(fr='écartée', en='left out')})"
    if source.stale:
        return f"{name} ({Text(fr='copie antérieure', en='earlier copy')})"
    return name


def _details(release: Release, cards: Mapping[str, str]) -> Iterator[str]:
    for unread in release.unread:
        name = unread.source.producer or unread.source.id
        yield tag("p", f"<strong>{text(name)}</strong> {prose(unread.error)}")
    for withdrawn in release.withdrawn:
        name = withdrawn.producer or withdrawn.id
        yield tag("p", f"<strong>{text(name)}</strong> {prose(withdrawn.absence.text)}")
    for position, source in enumerate(release.sources, 1):
        if source.kept is not None and source.kept.error is not None:
            yield tag("p", f"<strong>{text(_name(source))}</strong> {prose(source.kept.error)}")
        elif source.result.groups:
            kinds = "".join(_kind(group) for group in source.result.groups[:_KINDS])
            card = tag("a", text(str(_CARD)), href=quote(cards[source.source.id]))
            inner = tag("summary", text(_name(source))) + tag("ul", kinds) + tag("p", card)
            yield tag("details", inner, id=f"s{position}") + "\n"


def _kind(group: FindingGroup) -> str:
    field = f" · {text(group.field)}" if group.field else ""
    samples = "".join(_sample(sample) for sample in group.samples)
    advice = tag("p", f"→ {prose(group.advice, 2 * _CLIPPED)}")
    head = f"{prose(group.title)}{field} ({number(group.count)})"
    return tag("li", head + tag("ul", samples) + advice)


def _sample(sample: FindingSample) -> str:
    line, value, sentence = sample.line, sample.value, sample.message
    place = f"{Text(fr='ligne', en='line')} {line} · " if line else ""
    shown = sentence if not value or value in sentence else f"{sentence} ({value})"
    return tag("li", place + prose(shown, _CLIPPED))
