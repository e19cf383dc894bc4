"""Geometries and features in JSON (Table Schema, "geojson": RFC 7946; format ``topojson``)."""

from __future__ import annotations

from typing import Any

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.values import json_cells
from tamis.values.distinct import by_distinct

DTYPE = pl.String

#: How deep the coordinates of each geometry are nested, and the shortest list at each depth.
_NESTED = {
    "Point": (),
    "MultiPoint": (0,),
    "LineString": (2,),
    "MultiLineString": (0, 2),
    "Polygon": (0, 4),
    "MultiPolygon": (0, 0, 4),
}
_POSITION = 2


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the JSON text, null where it is no GeoJSON (or TopoJSON) object."""
    good = _topology if field.format == "topojson" else _geojson

    def read(cell: str) -> str | None:
        value = json_cells.loads(cell) if cell.lstrip().startswith("{") else None
        return cell if isinstance(value, dict) and good(value) else None

    return by_distinct(text, read, pl.String)


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    name = "TopoJSON" if field.format == "topojson" else "GeoJSON"
    sample = '{"type": "Point", "coordinates": [2.35, 48.85]}'
    return Text(
        fr=f"une géométrie {name}, par exemple {sample}",
        en=f"a {name} geometry, such as {sample}",
    )


def _geojson(value: dict[str, Any]) -> bool:
    """Whether an object is a GeoJSON object (RFC 7946, section 3)."""
    kind = value.get("type")
    if kind == "FeatureCollection":
        features = value.get("features")
        return isinstance(features, list) and all(map(_feature, features))
    return _feature(value) if kind == "Feature" else _geometry(value)


def _feature(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("type") != "Feature":
        return False
    properties = value.get("properties", ...)
    shape = value.get("geometry", ...)
    return (properties is None or isinstance(properties, dict)) and (
        shape is None or _geometry(shape)
    )


def _geometry(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    if kind == "GeometryCollection":
        members = value.get("geometries")
        return isinstance(members, list) and all(map(_geometry, members))
    nested = _NESTED.get(kind) if isinstance(kind, str) else None
    return nested is not None and _coordinates(value.get("coordinates"), nested)


def _coordinates(value: Any, nested: tuple[int, ...]) -> bool:
    if not isinstance(value, list):
        return False
    if not nested:
        return len(value) >= _POSITION and all(
            isinstance(n, int | float) and not isinstance(n, bool) for n in value
        )
    return len(value) >= nested[0] and all(_coordinates(part, nested[1:]) for part in value)


def _topology(value: Any) -> bool:
    """Whether `value` is a topology, or one of its objects (TopoJSON 1.0)."""
    if value.get("type") == "Topology":
        return isinstance(value.get("objects"), dict) and isinstance(value.get("arcs"), list)
    if value.get("type") in {"Point", "MultiPoint"}:
        return isinstance(value.get("coordinates"), list)
    if value.get("type") == "GeometryCollection":
        return isinstance(value.get("geometries"), list)
    return value.get("type") in _NESTED and isinstance(value.get("arcs"), list)
