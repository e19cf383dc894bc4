"""Where reports and progress are shown."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tamis.model.text import Text, current_lang

if TYPE_CHECKING:
    from tamis.render import Style

#: Seconds of work after which a person wants to know how far it has gone.
PATIENCE = 2.0


def style(*, verbose: bool = False, quiet: bool = False, plain: bool = False) -> Style:
    """Return how to show a report here (https://no-color.org is respected)."""
    from tamis.render import Style

    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and not plain
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    return Style(color=color, width=width, verbose=verbose, quiet=quiet)


@contextmanager
def output(path: Path | None) -> Iterator[TextIO]:
    """Give the screen, or a file that appears at `path` once all is written."""
    if path is None:
        yield sys.stdout
        return
    from tamis.writers._swap import beside

    with beside(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
        yield out


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

    def close(self) -> None:
        """Wipe the line."""
        if self._live and self._shown > self._since:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def progress(name: str) -> Iterator[Progress]:
    """Give a progress line that is wiped at the end."""
    told = Progress(name)
    try:
        yield told
    finally:
        told.close()
