"""What a release came to, as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.release.account import AccountEntry
    from tamis.release.result import Release


def remarks(release: Release) -> Iterator[str]:
    """Return what was not as wished of the sources: not read, held back, doubtful, out of date."""
    from tamis.render.terminal import escaped

    for unread in release.unread:
        failed = Text(fr="Source non lue : ", en="Source not read: ")
        yield f"{failed}{escaped(unread.source.id)}. {escaped(str(unread.error))}"
    for name in release.held_back:
        yield f"{Text(fr='Source retenue : ', en='Source held back: ')}{escaped(name)}"
    for name in release.personal:
        warning = Text(
            fr="Ressemble à des données personnelles : ", en="Looks like personal data: "
        )
        yield f"{warning}{escaped(name)} (file.likely-restricted)"
    for source in release.sources:
        if source.stale:
            words = Text(fr="Copie antérieure de la source ", en="Earlier copy of the source ")
            yield f"{words}{escaped(source.source.id)}. {escaped(source.stale)}"


def summary(release: Release, *, quiet: bool) -> Iterator[str]:
    """Return what became of the rows of each source, unless `quiet`, then what was released."""
    from tamis.render.terminal import escaped
    from tamis.render.words import counted, number

    heads = (
        Text(fr="source", en="source"),
        Text(fr="lues", en="in"),
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
            yield "  ".join([f"{name:<{wide}}", *(f"{number(n):>10}" for n in _figures(entry))])
        yield ""
    rows = counted(release.total.out, "ligne publiée", "lignes publiées", "row", "rows")
    words = Text(fr=f"✓ {rows} dans {release.folder}", en=f"✓ {rows} released in {release.folder}")
    yield str(words)


def _figures(entry: AccountEntry) -> tuple[int, int, int, int]:
    return entry.rows, entry.out, entry.rejected, entry.duplicates
