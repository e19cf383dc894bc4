"""Where France is: a box of longitudes and latitudes around each of its territories.

Boxes follow coast lines and reefs to a tenth of a degree or so, on the outer side: they tell a
point that is nowhere near, not one that is across the street from a border.
"""

from __future__ import annotations

from typing import Final

import polars as pl

#: West, south, east, north, in decimal degrees (WGS 84).
BOXES: Final[dict[str, tuple[float, float, float, float]]] = {
    "France métropolitaine": (-5.3, 41.2, 9.7, 51.2),
    "Guadeloupe": (-61.9, 15.7, -60.9, 16.6),
    "Martinique": (-61.3, 14.3, -60.7, 15.0),
    "Guyane": (-54.7, 2.0, -51.5, 6.0),
    "La Réunion": (55.1, -21.5, 55.95, -20.8),
    "Mayotte": (44.9, -13.1, 45.4, -12.5),
    "Saint-Pierre-et-Miquelon": (-56.6, 46.7, -56.0, 47.2),
    "Saint-Barthélemy": (-63.1, 17.8, -62.7, 18.05),
    "Saint-Martin": (-63.2, 18.0, -62.9, 18.2),
    "Nouvelle-Calédonie": (158.1, -22.9, 172.2, -17.9),
    "Polynésie française": (-154.8, -27.8, -134.3, -7.7),
    "Wallis-et-Futuna": (-178.3, -14.5, -176.0, -13.1),
    "Kerguelen": (68.3, -50.1, 70.7, -48.3),
    "Crozet": (50.1, -46.6, 52.4, -45.9),
    "Saint-Paul et Amsterdam": (77.4, -38.9, 77.7, -37.7),
    "îles Éparses du canal du Mozambique": (39.6, -22.5, 42.9, -16.9),
    "îles Glorieuses": (47.2, -11.7, 47.5, -11.4),
    "Tromelin": (54.4, -16.0, 54.6, -15.8),
    "Clipperton": (-109.3, 10.2, -109.1, 10.4),
}


#: Where a point is: in a territory, in one once its numbers are swapped, or in none.
THERE, SWAPPED, AWAY = 0, 1, 2


def place(point: pl.Expr) -> pl.Expr:
    """Return where a point is; the point is read once, however many the boxes are."""

    def apply(points: pl.Series) -> pl.Series:
        lon, lat = pl.col("lon"), pl.col("lat")
        is_point = lon.is_not_null() & lat.is_not_null()
        answer = pl.when(is_point).then(relation(lon, lat)).cast(pl.Int8)
        return points.struct.unnest().select(answer).to_series().alias(points.name)

    return point.map_batches(apply, return_dtype=pl.Int8)


def relation(lon: pl.Expr, lat: pl.Expr) -> pl.Expr:
    """Return where two numbers are; each is read several times."""
    there, swapped = _within(lon, lat), _within(lat, lon)
    return pl.when(there).then(THERE).when(swapped).then(SWAPPED).otherwise(AWAY)


def is_mainland(lon: pl.Expr, lat: pl.Expr) -> pl.Expr:
    """Return whether a point lies in the box of mainland France."""
    west, south, east, north = BOXES["France métropolitaine"]
    return lon.is_between(west, east) & lat.is_between(south, north)


def _within(lon: pl.Expr, lat: pl.Expr) -> pl.Expr:
    """Return whether a point lies in one of the boxes."""
    return pl.any_horizontal(
        lon.is_between(west, east) & lat.is_between(south, north)
        for west, south, east, north in BOXES.values()
    )
