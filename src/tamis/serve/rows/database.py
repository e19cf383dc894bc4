"""A database that is only read: no other file, no network, so much memory, so long a query."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tamis.model.text import Text
from tamis.serve.rows.deadlines import Deadlines
from tamis.serve.rows.errors import TOO_LARGE, TOO_LONG, RequestError
from tamis.serve.rows.sql import Statement

if TYPE_CHECKING:
    import duckdb

Rows = list[tuple[Any, ...]]

#: What nothing undoes once it is said: the last line keeps the others as they are.
_LOCKED: Final = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET temp_directory = ''",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class Database:
    """Answers statements. Several threads may ask at once.

    Args:
        path: the file, which nobody else writes.
        seconds: how long a statement may take.
        memory: bytes that all of them may take together.
    """

    def __init__(self, path: Path, *, seconds: float, memory: int) -> None:
        import duckdb

        settings: dict[str, Any] = {"memory_limit": f"{memory >> 20}MiB", "threads": 2}
        self._connection = duckdb.connect(path, read_only=True, config=settings)
        for statement in _LOCKED:
            self._connection.execute(statement)
        self._seconds, self._deadlines = seconds, Deadlines()
        self._local = threading.local()
        self._cursors: list[duckdb.DuckDBPyConnection] = []

    def fetch(self, statement: Statement) -> Rows:
        """Return the rows of a statement.

        Raises:
            RequestError: it takes too long, or too much memory.
        """
        cursor = self._own_cursor()
        with self._limited(cursor):
            return cursor.execute(statement.text, statement.values).fetchall()

    def stream(self, statement: Statement, size: int) -> Iterator[Rows]:
        """Return the rows of a statement, `size` at a time; each lot has its own time.

        Raises:
            RequestError: a lot takes too long, or too much memory.
        """
        with self._cursor() as cursor:
            with self._limited(cursor):
                cursor.execute(statement.text, statement.values)
            while rows := self._next(cursor, size):
                yield rows

    def close(self) -> None:
        """End it."""
        self._deadlines.close()
        for cursor in self._cursors:
            cursor.close()
        self._connection.close()

    def _own_cursor(self) -> duckdb.DuckDBPyConnection:
        """Return the cursor of this thread: a new one for each query would take a third more."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
            self._cursors.append(cursor)
        return cursor

    def _next(self, cursor: duckdb.DuckDBPyConnection, size: int) -> Rows:
        with self._limited(cursor):
            return cursor.fetchmany(size)

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def _limited(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """End what is done within, once its time is over."""
        import duckdb

        with self._deadlines.within(self._seconds, cursor.interrupt):
            try:
                yield
            except duckdb.InterruptException as error:
                raise _too_long(self._seconds) from error
            except duckdb.OutOfMemoryException as error:
                raise _too_large() from error


def _too_long(seconds: float) -> RequestError:
    return RequestError(
        504,
        TOO_LONG,
        Text(
            fr=f"Cette question demande plus de {seconds:g} s : filtrez davantage, ou prenez le "
            "fichier entier.",
            en=f"This query takes over {seconds:g} s: filter more, or take the whole file.",
        ),
    )


def _too_large() -> RequestError:
    return RequestError(
        507,
        TOO_LARGE,
        Text(
            fr="Cette question demande trop de mémoire : filtrez davantage, ou prenez le fichier "
            "entier.",
            en="This query takes too much memory: filter more, or take the whole file.",
        ),
    )
