"""Files of this machine, and standard input."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from tamis import system
from tamis.failures import reason
from tamis.model.errors import SourceError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.origin import Origin
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.sources import sidecar
from tamis.sources.copying import copy_within, temporary_folder

#: Seconds that a named pipe may stay without a byte.
_PATIENCE: Final = 10.0
#: Longest name that a sentence repeats.
_LONGEST: Final = 200
_NO_NAME: Final = Text(fr="ce n'est pas un nom de fichier", en="it is not a file name")


def _no_origin() -> Origin | None:
    """Say nothing of where a file comes from."""
    return None


def _no_change() -> None:
    """Find bytes that are ours alone as they were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFile:
    """Bytes at hand: the file that holds them, and the name that the user knows them by.

    `origin` gives what is said of where they come from, and of who may have them; `folder` is the
    folder in which they stand, or the archive that holds them. `encoding` is declared for their
    text ("": none is). `modified` is when its host says that it was last changed ("": no host
    does). `ensure_unchanged` raises a SourceError where they are no longer what they were when
    they were opened.
    """

    path: Path
    name: str
    origin: Callable[[], Origin | None] = _no_origin
    folder: Path | None = None
    encoding: str = ""
    modified: str = ""
    ensure_unchanged: Callable[[], None] = _no_change

    @property
    def restricted(self) -> bool:
        """Whether what the file holds must not leave those who were authorised to have it.

        Raises:
            SourceError: what is said of it cannot be read.
        """
        origin = self.origin()
        return origin is not None and origin.restricted

    @property
    def suffix(self) -> str:
        """The ending of the name, in lower case, with its dot."""
        return Path(self.name).suffix.lower()


@contextmanager
def open_path(location: str, limits: Limits = DEFAULT) -> Iterator[LocalFile]:
    """Give a file of this machine; what cannot be read twice, such as a pipe, is spooled.

    Raises:
        SourceError: it cannot be read, is a folder, a device or a socket, nobody writes to it, or
            somebody changed it before the block ended.
    """
    path = Path(location)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise _unreadable(path, location, error) from error
    if stat.S_ISFIFO(mode) or _is_standard_input(path):
        with _spooled(path, location, limits) as local:
            yield local
        return
    _ensure_file(mode, location)
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unreadable(path, location, error) from error
    ensure_unchanged = partial(_ensure_unchanged, path, location, _state(path))
    local = LocalFile(
        path=path,
        name=location,
        origin=partial(sidecar.read, location),
        folder=path.parent,
        ensure_unchanged=ensure_unchanged,
    )
    try:
        yield local
    except SourceError:
        ensure_unchanged()  # what was found wrong may be the change
        raise
    ensure_unchanged()


_State = tuple[int, int, int, int]


def _state(path: Path) -> _State:
    """Return what tells a file from what it becomes: disk, number, bytes, time of last change."""
    status = path.stat()
    time = status.st_mtime_ns if status.st_size else 0  # files of /proc are of no time
    return status.st_dev, status.st_ino, status.st_size, time


def _ensure_unchanged(path: Path, location: str, before: _State) -> None:
    """Tell a file that was changed or replaced while it was read.

    Raises:
        SourceError: it was.
    """
    try:
        if _state(path) == before:
            return
    except OSError:
        pass  # it is gone
    raise SourceError(
        Text(
            fr=f"« {location} » a changé pendant qu'il était lu : rien de sûr n'en est dit.",
            en=f"“{location}” changed while it was being read: nothing reliable can be said of it.",
        ),
        Text(
            fr="Attendez qu'il soit écrit en entier, puis recommencez.",
            en="Wait until it is written whole, then try again.",
        ),
    )


def _is_standard_input(path: Path) -> bool:
    """Whether a path names an input that the shell opened, whatever is behind it."""
    return str(path) == "/dev/stdin" or str(path.parent) in {"/dev/fd", "/proc/self/fd"}


def _ensure_file(mode: int, location: str) -> None:
    """Refuse what is no file."""
    if stat.S_ISDIR(mode):
        raise SourceError(
            Text(fr=f"« {location} » est un dossier.", en=f"“{location}” is a folder."),
            Text(fr="Donnez un fichier.", en="Give a file."),
        )
    if not stat.S_ISREG(mode):
        raise SourceError(
            Text(
                fr=f"« {location} » est un périphérique ou une prise réseau, pas un fichier.",
                en=f"“{location}” is a device or a socket, not a file.",
            )
        )


def _unreadable(path: Path, location: str, error: OSError | ValueError) -> SourceError:
    why = reason(error) if isinstance(error, OSError) else _NO_NAME
    name = location if len(location) <= _LONGEST else f"{location[:_LONGEST]}…"
    return SourceError(
        Text(
            fr=f"« {name} » ne peut pas être lu : {why.fr}.",
            en=f"“{name}” cannot be read: {why.en}.",
        ),
        did_you_mean(
            path.name, _beside(path), Text(fr="Vérifiez le chemin.", en="Check the path.")
        ),
    )


@contextmanager
def _spooled(path: Path, location: str, limits: Limits) -> Iterator[LocalFile]:
    """Copy what a pipe gives to a temporary file, within the limits."""
    patience = None if _is_standard_input(path) else min(_PATIENCE, limits.seconds)
    with temporary_folder() as room:
        spool = room / "pipe"
        try:
            with system.open_pipe(path, patience) as pipe, spool.open("wb") as out:
                copy_within(pipe.read, out, limits.size, location)
        except TimeoutError as error:
            raise SourceError(
                Text(
                    fr=f"« {location} » est un tube où personne n'écrit.",
                    en=f"“{location}” is a pipe that nothing writes to.",
                )
            ) from error
        except OSError as error:
            raise _unreadable(path, location, error) from error
        yield LocalFile(path=spool, name=location, origin=partial(sidecar.read, location))


def _beside(path: Path) -> list[str]:
    """Return the names of the files that stand where one was looked for."""
    try:
        return [path.name for path in path.parent.iterdir()]
    except OSError:
        return []


@contextmanager
def spool_stdin(limits: Limits) -> Iterator[LocalFile]:
    """Give standard input, spooled to a temporary file: a reader may need two passes.

    Raises:
        SourceError: there is more of it than the limits allow.
    """
    if sys.stdin is None:
        raise SourceError(Text(fr="L'entrée standard est fermée.", en="Standard input is closed."))
    with temporary_folder() as room:
        path = room / "stdin"
        with path.open("wb") as out:
            copy_within(sys.stdin.buffer.read, out, limits.size, "-")
        yield LocalFile(path=path, name="-", origin=partial(sidecar.read, "/dev/stdin"))
