"""Which fields say where a row stands on earth: the one place that knows their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field

#: How French schemas name a longitude or a latitude: latitude, Ylat, EQUIP_LAT, lat_coor1…
_AXIS: Final = lazy_pattern(
    r"(?:(?P<stem>.*[_\W])|[xy])?(?P<axis>lon|long|longitude|lat|latitude)"
    r"(?P<rest>[_ -]?(?:coor|wgs)\w*)?",
    re.IGNORECASE,
)


class Coordinates(NamedTuple):
    """The fields that hold the position of a row.

    `longitude` and `latitude` are number fields in degrees; or both are one ``geopoint`` field.
    """

    longitude: str
    latitude: str

    @property
    def is_geopoint(self) -> bool:
        """Whether one field holds both."""
        return self.longitude == self.latitude


def coordinates(fields: Sequence[Field]) -> Coordinates | None:
    """Return the fields that hold the position of a row; None where none do.

    The first ``geopoint`` field decides, else the first pair of number fields named after a
    longitude and a latitude, whose names are alike otherwise.

    >>> coordinates([Field(name="Xlong", type="number"), Field(name="Ylat", type="number")])
    Coordinates(longitude='Xlong', latitude='Ylat')
    """
    for field in fields:
        if field.type == "geopoint":
            return Coordinates(field.name, field.name)
    return next(axis_pairs(fields), None)


def axis_pairs(fields: Sequence[Field]) -> Iterator[Coordinates]:
    """Return the pairs of number fields named after a longitude and a latitude."""
    axes: dict[tuple[str, str, str], str] = {}
    for field in fields:
        named = _AXIS.fullmatch(field.name)
        if named and field.type == "number":
            stem, rest = (named["stem"] or "").lower(), (named["rest"] or "").lower()
            axes.setdefault((stem, rest, named["axis"].lower()[:3]), field.name)
    for (stem, rest, axis), name in axes.items():
        latitude = axes.get((stem, rest, "lat"))
        if axis == "lon" and latitude is not None:
            yield Coordinates(name, latitude)
