"""The page of a release, for people with a browser: the theme of reports, the account of sources.

Unlike a report's own page it tells no day: the same inputs give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.model import licence as licences
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.account import AccountEntry
from tamis.release.inputs.licences import UNKNOWN, by_licence
from tamis.release.inputs.manifest import Manifest
from tamis.release.result import ReadSource, Release
from tamis.release.source_result import FindingGroup, FindingSample
from tamis.render import markup, overview
from tamis.render.markup import prose, tag, text
from tamis.render.overview import Score
from tamis.render.words import counted, number

#: Kinds of findings that are told of each source.
_KINDS: Final = 20
_CLIPPED: Final = 200
_OUT: Final = Text(fr="Publiées", en="Released")
_REJECTED: Final = Text(fr="Rejetées", en="Rejected")
_DUPLICATES: Final = Text(fr="Doublons", en="Duplicates")
_KEPT: Final = Text(fr="Gardées", en="Kept")
_SHARE_ALIKE: Final = Text(
    fr="Ces sources demandent que ce qui en est tiré garde leur licence : {names}.",
    en="These sources ask that what is made of them keep their licence: {names}.",
)


def html(manifest: Manifest, schema: Schema, release: Release) -> str:
    """Return the page: what was released, the account of each source, what to mend in it."""
    title = manifest.title or schema.title or schema.name
    parts = [
        markup.top(title),
        f'<header class="top"><h1>{text(title)}</h1></header>\n<main id="main">\n',
        *_head(manifest, schema, release),
        overview.table(list(_scores(release))),
        *_details(release),
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
        since = Text(fr="Depuis la publication d'avant", en="Since the release before")
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


def _scores(release: Release) -> Iterator[Score]:
    for position, (source, entry) in enumerate(
        zip(release.sources, release.account, strict=True), 1
    ):
        yield _score(source, entry, f"#s{position}" if source.result.groups else "")
    for unread in release.unread:
        yield Score(source=unread.source.producer or unread.source.id, read=False, valid=False)


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
        return f"{name} ({Text(fr='retenue', en='held back')})"
    if source.stale:
        return f"{name} ({Text(fr='copie antérieure', en='earlier copy')})"
    return name


def _details(release: Release) -> Iterator[str]:
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
            inner = tag("summary", text(_name(source))) + tag("ul", kinds)
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
