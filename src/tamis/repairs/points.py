"""Pairs of coordinates as people write them, and the boxes that tell their order."""

from __future__ import annotations

import re
from math import atan, cos, degrees, exp, hypot, log, pi, radians, sin, sqrt, tan
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field
from tamis.values.column_names import words
from tamis.values.territories import BOXES

_POINT: Final = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_EITHER: Final = r"[+-]?[0-9]+(?:[.,][0-9]+)?"
_PAIRS: Final = (
    lazy_pattern(rf"({_POINT})\s*,\s*({_POINT})"),
    lazy_pattern(rf"({_EITHER})\s*[;|/]\s*({_EITHER})"),
    lazy_pattern(rf"({_EITHER})\s+({_EITHER})"),
    lazy_pattern(r"([+-]?[0-9]+,[0-9]+),\s+([+-]?[0-9]+,[0-9]+)"),
)
_NAMED: Final = lazy_pattern(
    r"\{?\s*['\"]?(?P<first>lon|lat)(?:g|itude|gitude)?['\"]?\s*[:=]?\s*(?P<a>[^,;a-z]+?)\s*[,;]?\s*"
    r"['\"]?(?P<second>lon|lat)(?:g|itude|gitude)?['\"]?\s*[:=]?\s*(?P<b>[^,;a-z]+?)\s*\}?",
    re.IGNORECASE,
)
_AROUND: Final = lazy_pattern(
    r"\A\s*(?:POINT\s*)?[\[({]?\s*(.*?)\s*[\])}]?\s*\Z", re.IGNORECASE | re.DOTALL
)


#: How the columns of one coordinate are called: longitude, Ylat, coord_x…
_DEGREES: Final = r"_(x|y)?_?(lon|long|longitude|lat|latitude)(_?(coor|wgs)\w*?)?\d*_"
_DEGREES_NAME: Final = lazy_pattern(_DEGREES)
_AXIS_NAME: Final = lazy_pattern(rf"{_DEGREES}|_[xy]_|coord")


def read_pair(text: str) -> tuple[str, str] | None:
    """Return the two numbers of a position, with points before decimals, in their order.

    Both have decimals: whole numbers may be one number with a decimal comma, or degrees and
    minutes.

    >>> read_pair("2.35,48.85"), read_pair("2,48"), read_pair("48 51.4")
    (('2.35', '48.85'), None, None)
    """
    numbers = _numbers(text)
    return numbers if numbers and all("." in number for number in numbers) else None


def _numbers(text: str) -> tuple[str, str] | None:
    inside = _AROUND.match(text)
    for shape in _PAIRS:
        match = shape.fullmatch(inside[1] if inside else text)
        if match:
            return match[1].replace(",", "."), match[2].replace(",", ".")
    return None


def read_named_pair(text: str) -> tuple[str, str] | None:
    """Return longitude and latitude where the text names them."""
    match = _NAMED.fullmatch(text.strip())
    if match is None or match["first"].lower() == match["second"].lower():
        return None
    parts = {match["first"].lower(): match["a"], match["second"].lower(): match["b"]}
    numbers = tuple(parts[name].strip(" '\"").replace(",", ".") for name in ("lon", "lat"))
    right = all(re.fullmatch(_POINT, number) for number in numbers)
    return (numbers[0], numbers[1]) if right else None


def is_axis(field: Field) -> bool:
    """Return whether the name of a number field says that it holds a longitude or a latitude."""
    return _AXIS_NAME.search(words(field.name)) is not None


def is_in_degrees(field: Field) -> bool:
    """Return whether the name of a number field says that it holds degrees, never thousands."""
    return _DEGREES_NAME.search(words(field.name)) is not None


def is_in_france(lon: str, lat: str) -> bool:
    """Whether a point lies in the box of a French territory."""
    x, y = float(lon), float(lat)
    return any(w <= x <= e and s <= y <= n for w, s, e, n in BOXES.values())


def write(field: Field, lon: str, lat: str) -> str:
    """Return a position in the form that a field wants."""
    lon, lat = lon.removeprefix("+"), lat.removeprefix("+")
    forms = {"array": f"[{lon}, {lat}]", "object": f'{{"lon": {lon}, "lat": {lat}}}'}
    return forms.get(field.format if field.type == "geopoint" else "", f"{lon}, {lat}")


#: The ellipsoid of RGF93, and Lambert-93 on it (IGN, NTG 71 and "Projections cartographiques").
_FLAT: Final = 1 / 298.257222101
_E: Final = sqrt(2 * _FLAT - _FLAT**2)
_AXIS: Final = 6_378_137.0
_NORTH, _SOUTH, _MIDDLE = radians(49), radians(44), radians(46.5)
_LON0: Final = radians(3)
_X0, _Y0 = 700_000.0, 6_600_000.0
#: Where Lambert-93 coordinates lie (x, then y), in metres.
_X_MAX, _Y_MIN, _Y_MAX = 1_300_000, 6_000_000, 7_200_000


def _isometric(latitude: float) -> float:
    part = _E * sin(latitude)
    return log(tan(pi / 4 + latitude / 2) * ((1 - part) / (1 + part)) ** (_E / 2))


def _normal(latitude: float) -> float:
    return _AXIS / sqrt(1 - (_E * sin(latitude)) ** 2)


_N: Final = log(_normal(_SOUTH) * cos(_SOUTH) / (_normal(_NORTH) * cos(_NORTH))) / (
    _isometric(_NORTH) - _isometric(_SOUTH)
)
_C: Final = _normal(_NORTH) * cos(_NORTH) / _N * exp(_N * _isometric(_NORTH))
_YS: Final = _Y0 + _C * exp(-_N * _isometric(_MIDDLE))


def from_lambert_93(text: str) -> tuple[str, str] | None:
    """Return longitude and latitude of Lambert-93 coordinates, to a decimetre; None: not those."""
    numbers = _numbers(text)
    if numbers is None:
        return None
    x, y = map(float, numbers)
    if not (0 < x < _X_MAX and _Y_MIN < y < _Y_MAX):
        return None
    radius = hypot(x - _X0, y - _YS)
    longitude = _LON0 + atan((x - _X0) / (_YS - y)) / _N
    wanted = -log(radius / _C) / _N
    latitude = 2 * atan(exp(wanted)) - pi / 2
    for _ in range(12):
        part = _E * sin(latitude)
        latitude = 2 * atan(((1 + part) / (1 - part)) ** (_E / 2) * exp(wanted)) - pi / 2
    return f"{degrees(longitude):.6f}", f"{degrees(latitude):.6f}"
