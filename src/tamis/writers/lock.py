"""One run at a time for one output."""

from __future__ import annotations

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
    from filelock import FileLock, Timeout

    final = path.resolve()
    final.parent.mkdir(parents=True, exist_ok=True)
    beside = final.with_name(f".{final.name}.lock")
    lock = FileLock(beside, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise RefusedError(
            Text(
                fr=f"Une autre fusion écrit « {path} » en ce moment.",
                en=f"Another run is writing “{path}” now.",
            ),
            Text(fr="Attendez qu'elle finisse.", en="Wait for it to end."),
        ) from error
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes no file that is open
            beside.unlink()
        lock.release()
