"""What a release came to, as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tamis.model.text import Text

#: Sources named in one remark.
_NAMED: Final = 10

if TYPE_CHECKING:
    from tamis.release.account import AccountEntry
    from tamis.release.result import ReadSource, Release


def remarks(release: Release) -> Iterator[str]:
    """Return what was not as wished of the sources: not read, kept, held back, withdrawn."""
    from tamis.render.terminal import escaped

    for unread in release.unread:
        failed = Text(fr="Source non lue : ", en="Source not read: ")
        yield f"{failed}{escaped(unread.source.id)}. {escaped(str(unread.error))}"
    for source in release.sources:
        name = escaped(source.source.id)
        if source.doubt is not None:
            yield f"{Text(fr='Source', en='Source')} {name} : {escaped(_doubt(source))}"
        if source.held_back:
            yield f"{Text(fr='Source écartée : ', en='Source left out: ')}{name}"
        if source.stale:
            words = Text(fr="Copie antérieure de la source ", en="Earlier copy of the source ")
            yield f"{words}{name}. {escaped(source.stale)}"
        if source.cut:
            words = Text(
                fr="Source incomplète, l'API a d'autres enregistrements : ",
                en="Source cut short, the API has more records: ",
            )
            yield f"{words}{name} (api.cut-short)"
    for withdrawn in release.withdrawn:
        words = Text(fr="Source retirée : ", en="Source withdrawn: ")
        lost = Text(fr=f"{withdrawn.rows} lignes avant", en=f"{withdrawn.rows} rows before")
        yield f"{words}{escaped(withdrawn.id)}, {withdrawn.absence.text} ({lost})"
    yield from _notes(release)


def _notes(release: Release) -> Iterator[str]:
    """Return what somebody should know of sources that are released all the same."""
    from tamis.render.terminal import escaped

    if release.later:
        yield str(
            Text(
                fr=f"La publication remplacée est datée d'après celle-ci : {release.later}",
                en=f"The release that is replaced bears a later day than this one: {release.later}",
            )
        )
    for name, first in release.doubles.items():
        words = Text(fr="Source au même contenu que", en="Source with the same content as")
        yield f"{words} {escaped(first)} : {escaped(name)}"
    if release.unclear_licences:
        yield str(_unclear(release))
    for name in release.personal:
        looks = Text(fr="Ressemble à des données personnelles : ", en="Probably personal data: ")
        yield f"{looks}{escaped(name)} (file.likely-restricted)"


def _unclear(release: Release) -> Text:
    """Return of how many sources it is not known whether the licence of the release fits them."""
    from tamis.render.terminal import escaped

    if release.licence == "unknown":
        return Text(
            fr="Licence de la publication inconnue : dites-la avec --licence.",
            en="The licence of the release is unknown: state it with --licence.",
        )
    names = ", ".join(map(escaped, release.unclear_licences[:_NAMED]))
    more = "…" if len(release.unclear_licences) > _NAMED else ""
    return Text(
        fr=f"Licence inconnue, ou dont on ne sait si elle permet {release.licence} : {names}{more}",
        en=f"Licence unknown, or not known to allow {release.licence}: {names}{more}",
    )


def _doubt(source: ReadSource) -> str:
    """Return what is wrong with a source as a whole, and which of its rows are released."""
    doubt = str(source.doubt.text) if source.doubt else ""
    if source.kept is None:
        return doubt
    day = f" ({source.kept.last_read.date})" if source.kept.last_read.date else ""
    kept = Text(fr=f"ses lignes d'avant sont gardées{day}", en=f"its former rows are kept{day}")
    error = f". {source.kept.error}" if source.kept.error is not None else ""
    return f"{doubt}, {kept}{error}"


def summary(release: Release, *, quiet: bool) -> Iterator[str]:
    """Return what became of the rows of each source, unless `quiet`, then what was released."""
    from tamis.render.terminal import escaped
    from tamis.render.words import counted, number

    has_kept = bool(release.total.kept)
    heads = (
        Text(fr="source", en="source"),
        Text(fr="lues", en="in"),
        *((Text(fr="gardées", en="kept"),) if has_kept else ()),
        Text(fr="publiées", en="out"),
        Text(fr="rejetées", en="rejected"),
        Text(fr="doublons", en="duplicates"),
    )
    if not quiet:
        total = str(Text(fr="total", en="total"))
        named = [(escaped(entry.source), entry) for entry in release.account]
        wide = max(len(name) for name, _ in (*named, (total, None)))
        yield "  ".join([f"{heads[0]!s:<{wide}}", *(f"{head!s:>10}" for head in heads[1:])])
        for name, entry in (*named, (total, release.total)):
            figures = _figures(entry, has_kept=has_kept)
            yield "  ".join([f"{name:<{wide}}", *(f"{number(n):>10}" for n in figures)])
        yield ""
    rows = counted(release.total.out, "ligne publiée", "lignes publiées", "row", "rows")
    mark = "✓" if release.is_as_wished else "!"
    place = release.folder
    yield str(Text(fr=f"{mark} {rows} dans {place}", en=f"{mark} {rows} released in {place}"))
    if release.candidates is not None:
        pairs = counted(release.candidates, "paire", "paires", "pair", "pairs")
        yield str(
            Text(
                fr=f"  candidates.csv : {pairs} de lignes proches, à décider",
                en=f"  candidates.csv: {pairs} of near rows, to decide",
            )
        )


def _figures(entry: AccountEntry, *, has_kept: bool) -> tuple[int, ...]:
    kept = (entry.kept,) if has_kept else ()
    return entry.rows, *kept, entry.out, entry.rejected, entry.duplicates
