"""GeoJSON (RFC 7946): the properties of each feature, then its geometry, kept as JSON."""

from __future__ import annotations

from typing import Final

from tamis.model.text import Text
from tamis.readers import Request, reader
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table

FORMAT = "geojson"
_NO_FEATURES: Final = Text(
    fr="ce n'est ni un objet géographique (Feature), ni une collection (FeatureCollection)",
    en="it is neither a Feature nor a FeatureCollection",
)
SUFFIXES = (".geojson",)


@reader
def read(local: LocalFile, request: Request) -> Table:
    """Open a GeoJSON file as a table.

    Raises:
        SourceError: it is no feature, nor a collection of them.
    """
    from tamis.readers.documents import features, outline_of
    from tamis.readers.records import damaged, table

    columns_and_records = features(local, outline_of(local, request), request)
    if columns_and_records is None:
        raise damaged(local.name, "GeoJSON", _NO_FEATURES)
    return table(local, FORMAT, *columns_and_records)
