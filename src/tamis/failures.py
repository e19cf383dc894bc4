"""What is told of an exception that no room foresaw: one sentence, a hint, an exit code."""

from __future__ import annotations

import errno
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tamis.model.address import redact
from tamis.model.errors import DiskError, FaultError, RefusedError, SourceError, TamisError
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.text import Text
from tamis.model.version import VERSION

#: What the system says, in words of ours.
_REASONS: Final = {
    errno.ENOENT: Text(fr="le fichier n'existe pas", en="there is no such file"),
    errno.EACCES: Text(fr="l'accès est refusé", en="access is denied"),
    errno.EPERM: Text(fr="l'accès est refusé", en="access is denied"),
    errno.ENOSPC: Text(fr="le disque est plein", en="the disk is full"),
    errno.EDQUOT: Text(fr="le quota du disque est atteint", en="the disk quota is reached"),
    errno.EFBIG: Text(fr="le fichier deviendrait trop grand", en="the file would be too large"),
    errno.EROFS: Text(fr="le disque est en lecture seule", en="the disk is read-only"),
    errno.ENAMETOOLONG: Text(fr="le nom est trop long", en="the name is too long"),
    errno.EBADF: Text(fr="le flux est fermé", en="the stream is closed"),
    errno.EIO: Text(fr="le disque ne répond pas", en="the disk does not answer"),
    errno.EMFILE: Text(fr="trop de fichiers sont ouverts", en="too many files are open"),
    errno.ENFILE: Text(fr="trop de fichiers sont ouverts", en="too many files are open"),
    errno.EISDIR: Text(fr="c'est un dossier", en="it is a folder"),
    errno.ENOTDIR: Text(fr="un fichier n'est pas un dossier", en="a file is not a folder"),
    errno.ELOOP: Text(fr="les liens tournent en rond", en="its links go round in circles"),
    errno.ECONNREFUSED: Text(fr="rien n'y répond sur ce port", en="nothing answers on this port"),
    errno.ECONNRESET: Text(fr="il a coupé la connexion", en="it closed the connection"),
    errno.ENETUNREACH: Text(fr="cette machine est hors réseau", en="this machine is offline"),
    errno.EHOSTUNREACH: Text(fr="aucun chemin n'y mène", en="there is no route to it"),
    errno.ETIMEDOUT: Text(fr="il n'a pas répondu à temps", en="it did not answer in time"),
    errno.ETXTBSY: Text(fr="un programme l'utilise", en="a program is using it"),
}
#: Errors of a place that takes no more.
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
#: How libraries in Rust write the number of an error.
_NUMBER: Final = lazy_pattern(r"\(os error (\d+)\)")
#: What libraries in Rust raise when they give up: no Exception to Python.
_PANIC: Final = "PanicException"
#: Longest name that a sentence repeats.
_LONGEST: Final = 200


def reason(error: OSError) -> Text:
    """Return why the system refused, in words."""
    words = error.strerror or str(error)
    return _REASONS.get(_number(error)) or Text(fr=words, en=words)


def _number(error: OSError) -> int:
    """Return the number of an error, of one of a library in Rust too; 0 where it has none."""
    return error.errno or int(next(iter(_NUMBER.findall(error.strerror or str(error))), 0))


def as_tamis_error(error: BaseException) -> TamisError:
    """Return what to tell of an exception; the details of a fault of ours go to a file.

    What the system refuses (a full disk, a name too long) is a `SourceError`; memory or the stack
    that runs out is a `RefusedError`; all else is a fault of tamis, a `FaultError`.
    """
    if isinstance(error, TamisError):
        return error
    inner = next((part for part in (error, *error.args) if isinstance(part, OSError)), None)
    if inner is not None:  # libraries wrap what the system said, as xlsxwriter does
        return _refused_by_system(inner)
    if isinstance(error, MemoryError):
        return RefusedError(
            Text(fr="La mémoire ne suffit pas.", en="There is not enough memory."),
            Text(fr="Découpez le fichier.", en="Split the file."),
        )
    if isinstance(error, RecursionError):
        return RefusedError(
            Text(
                fr="Un document est trop profondément imbriqué.",
                en="A document is nested too deeply.",
            )
        )
    return _fault(error)


@contextmanager
def told_as_errors() -> Iterator[None]:
    """Raise as a `TamisError` whatever the block raises, interruptions apart."""
    try:
        yield
    except TamisError:
        raise
    except BaseException as error:  # the point where any failure becomes one that can be told
        if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise
        raise as_tamis_error(error) from error


def _refused_by_system(error: OSError) -> SourceError:
    why = reason(error)
    kind = DiskError if _number(error) in _NO_ROOM else SourceError
    if error.filename is None:
        return kind(
            Text(
                fr=f"Lecture ou écriture impossible : {why.fr}.",
                en=f"Cannot read or write: {why.en}.",
            )
        )
    path = os.fsdecode(error.filename) if not isinstance(error.filename, int) else "-"
    name = path if len(path) <= _LONGEST else f"{path[:_LONGEST]}…"
    return kind(Text(fr=f"« {name} » : {why.fr}.", en=f"“{name}”: {why.en}."))


def _fault(error: BaseException) -> FaultError:
    place = _written(error)
    details = Text(fr=f"Détails : {place}.", en=f"Details: {place}.") if place else None
    name = type(error).__name__
    return FaultError(
        Text(
            fr=f"Erreur interne de tamis ({name}) : elle ne dit rien du fichier.",
            en=f"A bug in tamis ({name}): this says nothing about the file.",
        ),
        details,
    )


def _written(error: BaseException) -> str:
    """Write the details to a file that its owner alone can read; return its path, or ""."""
    lines = [
        f"tamis {VERSION}, Python {platform.python_version()}, {platform.platform()}\n",
        f"{os.path.basename(sys.argv[0])}\n",  # noqa: PTH119 arguments may hold secrets
        *traceback.format_exception(error),
    ]
    try:
        descriptor, path = tempfile.mkstemp(prefix="tamis-", suffix=".log")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(redact("".join(lines)))
    except OSError:
        return ""
    return path
