"""A source taken out of what is kept: the cache, releases and the former ones beside them."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from tamis.model.address import is_address, redact
from tamis.model.errors import RefusedError, SourceError, UsageError
from tamis.model.text import Text
from tamis.release import archive
from tamis.release.collect.cache import ResultCache
from tamis.release.output import scrub
from tamis.sources.remote_copy import forget_copy
from tamis.writers.lock import locked
from tamis.writers.swap import folder_beside, tidied


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What a source was taken out of: copies, results, releases (former ones too)."""

    copies: int = 0
    results: int = 0
    releases: int = 0

    def __bool__(self) -> bool:
        return bool(self.copies or self.results or self.releases)


def forget(source: str, releases: Sequence[Path], cache: Path | None) -> Forgotten:
    """Take a source out of what is kept.

    Args:
        source: its address, its path, or its id in the releases.
        releases: the folders of releases; the former ones beside each are gone through too.
        cache: the folder of the cache; None where there is none.

    Raises:
        SourceError: a folder is no release, or cannot be written to.
        UsageError: several sources of a release go by that name.
        RefusedError: a run is writing a release, or one has several tables.
    """
    hashes: set[str] = set()
    ids = {source}
    scrubbed = 0
    for folder in releases:
        if archive.table_folders(folder):
            raise _of_several_tables(folder)
    for folder in releases:
        with locked(folder):
            tidied(folder)
            for kept in archive.list_releases(folder):
                named = scrub.sources_named(kept.folder, source)
                if named:
                    ids |= named.ids
                    hashes |= named.hashes
                    _rewrite(kept.folder, named.ids, drop=bool(kept.number) and named.is_all)
                    scrubbed += 1
    if cache is None or not cache.is_dir():
        return Forgotten(releases=scrubbed)
    copied = is_address(source) and forget_copy(source, cache / "fetched")
    results = ResultCache(cache).forget(ids, hashes, None if is_address(source) else Path(source))
    return Forgotten(copies=int(copied), results=results, releases=scrubbed)


def _of_several_tables(folder: Path) -> RefusedError:
    """Return what to say of a release whose tables refer to one another."""
    return RefusedError(
        Text(
            fr=f"« {folder} » a plusieurs tables qui se renvoient l'une à l'autre : une source "
            "n'en est pas ôtée après coup.",
            en=f"“{folder}” has several tables that refer to one another: a source is not taken "
            "out of them afterwards.",
        ),
        Text(
            fr="Fusionnez de nouveau avec --exclude-source, et supprimez les publications "
            "antérieures gardées à côté.",
            en="Aggregate again with --exclude-source, and delete the former releases that are "
            "kept beside it.",
        ),
    )


def forget_all(cache: Path) -> Forgotten:
    """Empty the cache: copies, results, and the answers of APIs."""
    copies, results = (
        len(list(place.iterdir())) if place.is_dir() else 0
        for place in (cache / "fetched", cache / "results")
    )
    for entry in list(cache.iterdir()) if cache.is_dir() else ():
        if entry.name in {"fetched", "results", "hashes", "api"} or len(entry.name) == 2:  # noqa: PLR2004 answers stand by the first two digits of their names
            shutil.rmtree(entry, ignore_errors=True)
    return Forgotten(copies=copies, results=results)


def _rewrite(folder: Path, ids: Collection[str], *, drop: bool) -> None:
    """Write a release again without some sources; `drop`: delete it, it has no other."""
    if drop:
        shutil.rmtree(folder)
        return
    with folder_beside(folder) as out:
        scrub.write_without(folder, out, ids)


def ensure_named(source: str, *, everything: bool) -> None:
    """Refuse a call that names nothing to forget, or both one source and all.

    Raises:
        UsageError: it does.
    """
    if bool(source) is everything:
        raise UsageError(
            Text(
                fr="Nommez une source, ou --all pour tout le cache : l'un des deux.",
                en="Name a source, or --all for the whole cache: one of the two.",
            )
        )


def nothing_of(source: str) -> SourceError:
    """Return what to say of a source that nothing is kept of."""
    shown = redact(source)
    return SourceError(
        Text(fr=f"Rien n'est gardé de « {shown} ».", en=f"Nothing is kept of “{shown}”."),
        Text(
            fr="Donnez son adresse, son chemin ou son id, et les publications avec --release.",
            en="Give its address, its path or its id, and the releases with --release.",
        ),
    )
