"""Which fields say where a row stands on earth: the one place that knows their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field

#: How French schemas name a longitude or a latitude: latitude, Ylat, EQUIP_LAT, lat_coor1…
_AXIS: Final = lazy_pattern(
    r"(?:(?P<stem>.*[_\W])|[xy])?(?P<axis>lon|long|lng|longitude|lat|latitude)"
    r"(?P<rest>[_ -]?(?:coor|wgs|gps|deg)\w*)?",
    re.IGNORECASE,
)
#: How they name the axes of a projection: x, coord_y, X_L93, y_lambert_93…
_PROJECTED_AXIS: Final = lazy_pattern(
    r"(?P<stem>.*[_\W]|coord(?:onnees?)?|geo)?(?P<axis>[xy])"
    r"(?P<rest>[_ (-]*(?:l(?:amb(?:ert)?)?[_ -]?93|rgf|2154|wgs|utm|coor)[\w )]*)?",
    re.IGNORECASE,
)
_NUMBERS: Final = frozenset({"number"})


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


def axis_pairs(fields: Sequence[Field], types: Collection[str] = _NUMBERS) -> Iterator[Coordinates]:
    """Return the pairs of fields of some types that are named after a longitude and a latitude."""
    return _pairs(fields, types, _AXIS, ("lon", "lat"))


def projected_pairs(
    fields: Sequence[Field], types: Collection[str] = _NUMBERS
) -> Iterator[Coordinates]:
    """Return the pairs of fields that are named after the axes of a projection, x first.

    >>> names = ("X_L93", "Y_L93", "taux")
    >>> list(projected_pairs([Field(name=name, type="number") for name in names]))
    [Coordinates(longitude='X_L93', latitude='Y_L93')]
    """
    return _pairs(fields, types, _PROJECTED_AXIS, ("x", "y"))


def _pairs(
    fields: Sequence[Field],
    types: Collection[str],
    pattern: re.Pattern[str],
    wanted: tuple[str, str],
) -> Iterator[Coordinates]:
    axes: dict[tuple[str, str, str], str] = {}
    for field in fields:
        named = _named(pattern, field.name) if field.type in types else None
        if named:
            axis = named["axis"].lower()[:3].replace("lng", "lon")
            stem, rest = (named["stem"] or "").lower(), (named["rest"] or "").lower()
            axes.setdefault((stem, rest, axis), field.name)
    for (stem, rest, axis), name in axes.items():
        latitude = axes.get((stem, rest, wanted[1]))
        if axis == wanted[0] and latitude is not None:
            yield Coordinates(name, latitude)


def _named(pattern: re.Pattern[str], name: str) -> re.Match[str] | None:
    """Return what a name tells, as it stands, else with words parted at capitals (``geoLon``)."""
    return pattern.fullmatch(name) or pattern.fullmatch(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name))
