"""Which number of a position comes first, by the name of its column."""

import pytest

from tamis.model.schema import Field
from tamis.values.axis_order import first_axis


@pytest.mark.parametrize(
    ("name", "axis"),
    [
        ("latlon", "latitude"),
        ("lat_lon", "latitude"),
        ("latLng", "latitude"),
        ("Latitude/Longitude", "latitude"),
        ("geo_point_2d", "latitude"),
        ("coordonnées GPS", "latitude"),
        ("lonlat", "longitude"),
        ("lng_lat", "longitude"),
        ("longitude, latitude", "longitude"),
        ("coordonneesXY", "longitude"),
        ("coordonnee_xy", "longitude"),
        ("xy", "longitude"),
        ("geojson", "longitude"),
        ("position", None),
        ("latitude", None),
        ("plonlatte", None),
    ],
)
def test_by_the_name(name, axis):
    assert first_axis(Field(name=name, type="string")) == axis


def test_by_the_type():
    assert first_axis(Field(name="latlon", type="geopoint")) == "longitude"
    assert first_axis(Field(name="position", type="array")) == "longitude"
    assert first_axis(Field(name="latlon", type="array")) == "latitude"
