"""Files of this machine, and standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tamis.model.errors import SourceError
from tamis.model.limits import Limits
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.sources.copying import copy_within, temporary_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFile:
    """Bytes at hand: the file that holds them, and the name that the user knows them by."""

    path: Path
    name: str

    @property
    def suffix(self) -> str:
        """The ending of the name, in lower case, with its dot."""
        return Path(self.name).suffix.lower()


@contextmanager
def open_path(location: str) -> Iterator[LocalFile]:
    """Give a file of this machine."""
    path = Path(location)
    if path.is_dir():
        raise SourceError(
            Text(fr=f"« {location} » est un dossier.", en=f"“{location}” is a folder."),
            Text(fr="Donnez un fichier.", en="Give a file."),
        )
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise SourceError(
            Text(
                fr=f"« {location} » ne peut pas être lu : {_reason(error, 'fr')}.",
                en=f"“{location}” cannot be read: {_reason(error, 'en')}.",
            ),
            did_you_mean(
                path.name, _beside(path), Text(fr="Vérifiez le chemin.", en="Check the path.")
            ),
        ) from error
    yield LocalFile(path=path, name=location)


def _beside(path: Path) -> list[str]:
    """Return the names of the files that stand where one was looked for."""
    try:
        return [one.name for one in path.parent.iterdir()]
    except OSError:
        return []


def _reason(error: OSError, lang: str) -> str:
    known = {
        FileNotFoundError: ("le fichier n'existe pas", "there is no such file"),
        PermissionError: ("l'accès est refusé", "access is denied"),
    }
    words = known.get(type(error))
    if words is None:
        return error.strerror or str(error)
    return words[0] if lang == "fr" else words[1]


@contextmanager
def spool_stdin(limits: Limits) -> Iterator[LocalFile]:
    """Give standard input, spooled to a temporary file: a reader may need two passes.

    Raises:
        SourceError: there is more of it than the limits allow.
    """
    with temporary_folder() as room:
        path = room / "stdin"
        with path.open("wb") as out:
            copy_within(sys.stdin.buffer.read, out, limits.size, "-")
        yield LocalFile(path=path, name="-")
