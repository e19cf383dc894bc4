"""Which number of a position comes first, by the name of its column."""

from __future__ import annotations

from typing import Final, Literal

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field
from tamis.values.column_names import words

Axis = Literal["longitude", "latitude"]

_LATITUDE_FIRST: Final = lazy_pattern(r"_lat_?l(on|ng|ong)_|_latitude_longitude|geo_point_2d|_gps_")
_LONGITUDE_FIRST: Final = lazy_pattern(
    r"_l(on|ng|ong)_?lat_|_longitude_latitude|coordonnees?_?xy|_xy_|_geo_?json_"
)


def first_axis(field: Field) -> Axis | None:
    """Return the number that comes first in the texts of a field; None where nothing says it.

    A ``geopoint`` of Table Schema has the longitude first, whatever its name is.

    >>> first_axis(Field(name="latlon", type="string")), first_axis(Field(name="coordonneesXY"))
    ('latitude', 'longitude')
    """
    if field.type == "geopoint":
        return "longitude"
    name = words(field.name)
    if _LATITUDE_FIRST.search(name):
        return "latitude"
    return "longitude" if _LONGITUDE_FIRST.search(name) or field.type == "array" else None
