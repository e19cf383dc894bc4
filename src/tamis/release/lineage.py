"""Where each released row comes from."""

from __future__ import annotations

from typing import Final

import polars as pl

from tamis.release.manifest import Source

SOURCE: Final = "_source"
RECORD: Final = "_record"
LINE: Final = "_line"
MODIFIED: Final = "_modified"

#: The lineage columns, in order: source id, record number, physical line, last change of the
#: source (ISO 8601, empty where nobody says).
COLUMNS: Final = (SOURCE, RECORD, LINE, MODIFIED)

#: The same as Table Schema fields.
FIELDS: Final = (
    {"name": SOURCE, "type": "string", "title": "Source", "constraints": {"required": True}},
    {"name": RECORD, "type": "integer", "title": "Enregistrement dans la source"},
    {"name": LINE, "type": "integer", "title": "Ligne dans la source"},
    {"name": MODIFIED, "type": "string", "title": "Dernière modification de la source"},
)


def lineage(source: Source, rows: pl.Series, lines: pl.Series) -> pl.DataFrame:
    """Return the lineage of some rows of `source`."""
    return pl.DataFrame({RECORD: rows, LINE: lines}).select(
        pl.lit(source.id).alias(SOURCE),
        RECORD,
        LINE,
        pl.lit(source.modified or None, dtype=pl.String).alias(MODIFIED),
    )
