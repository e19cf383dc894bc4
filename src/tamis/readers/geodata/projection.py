"""Coordinates of any system as longitude and latitude (WGS 84)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.readers.geodata import library

#: What longitude and latitude are told by.
_TARGET: Final = "EPSG:4326"
#: Decimals of degrees that are kept of what was computed: a millimetre.
_DECIMALS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """How the coordinates of a layer are written.

    Attributes:
        name: its code and what it is called, "" where they are longitude and latitude already.
        turned: gives geometries (an array of shapely) in longitude and latitude.
    """

    name: str
    turned: Callable[[Any], Any]


def projection(crs: str | None, file: str) -> Projection:
    """Return how to turn the coordinates of a layer.

    Args:
        crs: its system as the file says it: a code, or WKT.
        file: what the user calls the file.

    Raises:
        SourceError: the file does not say it, or says one that nobody knows.
    """
    _, pyproj, shapely = library.load()
    if not crs:
        raise SourceError(
            Text(
                fr=f"« {file} » ne dit pas dans quel système sont ses coordonnées.",
                en=f"“{file}” does not say in which system its coordinates are.",
            ),
            Text(
                fr="Enregistrez-le avec son système (le fichier .prj d'un shapefile), Lambert-93 "
                "par exemple : EPSG:2154.",
                en="Save it with its system (the .prj file of a shapefile), Lambert-93 for "
                "instance: EPSG:2154.",
            ),
        )
    try:
        own = pyproj.CRS.from_user_input(crs)
        to_degrees = pyproj.Transformer.from_crs(own, _TARGET, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        shown = crs.splitlines()[0][:80]
        raise SourceError(
            Text(
                fr=f"« {file} » : le système de coordonnées n'est pas connu : {shown}",
                en=f"“{file}”: the system of its coordinates is not known: {shown}",
            )
        ) from error
    if own.to_2d().equals(pyproj.CRS(_TARGET), ignore_axis_order=True):
        return Projection(name="", turned=lambda geometries: geometries)

    def turn(points: Any) -> Any:
        import numpy as np

        x, y = to_degrees.transform(points[:, 0], points[:, 1])
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise ValueError("coordinates beyond the system that the file states")
        columns = [np.round(x, _DECIMALS), np.round(y, _DECIMALS)]
        return np.column_stack([*columns, points[:, 2]] if points.shape[1] > 2 else columns)  # noqa: PLR2004 with an altitude

    def turned(geometries: Any) -> Any:
        done = geometries.copy()
        with_height = shapely.has_z(geometries)
        for include_z in (False, True):
            some = with_height == include_z
            if some.any():
                done[some] = shapely.transform(geometries[some], turn, include_z=include_z)
        return done

    code = ":".join(own.to_authority() or ())
    return Projection(name=f"{code} ({own.name})" if code else own.name, turned=turned)
