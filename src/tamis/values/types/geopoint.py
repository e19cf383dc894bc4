"""Points on earth (Table Schema, "geopoint"), longitude before latitude, in decimal degrees.

Three forms: ``2.35, 48.85`` (default), ``[2.35, 48.85]`` (array), ``{"lon": 2.35, "lat": 48.85}``
(object).
"""

from __future__ import annotations

import polars as pl

from tamis.model.schema import Field
from tamis.model.text import Text

DTYPE = pl.Struct({"lon": pl.Float64, "lat": pl.Float64})

_LON, _LAT = 180, 90
_B = r"[ \t\n\r]*"
_DECIMAL = r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
_JSON = r"(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
_SHAPES = {
    "default": rf"\A{_B}{_DECIMAL}{_B},{_B}{_DECIMAL}{_B}\z",
    "array": rf"\A{_B}\[{_B}{_JSON}{_B},{_B}{_JSON}{_B}\]{_B}\z",
}
_LON_IS, _LAT_IS = (rf'"{name}"{_B}:{_B}"?{_JSON}"?' for name in ("lon", "lat"))
_OBJECT = {
    "lon_lat": rf"\A{_B}\{{{_B}{_LON_IS}{_B},{_B}{_LAT_IS}{_B}\}}{_B}\z",
    "lat_lon": rf"\A{_B}\{{{_B}{_LAT_IS}{_B},{_B}{_LON_IS}{_B}\}}{_B}\z",
}


def _pair(text: pl.Expr, shape: str) -> tuple[pl.Expr, pl.Expr]:
    groups = text.str.extract_groups(shape).struct
    return tuple(groups.field(n).cast(pl.Float64, strict=False) for n in ("1", "2"))  # type: ignore[return-value]


def parse(field: Field, text: pl.Expr) -> pl.Expr:
    """Return the longitude and the latitude; null off the globe."""
    if field.format == "object":
        lon, lat = _pair(text, _OBJECT["lon_lat"])
        flipped_lat, flipped_lon = _pair(text, _OBJECT["lat_lon"])
        lon, lat = pl.coalesce(lon, flipped_lon), pl.coalesce(lat, flipped_lat)
    else:
        return _point(text, _SHAPES.get(field.format, _SHAPES["default"]))
    return _on_globe(lon, lat)


def _point(text: pl.Expr, shape: str) -> pl.Expr:
    return _on_globe(*_pair(text, shape))


def _on_globe(lon: pl.Expr, lat: pl.Expr) -> pl.Expr:
    on_globe = lon.is_between(-_LON, _LON) & lat.is_between(-_LAT, _LAT)
    return pl.when(on_globe).then(pl.struct(lon=lon, lat=lat))


def point(field: Field, value: pl.Expr) -> pl.Expr:
    """Return the point that a value is, or that a text writes in one of the two common forms."""
    if field.type == "geopoint":
        return value
    return pl.coalesce(*(_point(value, _SHAPES[form]) for form in ("default", "array")))


def expected(field: Field) -> Text:
    """Return the form that the text must have."""
    form = {"array": "[2.35, 48.85]", "object": '{"lon": 2.35, "lat": 48.85}'}.get(
        field.format, "2.35, 48.85"
    )
    return Text(
        fr=f"une position, longitude puis latitude en degrés, par exemple {form}",
        en=f"a position, longitude then latitude in degrees, such as {form}",
    )
