"""The releases that are served: found in a folder, read, and replaced while they are read."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.serve.rows import sql
from tamis.serve.rows.building import build_database
from tamis.serve.rows.columns import Table
from tamis.serve.rows.database import Database
from tamis.serve.rows.errors import GONE, NOT_FOUND, RequestError
from tamis.serve.rows.facts import ReleaseFacts, read_facts
from tamis.serve.rows.layout import REQUIRED, is_release, releases_in
from tamis.serve.rows.options import RowsOptions
from tamis.serve.rows.query import Query

_LOG: Final = logging.getLogger("tamis.serve")
#: How often a release that changes while it is read is read again.
_TRIES: Final = 5
#: Counts that are remembered: a release does not change.
_COUNTS: Final = 2_000

_Signature = tuple[tuple[int, int, int], ...]


class Release:
    """A release as it was when it was read. Its database goes with the last of its readers.

    Attributes:
        name: the name of its folder; "" where it is the only one.
        folder: where it stands, or stood.
        facts: what it says of itself.
        tables: its tables, by name.
        database: their rows.
        count: counts the rows of a table that a query asks for, and remembers.
    """

    def __init__(self, name: str, folder: Path, room: Path, options: RowsOptions) -> None:
        self.name, self.folder = name, folder
        self.facts: ReleaseFacts = read_facts(folder)
        self._room = Path(tempfile.mkdtemp(prefix="release-", dir=room))
        try:
            path = self._room / "rows.duckdb"
            tables = build_database(folder, self.facts, path, options.memory)
            self.database = Database(path, seconds=options.seconds, memory=options.memory)
        except BaseException:
            shutil.rmtree(self._room, ignore_errors=True)
            raise
        self.tables: Mapping[str, Table] = {table.name: table for table in tables}
        self.count = lru_cache(maxsize=_COUNTS)(self._count)
        self._lock, self._readers, self._retired = threading.Lock(), 0, False

    def id_of(self, table: str) -> str:
        """Return the id of a table: its name, with the release's before it where there are more."""
        return f"{self.name}.{table}" if self.name else table

    def enter(self) -> bool:
        """Count a reader; return False where the release is closed."""
        with self._lock:
            if self._retired and not self._readers:
                return False
            self._readers += 1
            return True

    def leave(self) -> None:
        """Count a reader less."""
        with self._lock:
            self._readers -= 1
            is_last = self._retired and not self._readers
        if is_last:
            self._close()

    def retire(self) -> None:
        """Close it once its last reader has left."""
        with self._lock:
            is_last = not self._retired and not self._readers
            self._retired = True
        if is_last:
            self._close()

    def _count(self, table: Table, query: Query) -> int:
        return int(self.database.fetch(sql.count(table, query))[0][0])

    def _close(self) -> None:
        self.count.cache_clear()
        self.database.close()
        shutil.rmtree(self._room, ignore_errors=True)


class Releases:
    """The releases of a folder, as it stands. It changes as the folder does.

    Args:
        options: where they are, and how they are served.
        room: a folder for their databases.

    Raises:
        SourceError: the folder has no release.
    """

    def __init__(self, options: RowsOptions, room: Path) -> None:
        self.options, self._room = options, room
        self._served: dict[str, Release] = {}
        self._signatures: dict[str, _Signature] = {}
        self._missing: dict[str, float] = {}
        self._gone: set[str] = set()
        self._lock = threading.Lock()
        self.refresh()
        if not self._served:
            raise _absent(options.folder)

    @property
    def is_one(self) -> bool:
        """Whether the folder is a release, and not one of several."""
        return is_release(self.options.folder) or "" in self._served

    def served(self) -> list[Release]:
        """Return the releases that are served now, by name."""
        return [release for _, release in sorted(self._served.items())]

    @contextmanager
    def reading(self, name: str) -> Iterator[tuple[Release, Table]]:
        """Give a table and its release, which stays as it is as long as it is read.

        Raises:
            RequestError: there is none of this id.
        """
        of_release, _, of_table = name.rpartition(".")
        release = self._enter(of_release)
        if release is None:
            raise self._unknown(name)
        try:
            table = release.tables.get(of_table)
            if table is None:
                raise self._unknown(name)
            yield release, table
        finally:
            release.leave()

    def refresh(self) -> None:
        """Look at the folder: read what is new, let go of what is no longer there."""
        with self._lock:
            folders = dict(self._folders())
            for name, folder in folders.items():
                self._missing.pop(name, None)
                self._read(name, folder)
            for name in set(self._served) - set(folders):
                since = self._missing.setdefault(name, time.monotonic())
                if time.monotonic() - since >= self.options.grace:
                    self._drop(name)

    def close(self) -> None:
        """Let go of all of them."""
        with self._lock:
            for name in list(self._served):
                self._served.pop(name).retire()

    def _folders(self) -> Iterator[tuple[str, Path]]:
        root = self.options.folder
        yield from [("", root)] if is_release(root) else releases_in(root)

    def _read(self, name: str, folder: Path) -> None:
        signature = _signature(folder)
        if signature is None or self._signatures.get(name) == signature:
            return
        for _ in range(_TRIES):
            release = self._build(name, folder)
            after = _signature(folder)
            if after == signature:
                break
            if release is not None:
                release.retire()
            release, signature = None, after or signature
        self._signatures[name] = signature
        if release is not None:
            former = self._served.get(name)
            self._served[name] = release
            self._gone -= {release.id_of(table) for table in release.tables}
            if former is not None:
                self._gone |= {former.id_of(t) for t in set(former.tables) - set(release.tables)}
                former.retire()

    def _build(self, name: str, folder: Path) -> Release | None:
        import duckdb
        import polars as pl

        try:
            return Release(name, folder, self._room, self.options)
        except (OSError, duckdb.Error, pl.exceptions.PolarsError) as error:
            _LOG.warning("a release cannot be read: %s", type(error).__name__)
            return None

    def _drop(self, name: str) -> None:
        release = self._served.pop(name)
        self._signatures.pop(name, None)
        self._missing.pop(name, None)
        self._gone |= {release.id_of(table) for table in release.tables}
        release.retire()

    def _enter(self, name: str) -> Release | None:
        while (release := self._served.get(name)) is not None:
            if release.enter():
                return release
        return None

    def _unknown(self, name: str) -> RequestError:
        if name in self._gone:
            return RequestError(
                410,
                GONE,
                Text(
                    fr=f"« {name[:100]} » n'est plus publié ici.",
                    en=f"'{name[:100]}' is no longer published here.",
                ),
            )
        return RequestError(
            404,
            NOT_FOUND,
            Text(
                fr=f"Rien ne s'appelle « {name[:100]} ».", en=f"Nothing is called '{name[:100]}'."
            ),
        )


def _signature(folder: Path) -> _Signature | None:
    """Return what tells a release from the one that replaces it; None where it is not there."""
    try:
        found = [(folder / name).stat() for name in REQUIRED]
    except OSError:
        return None
    return tuple((stat.st_ino, stat.st_size, stat.st_mtime_ns) for stat in found)


def _absent(folder: Path) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {folder} » n'est pas une publication de tamis, et n'en contient aucune.",
            en=f"“{folder}” is not a tamis release, and contains none.",
        ),
        Text(fr="Faites-en une avec tamis aggregate -o.", en="Make one with tamis aggregate -o."),
    )
