"""Where each released row comes from."""

from __future__ import annotations

from typing import Final

import polars as pl

from tamis.release.inputs.manifest import Source

SOURCE: Final = "_source"
RECORD: Final = "_record"
LINE: Final = "_line"
MODIFIED: Final = "_modified"
CONTENT: Final = "_content"
#: Only where duplicates are kept: the row that would have replaced this one, ``source:record``.
MARK: Final = "_duplicate_of"

#: The lineage columns, in order: source id, record number, physical line, last change of the
#: source (ISO 8601, empty where nobody says), first 16 digits of the SHA-256 of its bytes.
TYPES: Final = {
    SOURCE: pl.String,
    RECORD: pl.UInt32,
    LINE: pl.UInt32,
    MODIFIED: pl.String,
    CONTENT: pl.String,
}
COLUMNS: Final = tuple(TYPES)

#: The same as Table Schema fields.
FIELDS: Final = (
    {"name": SOURCE, "type": "string", "title": "Source", "constraints": {"required": True}},
    {"name": RECORD, "type": "integer", "title": "Enregistrement dans la source"},
    {"name": LINE, "type": "integer", "title": "Ligne dans la source"},
    {"name": MODIFIED, "type": "string", "title": "Dernière modification de la source"},
    {"name": CONTENT, "type": "string", "title": "Empreinte du fichier source (SHA-256, début)"},
)
MARK_FIELD: Final = {"name": MARK, "type": "string", "title": "Doublon de (source:enregistrement)"}


def lineage(source: Source, content: str, rows: pl.Series, lines: pl.Series) -> pl.DataFrame:
    """Return the lineage of some rows of `source`, whose bytes have the SHA-256 `content`."""
    return pl.DataFrame({RECORD: rows, LINE: lines}).select(
        pl.lit(source.id).alias(SOURCE),
        RECORD,
        LINE,
        pl.lit(source.modified or None, dtype=pl.String).alias(MODIFIED),
        pl.lit(content[:16]).alias(CONTENT),
    )
