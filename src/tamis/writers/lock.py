"""One run at a time for one output."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tamis.model.errors import RefusedError
from tamis.model.text import Text


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `path` against any other run, until done, or until this process is no more.

    The lock is the system's own on a file beside `path`: a run that is killed leaves nothing
    held. That file goes with the run.

    Raises:
        RefusedError: another run holds it.
    """
    final = path.resolve()
    beside = final.with_name(f".{final.name}.lock")
    final.parent.mkdir(parents=True, exist_ok=True)
    handle = _taken(beside, path)
    try:
        yield
    finally:
        with suppress(OSError):
            beside.unlink()
        os.close(handle)


def _taken(beside: Path, path: Path) -> int:
    """Return the handle of the lock file, which is the one that still stands there."""
    while True:
        handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o644)
        if not _lock(handle):
            os.close(handle)
            raise RefusedError(
                Text(
                    fr=f"Une autre fusion écrit « {path} » en ce moment.",
                    en=f"Another run is writing “{path}” now.",
                ),
                Text(fr="Attendez qu'elle finisse.", en="Wait for it to end."),
            )
        with suppress(OSError):
            if beside.stat().st_ino == os.fstat(handle).st_ino:
                return handle
        os.close(handle)  # who held it before took it away: ours names nothing any more


def _lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # pragma: no cover Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
