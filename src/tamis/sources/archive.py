"""Files inside zip, gz, bz2, xz and zstd, unpacked with a limit. Known by their first bytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

from tamis.model.errors import SourceError
from tamis.model.limits import MB, Limits
from tamis.model.origin import Origin
from tamis.model.text import Text
from tamis.sources import archive_members, sidecar
from tamis.sources.copying import copy_within, temporary_folder
from tamis.sources.local import LocalFile
from tamis.sources.sniff import sniff_format

#: Nothing smaller is a bomb, whatever the ratio.
_SMALL: Final = 64 * MB
#: A password, a method or a name that zipfile cannot read is RuntimeError or ValueError.
_DAMAGED: Final = (
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)
#: Some archives hold themselves for ever.
_DEEPEST: Final = 5


def zstd() -> Any:
    """Return the module that reads Zstandard: of the standard library, else its backport."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


def _opened_zstd(path: Path) -> Any:
    return zstd().open(path, "rb")


_STREAMS: Final[dict[bytes, tuple[str, Callable[[Path], Any]]]] = {
    b"\x1f\x8b": (".gz", gzip.open),
    b"BZh": (".bz2", bz2.open),
    b"\xfd7zXZ\x00": (".xz", lzma.open),
    b"\x28\xb5\x2f\xfd": (".zst", _opened_zstd),
}


@contextmanager
def unpack(local: LocalFile, member: str, limits: Limits, deep: int = 0) -> Iterator[LocalFile]:
    """Give the file inside `local`, or `local` itself where it is no archive.

    Raises:
        SourceError: the archive is damaged, empty, larger inside than the limits allow, or the
            `deep`-th of archives that are one in another.
        UsageError: it has several files and none is named, or not the one that is.
        RefusedError: what is named is a link.
    """
    with local.path.open("rb") as file:
        head = file.read(6)
    stream = next((how for mark, how in _STREAMS.items() if head.startswith(mark)), None)
    if stream is None and sniff_format(local.path) != "zip":  # a workbook is a zip archive as well
        yield local
        return
    if deep == _DEEPEST:
        raise _damaged(local, "plus de 5 archives l'une dans l'autre", "over 5 nested archives")
    with temporary_folder() as room:
        path = room / "member"
        try:
            if stream is not None:
                inside = _unstreamed(local, path, stream, limits)
            else:
                inside = _unzipped(local, path, member, limits)
        except (*_DAMAGED, zstd().ZstdError) as error:
            raise _damaged(local, "elle est abîmée", "it is damaged") from error
        with unpack(inside, "", limits, deep + 1) as inner:
            yield inner


def unpacked_limit(local: LocalFile, limits: Limits) -> int:
    """Return how many bytes may come out of an archive."""
    packed = local.path.stat().st_size
    return min(limits.size, max(_SMALL, packed * limits.ratio))


def _unstreamed(
    local: LocalFile, path: Path, how: tuple[str, Callable[[Path], Any]], limits: Limits
) -> LocalFile:
    suffix, opened = how
    with opened(local.path) as source, path.open("wb") as out:
        copy_within(source.read, out, unpacked_limit(local, limits), local.name)
    name = local.name[: -len(suffix)] if local.name.lower().endswith(suffix) else local.name
    return replace(local, path=path, name=name)


def _unzipped(local: LocalFile, path: Path, member: str, limits: Limits) -> LocalFile:
    with zipfile.ZipFile(local.path) as archive:
        members = archive_members.read(archive)
        chosen = archive_members.chosen(members, local.name, member)
        with archive.open(chosen.info) as source, path.open("wb") as out:
            copy_within(source.read, out, unpacked_limit(local, limits), local.name)
        origin = sidecar.strictest(_said_of(archive, chosen.name, local))
    return replace(
        local,
        path=path,
        name=f"{local.name}/{chosen.name}",
        origin=lambda: sidecar.strictest((origin, local.origin())),
        folder=None,
    )


def _said_of(archive: zipfile.ZipFile, name: str, local: LocalFile) -> Iterator[Origin | None]:
    """Return what stands beside a member, in the archive or beside the archive itself."""
    listed = set(archive.namelist())
    for place in sidecar.names(name):
        if place in listed:
            read = partial(archive.read, place)
            yield sidecar.parse(read, f"{local.name}/{place}")
    if local.folder is not None:
        yield sidecar.read(local.folder / PurePosixPath(name).name)


def _damaged(local: LocalFile, fr: str, en: str = "") -> SourceError:
    return SourceError(
        Text(
            fr=f"L'archive « {local.name} » ne peut pas être décompressée : {fr}.",
            en=f"The archive “{local.name}” cannot be unpacked: {en or fr}.",
        ),
        Text(fr="Téléchargez-la ou recréez-la.", en="Fetch it again, or make it again."),
    )
