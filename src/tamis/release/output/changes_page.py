"""CHANGES.md: what a release changes, producer by producer, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tamis.model.text import Text, plural
from tamis.release.inputs.former import FormerRelease, FormerSource
from tamis.release.output.changes import TABLE, Compared
from tamis.release.result import ReadSource, Release

PAGE: Final = "CHANGES.md"
_COLUMNS: Final = ("added", "removed", "changed", "moved_in", "moved_out")


def page(compared: Compared, release: Release, former: FormerRelease | None) -> str:
    """Return the page.

    Args:
        compared: what the rows differ by.
        release: what became of each source.
        former: the release before, as far as it says.
    """
    return "\n".join(_lines(compared, release, former)) + "\n"


def is_news(release: Release, former: FormerRelease | None) -> bool:
    """Whether something is to be told of the sources that the release before did not tell."""
    if former is None:
        return True
    before = {name: (source.state, source.version) for name, source in former.sources.items()}
    before |= dict.fromkeys(former.unread, ("unread", ""))
    now = {source.source.id: (source.state, _version(source)) for source in release.sources}
    now |= {unread.source.id: ("unread", "") for unread in release.unread}
    wanted = before.keys() & now.keys()
    is_new = bool(now.keys() - before.keys())
    return is_new or any(before[name] != now[name] for name in wanted)


def _version(source: ReadSource) -> str:
    return source.delivered.choice.version if source.delivered is not None else ""


def _lines(compared: Compared, release: Release, former: FormerRelease | None) -> Iterator[str]:
    changes = compared.changes
    yield str(Text(fr="# Ce que cette publication change", en="# What this release changes"))
    yield ""
    if changes.first:
        yield str(Text(fr="Première publication.", en="First release."))
        yield from _by_source(changes.sources, release, None)
        return
    if release.later:
        yield str(
            Text(
                fr=f"* la publication d'avant est datée d'après celle-ci : {release.later}",
                en=f"* the release before bears a later day than this one: {release.later}",
            )
        )
    for n, (fr, frs), en in (
        (changes.added, ("ligne ajoutée", "lignes ajoutées"), "added"),
        (changes.removed, ("ligne retirée", "lignes retirées"), "removed"),
        (changes.changed, ("ligne modifiée", "lignes modifiées"), "changed"),
    ):
        rows = plural("en", n, "row", "rows")
        yield str(Text(fr=f"* {n} {plural('fr', n, fr, frs)}", en=f"* {n} {rows} {en}"))
    if changes.moved:
        n = changes.moved
        rows = plural("en", n, "row", "rows")
        yield str(
            Text(
                fr=f"* {n} {plural('fr', n, 'ligne venue', 'lignes venues')} d'une autre source : "
                "la donnée n'a pas changé",
                en=f"* {n} {rows} from another source: no change of data",
            )
        )
    for names, fr, en in (
        (compared.new_fields, "Champs nouveaux ou d'un autre type", "Fields new or retyped"),
        (compared.removed_fields, "Champs retirés", "Fields removed"),
    ):
        if names:
            listed = ", ".join(names)
            yield str(Text(fr=f"* {fr} : {listed}", en=f"* {en}: {listed}"))
    yield from _by_source(changes.sources, release, former)
    if changes.fields:
        yield ""
        yield str(Text(fr="| champ | valeurs modifiées |", en="| field | values changed |"))
        yield "|---|---:|"
        for name, n in changes.fields.items():
            yield f"| {_cell(name)} | {n} |"
    yield ""
    yield str(Text(fr=f"Le détail est dans {TABLE}.", en=f"The full list is in {TABLE}."))


def _by_source(
    counts: Mapping[str, Mapping[str, int]], release: Release, former: FormerRelease | None
) -> Iterator[str]:
    """Return what came and went of each source, and why, where there is something to tell."""
    reasons = dict(_reasons(release, former))
    names = dict(_names(release))
    listed = [name for name in names if name in counts or reasons.get(name)]
    if not listed:
        return
    yield ""
    yield str(
        Text(
            fr="| source | ajoutées | retirées | modifiées | venues d'ailleurs | parties ailleurs "
            "| pourquoi |",
            en="| source | added | removed | changed | moved in | moved out | why |",
        )
    )
    yield "|---|---:|---:|---:|---:|---:|---|"
    for name in listed:
        figures = " | ".join(str(counts.get(name, {}).get(word, 0)) for word in _COLUMNS)
        yield f"| {_cell(names[name])} | {figures} | {_cell('; '.join(reasons.get(name, ())))} |"


def _names(release: Release) -> Iterator[tuple[str, str]]:
    """Return the producer of each source, or its id, those that are gone included."""
    for source in release.sources:
        yield source.source.id, _named(source.source.producer, source.source.id)
    for unread in release.unread:
        yield unread.source.id, _named(unread.source.producer, unread.source.id)
    unread_ids = {unread.source.id for unread in release.unread}
    for withdrawn in release.withdrawn:
        if withdrawn.id not in unread_ids:
            yield withdrawn.id, _named(withdrawn.producer, withdrawn.id)


def _named(producer: str, identifier: str) -> str:
    return f"{producer} ({identifier})" if producer else identifier


def _reasons(
    release: Release, former: FormerRelease | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return why the rows of each source are what they are."""
    known = former.sources if former else {}
    doubles = release.doubles
    absences = {withdrawn.id: str(withdrawn.absence.text) for withdrawn in release.withdrawn}
    for source in release.sources:
        before = known.get(source.source.id)
        reasons = tuple(_reasons_of(source, before, is_first=former is None))
        first = doubles.get(source.source.id)
        same = (str(Text(fr=f"même contenu que {first}", en=f"same content as {first}")),)
        yield source.source.id, (*reasons, *(same if first else ()))
    for unread in release.unread:
        reason = absences.pop(unread.source.id, "")
        yield unread.source.id, (reason or str(Text(fr="non lue", en="not read")),)
    for name, absence in absences.items():
        yield name, (absence,)


def _reasons_of(
    source: ReadSource, before: FormerSource | None, *, is_first: bool
) -> Iterator[str]:
    if source.doubt is not None:
        yield str(source.doubt.text)
    if source.kept is not None:
        yield str(Text(fr="lignes d'avant gardées", en="former rows kept"))
    if source.held_back:
        yield str(Text(fr="écartée", en="left out"))
    if source.stale:
        yield str(Text(fr="copie antérieure", en="earlier copy"))
    if before is None:
        if not is_first:
            yield str(Text(fr="nouvelle source", en="new source"))
        return
    if source.doubt is None and before.state not in {"released", "stale", source.state}:
        yield str(Text(fr="de nouveau publiée", en="released again"))
    version = _version(source)
    if before.version and version and version != before.version:
        yield str(
            Text(
                fr=f"version du schéma : {before.version} → {version}",
                en=f"schema version: {before.version} → {version}",
            )
        )
    rows = source.delivered.rows if source.delivered is not None else before.delivered
    if rows != before.delivered:
        yield str(
            Text(
                fr=f"{rows} lignes livrées, {before.delivered} avant",
                en=f"{rows} rows delivered, {before.delivered} before",
            )
        )


def _cell(text: str) -> str:
    """Return text of others as a cell of a Markdown table."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain.replace("|", "\\|").replace("<", "&lt;")
