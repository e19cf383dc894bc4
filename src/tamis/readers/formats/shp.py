"""Shapefiles, alone with the files beside them or in a zip archive (ESRI, July 1998)."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from tamis.model.errors import SourceError, UsageError
from tamis.model.text import Text
from tamis.readers import Request, reader
from tamis.readers.geodata import library
from tamis.readers.geodata.layer import Layer, damaged, read_layer
from tamis.readers.native_errors import native
from tamis.sources.archive import unpacked_limit
from tamis.sources.copying import copy_within, temporary_folder
from tamis.sources.local import LocalFile
from tamis.sources.sniff import sniff_format
from tamis.tables.batch import Table

FORMAT = "shp"
KINDS = {"shp": (".shp",), "shp-zip": (".zip",)}
SUFFIXES = (".shp",)

#: The files that are read, and those of them that must be there.
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED: Final = (".shx", ".dbf")
#: Bytes of the header of a .dbf file, and what marks a record that was deleted.
_DBF_HEAD: Final = 32
_SHX_HEAD, _SHX_ENTRY = 100, 8
_DELETED: Final = 0x2A
_CHUNK: Final = 1 << 20
#: The code page of a .dbf file that does not state another one: that of Windows in France.
_USUAL: Final = "CP1252"


@reader
def read(local: LocalFile, request: Request) -> Table:
    """Open a shapefile as a table; of an archive of several, the one asked for.

    Raises:
        SourceError: it is damaged, a file of it lacks, or it is beyond the limits.
        UsageError: the archive has several, or not the one that is named; or the extra `geo` is
            not installed.
    """
    library.load()
    if sniff_format(local.path) == "shp":
        return _read(local, local.path, request)
    # the folder lives as long as the batches are read
    room = temporary_folder()
    folder = room.__enter__()
    try:
        with native(
            zipfile.BadZipFile, zlib.error, RuntimeError, raised=lambda why: damaged(local, why)
        ):
            path = _unpacked(local, request, folder)
        table = _read(local, path, request)
    except BaseException:
        room.__exit__(None, None, None)
        raise
    return _closing(table, room)


def _closing(table: Table, room: Any) -> Table:
    """Return the table; the folder of its files goes once its batches are read."""
    from dataclasses import replace

    def batches() -> Iterator[Any]:
        try:
            yield from table.batches()
        finally:
            room.__exit__(None, None, None)

    return replace(table, batches=batches)


def _unpacked(local: LocalFile, request: Request, folder: Path) -> Path:
    """Write the files of the shapefile that is meant; return its .shp."""
    with zipfile.ZipFile(local.path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        stems = [
            PurePosixPath(info.filename).with_suffix("")
            for info in infos
            if info.filename.lower().endswith(".shp") and "__MACOSX" not in info.filename
        ]
        stem = _chosen(local, stems, request.sheet or request.dialect.sheet_name)
        left = unpacked_limit(local, request.limits)
        for info in infos:
            name = PurePosixPath(info.filename)
            if name.with_suffix("") == stem and name.suffix.lower() in _PARTS:
                target = folder / f"{stem.name}{name.suffix.lower()}"
                with archive.open(info) as source, target.open("wb") as out:
                    copy_within(source.read, out, left, local.name)
                left -= target.stat().st_size
    return folder / f"{stem.name}.shp"


def _chosen(local: LocalFile, stems: Sequence[PurePosixPath], wanted: str) -> PurePosixPath:
    named = [stem for stem in stems if wanted in {"", stem.name, str(stem)}]
    if len(named) == 1:
        return named[0]
    listed = ", ".join(str(stem) for stem in stems)
    raise UsageError(
        Text(
            fr=f"L'archive « {local.name} » contient plusieurs shapefiles."
            if not wanted
            else f"L'archive « {local.name} » n'a pas de couche « {wanted} ».",
            en=f"The archive “{local.name}” holds several shapefiles."
            if not wanted
            else f"The archive “{local.name}” has no layer “{wanted}”.",
        ),
        Text(fr=f"Choisissez avec --sheet : {listed}.", en=f"Choose with --sheet: {listed}."),
    )


def _read(local: LocalFile, path: Path, request: Request) -> Table:
    beside = {part: found for part in _PARTS if (found := _beside(path, part)) is not None}
    lacking = [part for part in _NEEDED if part not in beside]
    if lacking:
        names = ", ".join(f"{path.stem}{part}" for part in lacking)
        raise SourceError(
            Text(
                fr=f"« {local.name} » : il manque {names}.",
                en=f"“{local.name}”: {names} is missing.",
            ),
            Text(
                fr="Un shapefile est fait de plusieurs fichiers : mettez-les dans une archive zip.",
                en="A shapefile is made of several files: put them in a zip archive.",
            ),
        )
    with native(OSError, ValueError, raised=lambda why: damaged(local, why)):
        records = _record_count(local, beside[".dbf"], beside[".shx"])
        encoding = None if ".cpg" in beside else _encoding(beside[".dbf"])
    layer = Layer(path=path, name=path.stem, records=records, encoding=encoding)
    return read_layer(local, layer, request, FORMAT)


def _beside(path: Path, suffix: str) -> Path | None:
    """Return the file of a shapefile with this ending, in small letters or capitals."""
    for ending in (suffix, suffix.upper()):
        candidate = path.with_suffix(ending)
        if candidate.is_file():
            return candidate
    return None


def _record_count(local: LocalFile, path: Path, index: Path) -> int:
    """Count the records of a .dbf file that are not deleted.

    What it states must be there, and be as many as the shapes that the index knows.

    Raises:
        SourceError: it is not.
    """
    with path.open("rb") as file:
        head = file.read(_DBF_HEAD)
        if len(head) < _DBF_HEAD:
            raise damaged(local, f"{path.suffix}")
        stated = int.from_bytes(head[4:8], "little")
        start, width = (int.from_bytes(head[at : at + 2], "little") for at in (8, 10))
        shapes = (index.stat().st_size - _SHX_HEAD) // _SHX_ENTRY
        if shapes != stated:
            raise damaged(local, f"{path.suffix} : {stated}, {index.suffix} : {shapes}")
        if not width or path.stat().st_size < start + stated * width:
            raise damaged(local, f"{path.suffix} < {stated}")
        file.seek(start)
        at_once = max(1, _CHUNK // width)
        left, deleted = stated, 0
        while left:
            data = file.read(width * min(left, at_once))
            deleted += data[::width].count(_DELETED)
            left -= min(left, at_once)
    return stated - deleted


def _encoding(path: Path) -> str | None:
    """Return the encoding of a .dbf file without .cpg; None where it states one itself."""
    import codecs

    decode = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        head = file.read(_DBF_HEAD)
        if head[29]:
            return None
        file.seek(int.from_bytes(head[8:10], "little"))
        try:
            while chunk := file.read(_CHUNK):
                decode.decode(chunk)
        except UnicodeDecodeError:
            return _USUAL
    return "UTF-8"
