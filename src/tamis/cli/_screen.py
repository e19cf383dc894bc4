"""Where reports and progress are shown."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

import click

from tamis.model.errors import TamisError, UsageError
from tamis.model.text import Text, current_lang

if TYPE_CHECKING:
    from tamis.release.progress import Pace
    from tamis.render import Style

#: Seconds of work after which a person wants to know how far it has gone.
PATIENCE = 2.0


def style(
    *,
    verbose: bool = False,
    quiet: bool = False,
    path: Path | None = None,
    theme: Path | None = None,
) -> Style:
    """Return how to show a report here, or in the file at `path`.

    https://no-color.org is respected.
    """
    from tamis.render import Style

    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and path is None
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    return Style(color=color, width=width, verbose=verbose, quiet=quiet, path=path, theme=theme)


@contextmanager
def output(path: Path | None, *, binary: bool = False) -> Iterator[IO[Any]]:
    """Give the screen, or a file that appears at `path` once all is written.

    Raises:
        UsageError: bytes would go to a terminal.
    """
    if path is None:
        yield _binary_screen() if binary else sys.stdout
        return
    from tamis.writers._swap import beside

    with beside(path) as part:
        if binary:
            with part.open("wb") as out:
                yield out
        else:
            with part.open("w", encoding="utf-8", newline="\n") as text:
                yield text


def _binary_screen() -> BinaryIO:
    """Return standard output for bytes, which only a file or a pipe can take."""
    if sys.stdout.isatty():
        raise UsageError(
            Text(
                fr="Ce format n'est pas du texte : il ne peut pas être montré à l'écran.",
                en="This format is not text: it cannot be shown on the screen.",
            ),
            Text(fr="Donnez un fichier avec -o.", en="Give a file with -o."),
        )
    return sys.stdout.buffer


def told(error: TamisError, source: str = "") -> None:
    """Tell an error: to what it happened, where its sentence does not say, and what to do."""
    text = str(error.text)
    named = f"{source}{Text(fr=' : ', en=': ')}{text}" if source not in text else text
    said(named, str(error.hint or ""))


def said(text: str, hint: str) -> None:
    """Tell what went wrong in one line, and what to do in another."""
    click.echo(f"{Text(fr='Erreur : ', en='Error: ')}{text}", err=True)
    if hint:
        click.echo(f"→ {hint}", err=True)


class Progress:
    """Tells on the terminal how many rows have been read, once the work is long."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._since = time.monotonic()
        self._shown = self._since
        self._live = sys.stderr.isatty()

    def __call__(self, rows: int) -> None:
        """Take in the number of rows read so far."""
        now = time.monotonic()
        if not self._live or now - self._since < PATIENCE or now - self._shown < 0.2:  # noqa: PLR2004 five times a second
            return
        self._shown = now
        count = f"{rows:,}".replace(",", "\u202f" if current_lang() == "fr" else ",")
        words = Text(
            fr=f"{self._name} : {count} lignes lues", en=f"{self._name}: {count} rows read"
        )
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()

    def named(self, name: str, rows: int) -> None:
        """Take in the number of rows read so far of the source called `name`."""
        self._name = name
        self(rows)

    def pace(self, pace: Pace) -> None:
        """Take in how far a release has gone."""
        self._name = f"{pace.doing} {pace.done}/{pace.sources}"
        if pace.left is not None:
            self._name += f", {_duration(pace.left)}"
        self(pace.rows)

    def close(self) -> None:
        """Wipe the line."""
        if self._live and self._shown > self._since:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _duration(seconds: float) -> str:
    """Return how long it still takes, as a person says it."""
    minutes, left = divmod(round(seconds), 60)
    said = f"{minutes} min {left:02} s" if minutes else f"{left} s"
    return Text(fr=f"encore {said}", en=f"{said} left").say()


@contextmanager
def progress(name: str) -> Iterator[Progress]:
    """Give a progress line that is wiped at the end."""
    told = Progress(name)
    try:
        yield told
    finally:
        told.close()
