"""The legal projections of French territories: degrees to metres.

Lambert-93 in mainland France (IGN, NTG 71: a Lambert conformal conic of two parallels), transverse
Mercator (UTM) overseas. Right to a decimetre on the GRS 80 ellipsoid, which WGS 84 is for that use.
"""

from __future__ import annotations

from math import atanh, cos, log, pi, radians, sin, sqrt, tan
from typing import Final

import polars as pl

from tamis.values.territories import BOXES

_A: Final = 6_378_137.0
_F: Final = 1 / 298.257222101
_E: Final = sqrt(_F * (2 - _F))
#: Central meridian of the UTM zone of each territory, and its false northing.
_ZONES: Final = {
    "Guadeloupe": (-63, 0),
    "Martinique": (-63, 0),
    "Saint-Barthélemy": (-63, 0),
    "Saint-Martin": (-63, 0),
    "Guyane": (-51, 0),
    "La Réunion": (57, 10_000_000),
    "Mayotte": (45, 10_000_000),
    "Saint-Pierre-et-Miquelon": (-57, 0),
}


def legal_metres(lon: pl.Series, lat: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return easting and northing in the projection of the territory; null in none of these."""
    frame = pl.DataFrame({"lon": lon, "lat": lat})
    # Values are scattered in place: each has a series of its own.
    east, north = (pl.Series([None] * frame.height, dtype=pl.Float64) for _ in range(2))
    x, y = pl.col("lon"), pl.col("lat")
    zones = {"France métropolitaine": _lambert_93(x, y)}
    zones |= {name: _utm(x, y, *zone) for name, zone in _ZONES.items()}
    for name, (to_east, to_north) in zones.items():
        there = frame.select(_is_in(name, x, y)).to_series().arg_true()
        if there.len():
            metres = frame[there].select(east=to_east, north=to_north)
            east, north = east.scatter(there, metres["east"]), north.scatter(there, metres["north"])
    return east, north


def _is_in(name: str, lon: pl.Expr, lat: pl.Expr) -> pl.Expr:
    west, south, east, north = BOXES[name]
    return lon.is_between(west, east) & lat.is_between(south, north)


def _isometric(lat: pl.Expr) -> pl.Expr:
    """Return the isometric latitude."""
    s = lat.radians().sin()
    return ((1 + s) / (1 - s)).log() / 2 - _E * _arctanh(s * _E)


def _arctanh(x: pl.Expr) -> pl.Expr:
    return ((1 + x) / (1 - x)).log() / 2


def _parallel(degrees: float) -> tuple[float, float]:
    """Return the isometric latitude of a parallel, and its radius for one of the ellipsoid's."""
    phi = radians(degrees)
    isometric = log(tan(pi / 4 + phi / 2)) - _E * atanh(_E * sin(phi))
    return isometric, cos(phi) / sqrt(1 - (_E * sin(phi)) ** 2)


def _lambert_93(lon: pl.Expr, lat: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    (first, r1), (second, r2), (origin, _) = map(_parallel, (44, 49, 46.5))
    n = log(r1 / r2) / (second - first)
    c = _A * r1 / n * pow(2.718281828459045, n * first)
    angle = (lon - 3).radians() * n
    radius = (_isometric(lat) * -n).exp() * c
    top = 6_600_000 + c * pow(2.718281828459045, -n * origin)
    return radius * angle.sin() + 700_000, top - radius * angle.cos()


def _utm(lon: pl.Expr, lat: pl.Expr, meridian: float, northing: float) -> tuple[pl.Expr, pl.Expr]:
    """Return easting and northing by the series of Krüger, to its third term."""
    n = _F / (2 - _F)
    a = _A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16, 13 * n**2 / 48 - 3 * n**3 / 5, 61 * n**3 / 240)
    q, away = _isometric(lat), (lon - meridian).radians()
    t = q.sinh()
    xi = pl.arctan2(t, away.cos())
    eta = _arctanh(away.sin() / (1 + t * t).sqrt())
    east, north = eta, xi
    for k, term in enumerate(alpha, start=1):
        east = east + term * (xi * 2 * k).cos() * (eta * 2 * k).sinh()
        north = north + term * (xi * 2 * k).sin() * (eta * 2 * k).cosh()
    return east * (0.9996 * a) + 500_000, north * (0.9996 * a) + northing
