"""Outputs are written beside their place, synced, then swapped in."""

from __future__ import annotations

import filecmp
import glob
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from tamis import system
from tamis.failures import reason
from tamis.model.errors import SourceError
from tamis.model.origin import Origin
from tamis.model.text import Text
from tamis.sources import sidecar
from tamis.tables import unfinished

_CLOSE: Final = Text(
    fr="Fermez le programme qui le tient ouvert (Excel ?), puis recommencez.",
    en="Close the program that holds it open (Excel?), then try again.",
)
#: Seconds to wait for somebody who reads a pipe.
_PATIENCE: Final = 10.0
#: How names end of what a run writes beside its place.
_LEFT: Final = ("part", "room")


@contextmanager
def beside(path: Path, *, origin: Origin | None = None) -> Iterator[Path]:
    """Give a path to write to; it takes the place of `path` if all goes well, else is deleted.

    Where `path` is a link, the file that it leads to is replaced. What is no file, such as
    ``/dev/null`` or a pipe, is written to itself: nothing can take its place.

    Args:
        path: where the file is wanted.
        origin: where what is written comes from, which is said beside it. What is restricted is
            never there without that mark, and its owner alone may ever read it.

    Raises:
        SourceError: the folder cannot be written to.
    """
    if path.exists() and not path.is_file():
        with _read_by_somebody(path):
            yield path
        return
    final = path.resolve()
    part = final.with_name(f".{final.name}.{os.getpid()}.part")
    with unfinished.noted(part):
        yield from _filled(path, part, final, origin)


@contextmanager
def _read_by_somebody(path: Path) -> Iterator[None]:
    """Wait until somebody reads `path`, where it is a pipe."""
    if system.IS_WINDOWS or not path.is_fifo():
        yield
        return
    with ExitStack() as stack:
        try:
            stack.enter_context(system.pipe_with_reader(path, _PATIENCE))
        except TimeoutError as error:
            raise SourceError(
                Text(
                    fr=f"« {path} » est un tube que personne ne lit.",
                    en=f"“{path}” is a pipe that nothing reads.",
                )
            ) from error
        except OSError as error:
            raise _unwritable(path, error) from error
        yield


def _filled(path: Path, part: Path, final: Path, origin: Origin | None) -> Iterator[Path]:
    """Give `part` to be filled, then put it in the place of `final`."""
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        part.touch(sidecar.PRIVATE if origin and origin.restricted else 0o666)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        yield part
        if origin is not None:
            sidecar.write_derived(origin, path, part)
        _put(part, final)
    finally:
        part.unlink(missing_ok=True)


def _put(part: Path, final: Path) -> None:
    try:
        system.sync_file(part)
        part.replace(final)
    except OSError as error:
        raise _unwritable(final, error) from error


def _unwritable(path: Path, error: OSError) -> SourceError:
    """Return what to say of an output that cannot be written, or that a program holds open."""
    why = reason(error)
    hint = _CLOSE if system.is_held_open(error) else None
    return SourceError(
        Text(
            fr=f"« {path} » ne peut pas être écrit : {why.fr}.",
            en=f"“{path}” cannot be written: {why.en}.",
        ),
        hint,
    )


@contextmanager
def folder_beside(path: Path, dispose: Callable[[Path], None] = lambda _: None) -> Iterator[Path]:
    """Give a folder to fill; it takes the place of the folder `path` if all goes well.

    The two are exchanged in one step where the system can (Linux), else in two renames.

    Args:
        path: where the folder is wanted.
        dispose: called with the former folder, once it is replaced; it may move it elsewhere,
            else it is deleted.

    Raises:
        SourceError: the folder that holds it cannot be written to.
    """
    final = path.resolve()
    part = final.with_name(f".{final.name}.{os.getpid()}.part")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        yield part
        for written in (*part.rglob("*"), part):
            _sync(written)
        _swap_folders(path, part, final)
        if part.is_dir():
            dispose(part)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def tidied(path: Path) -> None:
    """Put right what runs that were killed left beside the folder `path`, which nobody holds now.

    What they were writing is deleted; a former folder that was put aside, where the exchange took
    two steps, comes back.
    """
    final = path.resolve()
    for kind in ("old", *_LEFT):
        for left in final.parent.glob(f".{glob.escape(final.name)}.*.{kind}"):
            if kind == "old" and not final.exists():
                left.rename(final)
            else:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def room_beside(path: Path) -> Iterator[Path]:
    """Give a folder for the time being, on the disk of `path`; it is deleted at the end."""
    final = path.resolve()
    room = final.with_name(f".{final.name}.{os.getpid()}.room")
    try:
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(parents=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _sync(path: Path) -> None:
    """Have the disk hold what was written."""
    if path.is_dir():
        system.sync_folder(path)
    else:
        system.sync_file(path)


def _swap_folders(path: Path, part: Path, final: Path) -> None:
    try:
        _take_place(part, final)
        system.sync_folder(final.parent)
    except OSError as error:
        raise _unwritable(path, error) from error


def _take_place(part: Path, final: Path) -> None:
    """Put `part` in the place of `final`; what stood there ends up at `part`, or beside it."""
    if not final.exists():
        part.rename(final)
    elif not system.exchange(part, final):
        old = final.with_name(f".{final.name}.{os.getpid()}.old")
        final.rename(old)
        part.rename(final)
        old.rename(part)


def exchange_folders(path: Path, other: Path) -> None:
    """Put each of two folders of one disk in the place of the other.

    Raises:
        SourceError: they cannot be written to.
    """
    try:
        _take_place(other.resolve(), path.resolve())
        system.sync_folder(path.resolve().parent)
    except OSError as error:
        raise _unwritable(path, error) from error


def put_in_place(part: Path, final: Path, origin: Origin | None = None) -> Path | None:
    """Put the file `part` in the place of `final`, and keep a copy of what stood there.

    Nothing is done where both hold the same bytes. The copy is ``final.orig``, or ``.orig1``,
    ``.orig2``… : an older copy is never written over. `origin` is where both come from.

    Returns:
        the copy; None where there was nothing to do.

    Raises:
        SourceError: the folder cannot be written to.
    """
    try:
        if filecmp.cmp(part, final, shallow=False):
            return None
        copy, is_there = _copy_of(final)
        if not is_there:
            with beside(copy, origin=origin) as kept:
                shutil.copy2(final, kept)
        if origin is None or not origin.restricted:
            shutil.copymode(final, part)
        system.sync_file(part)
        part.replace(final)
        system.sync_folder(final.parent)
    except OSError as error:
        raise _unwritable(final, error) from error
    return copy


def ensure_writable(path: Path) -> None:
    """Refuse to replace a file that is read-only, or whose folder is.

    A file that is marked so is one that somebody wants to keep, even where the system would let
    its folder be written to.

    Raises:
        SourceError: it is.
    """
    is_marked = not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    if is_marked or not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise SourceError(
            Text(
                fr=f"« {path} » est en lecture seule : il n'est pas corrigé sur place.",
                en=f"“{path}” is read-only: it is not corrected in place.",
            ),
            Text(fr="Donnez une sortie avec -o.", en="Give an output with -o."),
        )


def _copy_of(path: Path) -> tuple[Path, bool]:
    """Return the name of a copy of `path`, and whether it is there: a run that was cut left it."""
    for number in count():
        name = path.with_name(f"{path.name}.orig{number or ''}")
        if not name.exists():
            return name, False
        if name.is_file() and filecmp.cmp(name, path, shallow=False):
            return name, True
    raise AssertionError("there are names enough")
