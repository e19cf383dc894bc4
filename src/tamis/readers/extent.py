"""How far the sheets of a workbook reach, told before it is opened.

calamine makes room for every cell between the first and the last (tafia/calamine, issue 693): two
cells at the ends of a sheet ask for 550 GB, and a process that has no such room ends at once.
"""

from __future__ import annotations

import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Final

from tamis.model.errors import LimitError, SourceError
from tamis.model.limits import Limits
from tamis.model.parse_errors import library_message
from tamis.model.text import Text
from tamis.readers import extent_binary, extent_ods, extent_ole, extent_xml
from tamis.readers.extent_xml import Seen, pieces
from tamis.sources.archive import unpacked_limit
from tamis.sources.copying import too_large
from tamis.sources.local import LocalFile
from tamis.tables.prefetch import prefetched

_ZIPPED: Final = {"xlsx": extent_xml, "xlsb": extent_binary, "ods": extent_ods}


def within(local: LocalFile, kind: str, limits: Limits) -> Seen:
    """Refuse a workbook that unpacks to more than is allowed, or a sheet of too many cells.

    Args:
        local: the file.
        kind: xlsx, xlsb, xls or ods, as its bytes say.
        limits: the bytes, and the cells of a sheet, that are allowed.

    Returns:
        The members that have something which calamine does not give.

    Raises:
        SourceError: it does, or cannot be read.
    """
    try:
        if kind == "xls":
            ensure_cells(local, extent_ole.extents(local.path), limits)
            return Seen()
        if kind in _ZIPPED:
            with zipfile.ZipFile(local.path) as archive:
                return _zipped(local, archive, _ZIPPED[kind], limits)
    except extent_ole.LockedError as error:
        raise locked(local) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError) as error:
        raise unreadable(local, str(error)) from error
    return Seen()


def _zipped(local: LocalFile, archive: zipfile.ZipFile, looked: ModuleType, limits: Limits) -> Seen:
    """Look at every member, for a workbook may call any of them a sheet."""
    allowed, size = unpacked_limit(local, limits), 0

    def counted(coming: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal size
        for piece in coming:
            size += len(piece)
            if size > allowed:
                raise too_large(local.name, allowed)
            yield piece

    doubtful, odd, irregular = [], [], []
    for member in archive.infolist():
        member.file_size = sys.maxsize  # what it says may be a lie: what comes out is counted
        with archive.open(member) as file:
            seen = looked.glance(prefetched(counted(pieces(file))), limits.cells)
        doubtful.extend([member] * seen.doubtful)
        odd.extend([member.filename] * seen.odd)
        irregular.extend([member.filename] * seen.irregular)
    for member in doubtful:
        with archive.open(member) as file:
            ensure_cells(local, looked.extents(pieces(file)), limits)
    return Seen(frozenset(odd), frozenset(irregular))


def ensure_cells(local: LocalFile, extents: Iterable[tuple[int, int]], limits: Limits) -> None:
    """Refuse sheets of too many cells, by their last rows and columns.

    Raises:
        SourceError: there is one.
    """
    for rows, columns in extents:
        if rows * columns > limits.cells:
            raise LimitError(
                Text(
                    fr=f"« {local.name} » : une feuille va jusqu'à la ligne {rows} et à la colonne "
                    f"{columns}, au-delà de la limite de {limits.cells} cellules.",
                    en=f"“{local.name}”: a sheet reaches row {rows} and column {columns}, beyond "
                    f"the limit of {limits.cells} cells.",
                ),
                Text(
                    fr="Ctrl+Fin mène à sa dernière cellule : effacez ce qui est hors du tableau. "
                    "Si c'est voulu : --max-cells.",
                    en="Ctrl+End leads to its last cell: erase what is outside the table. If "
                    "that is intended: --max-cells.",
                ),
            )


def locked(local: LocalFile) -> SourceError:
    """Return what to say of a workbook that asks for a password."""
    return SourceError(
        Text(
            fr=f"Le classeur « {local.name} » est protégé par un mot de passe.",
            en=f"The workbook “{local.name}” is protected by a password.",
        ),
        Text(
            fr="Ouvrez-le dans un tableur et enregistrez-le sans mot de passe.",
            en="Open it in a spreadsheet and save it without a password.",
        ),
    )


def unreadable(local: LocalFile, reason: str) -> SourceError:
    """Return what to say of a workbook that cannot be read."""
    why = library_message(reason)
    return SourceError(
        Text(
            fr=f"Le classeur « {local.name} » ne peut pas être ouvert : {why.fr}.",
            en=f"The workbook “{local.name}” cannot be opened: {why.en}.",
        ),
        Text(
            fr="Ouvrez-le dans un tableur et enregistrez-le de nouveau.",
            en="Open it in a spreadsheet, and save it again.",
        ),
    )
