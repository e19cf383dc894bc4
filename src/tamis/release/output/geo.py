"""Where rows stand: the point of a schema, as geometry for GIS tools (GeoParquet 1.1, RFC 7946)."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tamis.model.coordinates import coordinates
from tamis.model.report_rows import Box, Spot
from tamis.model.schema import Schema
from tamis.tables.byte_columns import octets

#: The geometry column of a GeoParquet file.
COLUMN: Final = "geometry"
#: What makes a Parquet file a GeoParquet one: WKB points, longitude then latitude (OGC:CRS84).
METADATA: Final = {
    "geo": json.dumps(
        {
            "version": "1.1.0",
            "primary_column": COLUMN,
            "columns": {COLUMN: {"encoding": "WKB", "geometry_types": ["Point"]}},
        }
    )
}
#: How the bytes of a point begin, and how many they are.
_POINT: Final = b"\x01\x01\x00\x00\x00"
_SIZE: Final = 21
#: Beyond so many rows no GeoJSON is written: nobody opens it, and the Parquet file has the points.
MOST: Final = 250_000
_ROWS: Final = 25_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the coordinates of a row are: expressions over its typed values."""

    longitude: pl.Expr
    latitude: pl.Expr

    def marked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with its geometry column (WKB, null where a row has no point)."""
        lon, lat = frame.select(lon=self.longitude, lat=self.latitude).get_columns()
        there = lon.is_not_null() & lat.is_not_null()
        points = _wkb(lon.fill_null(0.0), lat.fill_null(0.0)).alias(COLUMN)
        if not there.all():
            points = pl.select(pl.when(there).then(points).alias(COLUMN)).to_series()
        return frame.with_columns(points)


def of(schema: Schema) -> Place | None:
    """Return where the points of a schema are; None where its fields do not say so."""
    names = coordinates(schema.fields)
    if names is None:
        return None
    if names.is_geopoint:
        point = pl.col(names.longitude).struct
        return Place(longitude=point.field("lon"), latitude=point.field("lat"))
    lon, lat = (pl.col(name).cast(pl.Float64) for name in names)
    return Place(longitude=lon, latitude=lat)


def _wkb(lon: pl.Series, lat: pl.Series) -> pl.Series:
    """Return points as well-known binary: little endian, type 1, two doubles; 21 bytes each."""
    n = lon.len()
    whole = bytearray(_POINT + bytes(_SIZE - len(_POINT))) * n
    for start, axis in ((5, lon), (13, lat)):
        planes = array("d", axis.to_list()).tobytes()
        for at in range(8):
            whole[start + at :: _SIZE] = planes[at::8]
    return octets(bytes(whole)).reshape((n, _SIZE)).arr.to_list().cast(pl.Binary)


def geojson(parquet: Path, names: Sequence[str], place: Place, path: Path) -> bool:
    """Write the rows of the Parquet file that have a point as GeoJSON, a feature a line.

    Args:
        parquet: the typed rows.
        names: the properties.
        place: where their points are.
        path: where to write.

    Returns:
        Whether it was written: not where there are too many rows.
    """
    scan = pl.scan_parquet(parquet)
    height: int = scan.select(pl.len()).collect().item()
    if height > MOST:
        return False
    with path.open("wb") as out:
        out.write(b'{"type":"FeatureCollection","features":[')
        between = b"\n"
        for start in range(0, height, _ROWS):
            frame = scan.slice(start, _ROWS).collect()
            for text in _features(frame, names, place):
                out.write(between + text.encode())
                between = b",\n"
        out.write(b"\n]}\n")
    return True


def _features(frame: pl.DataFrame, names: Sequence[str], place: Place) -> pl.Series:
    plain = [
        pl.col(name).cast(pl.String) if frame.schema[name].is_temporal() else pl.col(name)
        for name in names
    ]
    point = pl.format("[{},{}]", place.longitude, place.latitude)
    properties = pl.struct(plain).struct.json_encode()
    text = pl.concat_str(
        pl.lit('{"type":"Feature","geometry":{"type":"Point","coordinates":'),
        point,
        pl.lit('},"properties":'),
        properties,
        pl.lit("}"),
    )
    there = place.longitude.is_not_null() & place.latitude.is_not_null()
    return frame.filter(there).select(text).to_series()


def spots(parquet: Path, place: Place, step: float, box: Box) -> list[Spot]:
    """Return the positions of the typed rows in a box, by squares of `step` degrees."""
    west, south, east, north = box
    points = pl.scan_parquet(parquet).select(lon=place.longitude, lat=place.latitude)
    within = points.filter(
        pl.col("lon").is_between(west, east), pl.col("lat").is_between(south, north)
    )
    squares = within.group_by(
        x=(pl.col("lon") / step).floor(), y=(pl.col("lat") / step).floor()
    ).agg(pl.col("lon").min(), pl.col("lat").min(), records=pl.len())
    frame = squares.sort("x", "y").collect(engine="streaming")
    return [
        Spot(lon=lon, lat=lat, records=records, faulty=0, row=0)
        for _, _, lon, lat, records in frame.iter_rows()
    ]
