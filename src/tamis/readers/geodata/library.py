"""The libraries that read GIS files: an extra, imported when such a file is read."""

from __future__ import annotations

from types import ModuleType

from tamis.model.errors import UsageError
from tamis.model.text import Text

#: What a library that is not there is installed with.
_INSTALL = "pip install 'tamis[geo]'"


def load() -> tuple[ModuleType, ModuleType, ModuleType]:
    """Return pyogrio, pyproj and shapely.

    No grid is fetched by them, and no extension of a database is loaded.

    Raises:
        UsageError: the extra is not installed.
    """
    try:
        import pyogrio
        import pyproj
        import pyproj.network
        import shapely
    except ImportError as error:
        raise UsageError(
            Text(
                fr="GeoPackage et Shapefile se lisent avec un complément qui n'est pas installé.",
                en="GeoPackage and Shapefile are read with an extra that is not installed.",
            ),
            Text(fr=f"Installez-le : {_INSTALL}", en=f"Install it: {_INSTALL}"),
        ) from error
    pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    pyogrio.set_gdal_config_options({"OGR_SQLITE_LOAD_EXTENSIONS": None, "CPL_CURL_ENABLED": False})
    return pyogrio, pyproj, shapely


def damages() -> tuple[type[Exception], ...]:
    """Return what these libraries raise of a damaged file."""
    import pyogrio.errors
    import pyproj.exceptions
    import shapely.errors

    return (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FieldError,
        pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError,
        pyproj.exceptions.ProjError,
        shapely.errors.ShapelyError,
        OSError,
        ValueError,
        RuntimeError,
    )
