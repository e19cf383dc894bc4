"""Files inside zip, gz, bz2, xz and zstd, unpacked with a limit. Known by their first bytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from tamis.model.errors import SourceError, UsageError
from tamis.model.limits import MB, Limits
from tamis.model.text import Text
from tamis.sources._room import folder, poured
from tamis.sources.path import Local

#: Files that are zip archives and tables as well: their readers open them.
_BOOKS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".ods"})
#: What systems put beside the data in an archive.
_NOISE: Final = ("__MACOSX/", ".", "~$")
#: Nothing smaller is a bomb, whatever the ratio.
_SMALL: Final = 64 * MB


def _zstd(path: Path) -> Any:
    import zstandard

    return zstandard.open(path, "rb")


_STREAMS: Final[dict[bytes, tuple[str, Callable[[Path], Any]]]] = {
    b"\x1f\x8b": (".gz", gzip.open),
    b"BZh": (".bz2", bz2.open),
    b"\xfd7zXZ\x00": (".xz", lzma.open),
    b"\x28\xb5\x2f\xfd": (".zst", _zstd),
}


@contextmanager
def unpacked(local: Local, member: str, limits: Limits) -> Iterator[Local]:
    """Give the file inside `local`, or `local` itself where it is no archive.

    Raises:
        SourceError: the archive is damaged, empty, or larger inside than the limits allow.
        UsageError: it has several files and none is named, or not the one that is.
    """
    with local.path.open("rb") as file:
        head = file.read(6)
    stream = next((how for mark, how in _STREAMS.items() if head.startswith(mark)), None)
    zipped = head.startswith(b"PK\x03\x04") and local.suffix not in _BOOKS
    if stream is None and not (zipped and zipfile.is_zipfile(local.path)):
        yield local
        return
    with folder() as room:
        path = room / "member"
        try:
            if stream is not None:
                name = _unstreamed(local, path, stream, limits)
            else:
                name = _unzipped(local, path, member, limits)
        except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
            raise _damaged(local, error) from error
        except RuntimeError as error:  # a password, or a method that zipfile does not know
            raise _damaged(local, error) from error
        with unpacked(replace(local, path=path, name=name), "", limits) as inner:
            yield inner


def _most(local: Local, limits: Limits) -> int:
    """Return how many bytes may come out of an archive."""
    packed = local.path.stat().st_size
    return min(limits.size, max(_SMALL, packed * limits.ratio))


def _unstreamed(
    local: Local, path: Path, how: tuple[str, Callable[[Path], Any]], limits: Limits
) -> str:
    suffix, opened = how
    with opened(local.path) as source, path.open("wb") as out:
        poured(source.read, out, _most(local, limits), local.name)
    return local.name[: -len(suffix)] if local.name.lower().endswith(suffix) else local.name


def _unzipped(local: Local, path: Path, member: str, limits: Limits) -> str:
    with zipfile.ZipFile(local.path) as archive:
        chosen = _chosen(archive, local, member)
        with archive.open(chosen) as source, path.open("wb") as out:
            poured(source.read, out, _most(local, limits), local.name)
    return f"{local.name}/{chosen}"


def _chosen(archive: zipfile.ZipFile, local: Local, member: str) -> str:
    """Return the member that is meant: the one named, else the only one that is data."""
    names = [one.filename for one in archive.infolist() if not one.is_dir()]
    data = [name for name in names if not _is_noise(name)]
    if member:
        if member in names:
            return member
        raise _which(local, data, f"ne contient pas « {member} »", f"does not hold “{member}”")
    if len(data) == 1:
        return data[0]
    if not data:
        raise SourceError(
            Text(fr=f"L'archive « {local.name} » est vide.", en=f"“{local.name}” is empty.")
        )
    raise _which(local, data, "contient plusieurs fichiers", "holds several files")


def _is_noise(name: str) -> bool:
    return name.startswith(_NOISE) or PurePosixPath(name).name.startswith(_NOISE)


def _which(local: Local, names: list[str], fr: str, en: str) -> UsageError:
    listed = ", ".join(names[:10])
    return UsageError(
        Text(fr=f"L'archive « {local.name} » {fr}.", en=f"The archive “{local.name}” {en}."),
        Text(fr=f"Choisissez avec --member : {listed}.", en=f"Choose with --member: {listed}."),
    )


def _damaged(local: Local, error: Exception) -> SourceError:
    return SourceError(
        Text(
            fr=f"L'archive « {local.name} » ne peut pas être dépliée : {error}.",
            en=f"The archive “{local.name}” cannot be unpacked: {error}.",
        ),
        Text(fr="Téléchargez-la ou recréez-la.", en="Fetch it again, or make it again."),
    )
