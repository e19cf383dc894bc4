"""NDJSON: an object a line."""

from __future__ import annotations

from tamis.readers import Request, reader
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table

FORMAT = "ndjson"
KINDS = {"ndjson": (".ndjson", ".jsonl", ".geojsonl")}
SUFFIXES = KINDS["ndjson"]


@reader
def read(local: LocalFile, request: Request) -> Table:
    """Open an NDJSON file as a table: members are columns, nested values stay JSON.

    Features of GeoJSON, one a line (RFC 8142 without its separators), are read as such.

    Raises:
        SourceError: a line is no JSON object.
    """
    from tamis.readers.ndjson_records import ndjson_table

    return ndjson_table(local, request, FORMAT)
