"""What a release of several tables came to, as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tamis.cli import release_summary
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.release.package_result import PackageRelease


def summary(release: PackageRelease, *, quiet: bool) -> Iterator[str]:
    """Return what became of the rows of each table, by source unless `quiet`."""
    from tamis.render.terminal import escaped
    from tamis.render.words import counted

    for name, table in release.tables.items():
        if not quiet:
            yield f"── {escaped(name)}"
        yield from release_summary.summary(table, quiet=quiet)
        if not quiet:
            yield ""
    rows = counted(release.total.out, "ligne publiée", "lignes publiées", "row", "rows")
    is_as_wished = all(table.is_as_wished for table in release.tables.values())
    mark = "✓" if is_as_wished and not release.strange else "!"
    tables = len(release.tables)
    yield str(
        Text(
            fr=f"{mark} {rows} de {tables} tables dans {release.folder}",
            en=f"{mark} {rows} of {tables} tables released in {release.folder}",
        )
    )


def remarks(release: PackageRelease) -> Iterator[str]:
    """Return what was not as wished of each table, and what belongs to none."""
    from tamis.render.terminal import escaped

    for name, table in release.tables.items():
        yield from (f"{escaped(name)} : {line}" for line in release_summary.remarks(table))
    for strange in release.strange:
        words = Text(
            fr="Table inconnue du paquet, non publiée : ", en="Not a table of the package: "
        )
        yield f"{words}{escaped(strange.name)} ({escaped(strange.source)})"
    for name in release.empty:
        words = Text(fr="Table sans source : ", en="Table without a source: ")
        yield f"{words}{escaped(name)}"
    for name, keys in release.unchecked.items():
        for key in keys:
            words = Text(
                fr="Renvois non vérifiés, la table visée n'a pas de source : ",
                en="References not checked, the table that they lead to has no source: ",
            )
            yield f"{words}{escaped(name)} ({', '.join(key.fields)}) → {escaped(key.resource)}"
