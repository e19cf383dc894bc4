"""What a run that is killed would leave on disk: noted meanwhile, for the next run to delete.

A note is a file that holds a path. Whoever writes it keeps it locked, so that a note that nobody
holds is one of a run that is no more, whatever ended it.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tamis import system

#: How names of what is deleted begin or end: a note is believed for nothing else.
_BEGIN: Final = ("tamis-", ".part-")
_END: Final = (".part", ".room", ".tamis", ".part.json")
#: Seconds between two tries to hold a note, and how many there are.
_PAUSE: Final = 0.001
_TRIES: Final = 500


@contextmanager
def noted(path: Path) -> Iterator[None]:
    """Have the next run delete `path`, should this one be killed before the block ends."""
    note = _written(path)
    try:
        yield
    finally:
        if note is not None:
            descriptor, place = note
            with suppress(OSError):
                os.ftruncate(descriptor, 0)  # who tidies once it is let go finds nothing to delete
            os.close(descriptor)
            with suppress(OSError):
                place.unlink(missing_ok=True)


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Give a folder that is deleted after use, or by the next run."""
    place = Path(tempfile.gettempdir()) / f"tamis-{purpose}-{os.urandom(6).hex()}"
    with noted(place):
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


def tidy() -> None:
    """Delete what runs that were killed left."""
    for folder in _folders():
        if not _is_own(folder):
            continue
        with suppress(OSError):
            for note in list(folder.iterdir()):
                _settle(note)


def _settle(note: Path) -> None:
    """Delete what a note names, and the note, where nobody holds it."""
    try:
        descriptor = os.open(note, os.O_RDWR)
    except OSError:
        return
    try:
        if not system.lock(descriptor):
            return
        content = os.read(descriptor, 1 << 16)
    finally:
        os.close(descriptor)
    if not content:
        return  # it is being written
    path = Path(os.fsdecode(content))
    if path.is_absolute() and (path.name.startswith(_BEGIN) or path.name.endswith(_END)):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink(missing_ok=True)
    with suppress(OSError):
        note.unlink(missing_ok=True)


def _written(path: Path) -> tuple[int, Path] | None:
    """Write a note and hold it; None where there is no place for one."""
    for folder in _folders():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_own(folder):
                continue
            descriptor, name = tempfile.mkstemp(dir=folder)
            _hold(descriptor)
            os.write(descriptor, os.fsencode(path.absolute()))
        except OSError:
            continue
        return descriptor, Path(name)
    return None


def _hold(descriptor: int) -> None:
    """Hold a note before it says anything: who tidies meanwhile takes it for no dead run's."""
    for _ in range(_TRIES):
        if system.lock(descriptor):
            return
        time.sleep(_PAUSE)  # another run is looking at it


def _folders() -> Iterator[Path]:
    """Return where notes stand: with the state of programs, else with temporary files."""
    from platformdirs import user_state_path

    with suppress(OSError, RuntimeError):
        yield user_state_path("tamis", appauthor=False) / "unfinished"
    yield Path(tempfile.gettempdir()) / f"tamis-unfinished-{system.user()}"


def _is_own(folder: Path) -> bool:
    """Whether a folder is of this user, and nobody else can write there."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    if system.IS_WINDOWS:
        return stat.S_ISDIR(status.st_mode)
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == system.user()
        and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )
