"""GeoPackage (OGC 12-128): a layer, its geometries in longitude and latitude."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from tamis.model.errors import UsageError
from tamis.model.text import Text
from tamis.readers import Request, reader
from tamis.readers.geodata import library
from tamis.readers.geodata.layer import Layer, damaged, read_layer
from tamis.readers.native_errors import native
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table
from tamis.tables.header import match

FORMAT = "gpkg"
KINDS = {"gpkg": (".gpkg",)}
SUFFIXES = (".gpkg",)

#: Tables of records; a view is none: what it runs is anybody's.
_TABLES: Final = """
    SELECT c.table_name FROM gpkg_contents c JOIN sqlite_master m ON m.name = c.table_name
    WHERE c.data_type IN ('features', 'attributes') AND m.type = 'table' ORDER BY c.rowid
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A layer: its name, its columns, how many records it has."""

    name: str
    columns: tuple[str, ...]
    records: int


@reader
def read(local: LocalFile, request: Request) -> Table:
    """Open a GeoPackage at the layer asked for, or at the one that suits the fields best.

    Raises:
        SourceError: it is damaged, or beyond the limits.
        UsageError: it has no such layer, or the extra `geo` is not installed.
    """
    library.load()
    with native(sqlite3.Error, raised=lambda why: damaged(local, why)):
        candidates = list(_candidates(local))
    if not candidates:
        raise damaged(local, "no layer")
    name = request.sheet or request.dialect.sheet_name
    if name and name not in {candidate.name for candidate in candidates}:
        raise _no_such_layer(local, name, candidates)
    wanted = [field.name for field in request.fields]
    best = max(
        candidates,
        key=lambda layer: (
            layer.name == name,
            len(match(layer.columns, wanted).positions),
            bool(layer.records),
        ),
    )
    others = () if name else tuple(layer.name for layer in candidates if layer is not best)
    layer = Layer(path=local.path, name=best.name, records=best.records, others=others)
    return read_layer(local, layer, request, FORMAT)


def _candidates(local: LocalFile) -> Iterator[_Candidate]:
    address = f"file:{quote(str(local.path))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        database.execute("PRAGMA trusted_schema = 0")
        names = [str(name) for (name,) in database.execute(_TABLES)]
        for name in names:
            quoted = '"' + name.replace('"', '""') + '"'
            columns = database.execute(f"PRAGMA table_info({quoted})")
            (count,) = database.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608 quoted
            yield _Candidate(
                name=name, columns=tuple(str(row[1]) for row in columns), records=int(count)
            )


def _no_such_layer(local: LocalFile, wanted: str, layers: list[_Candidate]) -> UsageError:
    listed = ", ".join(layer.name for layer in layers)
    return UsageError(
        Text(
            fr=f"« {local.name} » n'a pas de couche « {wanted} ».",
            en=f"“{local.name}” has no layer “{wanted}”.",
        ),
        Text(fr=f"Couches : {listed}.", en=f"Layers: {listed}."),
    )
