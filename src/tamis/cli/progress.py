"""How far a long run has gone: a bar on the terminal, wiped at the end; nothing in a pipe."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

from tamis import system
from tamis.model.text import Text
from tamis.render.terminal import clipped
from tamis.render.words import counted
from tamis.sources.row_estimate import estimate_rows

if TYPE_CHECKING:
    from tamis.release.progress import ProgressStatus

#: Seconds of work after which a person wants to know how far it has gone.
PATIENCE: Final = 2.0
#: Seconds between two showings.
_PACE: Final = 0.2
_WIDTH: Final = 24


class StoppedError(BaseException):
    """The run is over, and who still works for it is told to stop: no failure of a file."""


class Progress:
    """Tells how many rows have been read, and how long the rest should take, once it is long.

    Args:
        paths: the files that will be read, as far as they are known.
        out: the terminal; where it is none, nothing is shown.
    """

    def __init__(self, paths: Sequence[str] = (), out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._paths = tuple(dict.fromkeys(paths))
        self._live = system.has_ansi(self._out)
        self._since = self._shown = time.monotonic()
        self._rows: dict[str, int] = {}
        self._ended: set[str] = set()
        self._ahead: dict[str, int] | None = None
        self._hidden = self._over = False
        self._lock = threading.Lock()

    def __call__(self, rows: int) -> None:
        """Take in the number of rows read so far of the only file."""
        self.named(self._paths[0] if self._paths else "", rows)

    def named(self, name: str, rows: int) -> None:
        """Take in the number of rows read so far of the file called `name`.

        Raises:
            StoppedError: the run is over (it was interrupted).
        """
        if self._over:
            raise StoppedError
        with self._lock:
            self._rows[name] = rows
            self._show(name)

    def pace(self, pace: ProgressStatus) -> None:
        """Take in how far a release has gone."""
        with self._lock:
            if not self._due():
                return
            rows = counted(pace.rows, "ligne lue", "lignes lues", "row read", "rows read")
            left = () if pace.left is None else (_left(pace.left),)
            done = f" {pace.done} / {pace.sources}" if pace.done < pace.sources else ""
            self._draw(_drawn(pace.share), *left, f"{pace.doing}{done}", rows)

    def ended(self, name: str) -> None:
        """Take in that a file is done."""
        with self._lock:
            self._ended.add(name)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Leave the terminal to others for a while."""
        with self._lock:
            self._wipe()
            self._hidden = True
        yield
        with self._lock:
            self._hidden = False

    def _show(self, name: str) -> None:
        if self._due():
            self._draw(*self._bar(self._shown - self._since), *self._count(name))

    def _due(self) -> bool:
        """Return whether something is to be shown now."""
        now = time.monotonic()
        early = now - self._since < PATIENCE or now - self._shown < _PACE
        if early or self._hidden or not self._live:
            return False
        self._shown = now
        return True

    def _draw(self, *parts: str) -> None:
        self._out.write(f"\r\x1b[K{' · '.join(parts)}")
        self._out.flush()

    def _count(self, name: str) -> Iterator[str]:
        if len(self._paths) > 1:
            done = f"{len(self._ended)} / {len(self._paths)}"
            yield Text(fr=f"{done} fichiers", en=f"{done} files").say()
        elif name:
            yield clipped(name, 40)
        total = sum(self._rows.values())
        yield counted(total, "ligne lue", "lignes lues", "row read", "rows read")

    def _bar(self, elapsed: float) -> Iterator[str]:
        """Return the bar and the time left, where the number of rows can be told ahead."""
        share = self._share()
        if share is None:
            return
        yield _drawn(share)
        if share > 0.02:  # noqa: PLR2004 too early to tell
            yield _left(elapsed * (1 - share) / share)

    def _share(self) -> float | None:
        if self._ahead is None:
            rows_by_path = {path: estimate_rows(path) for path in self._paths}
            self._ahead = {path: rows for path, rows in rows_by_path.items() if rows}
        if not self._ahead or len(self._ahead) < len(self._paths):
            return None
        done = sum(
            total if path in self._ended else min(self._rows.get(path, 0), total)
            for path, total in self._ahead.items()
        )
        return min(done / sum(self._ahead.values()), 0.99)

    def close(self) -> None:
        """Wipe the line, and have those who still read stop."""
        self._over = True
        self._wipe()

    def _wipe(self) -> None:
        if self._live and self._shown > self._since:
            self._out.write("\r\x1b[K")
            self._out.flush()


def _drawn(share: float) -> str:
    """Return a share as a bar.

    >>> _drawn(0.5)
    '████████████░░░░░░░░░░░░ 50%'
    """
    full = round(share * _WIDTH)
    return f"{'█' * full}{'░' * (_WIDTH - full)} {share:.0%}"


def _left(seconds: float) -> str:
    """Return a time to wait, as a person says it.

    >>> _left(8), _left(100), _left(3700)
    ('encore 8 s', 'encore 1 min 40 s', 'encore 1 h 01 min')
    """
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, more = divmod(minutes, 60)
    if hours:
        duration = f"{hours} h {more:02} min"
    elif minutes:
        duration = f"{minutes} min {rest:02} s"
    else:
        duration = f"{rest} s"
    return Text(fr=f"encore {duration}", en=f"{duration} left").say()


@contextmanager
def progress(*paths: str) -> Iterator[Progress]:
    """Give a progress line that is wiped at the end."""
    bar = Progress(paths)
    try:
        yield bar
    finally:
        bar.close()
