"""Which fields say where a row stands: known in one place."""

import pytest

from tamis.model.coordinates import coordinates
from tamis.model.schema import Field


def numbers(*names):
    return [Field(name=name, type="number") for name in names]


@pytest.mark.parametrize(
    ("names", "longitude", "latitude"),
    [
        (("Ylat", "Xlong"), "Xlong", "Ylat"),
        (("latitude", "longitude"), "longitude", "latitude"),
        (("EQUIP_LAT", "EQUIP_LONG"), "EQUIP_LONG", "EQUIP_LAT"),
        (("lat_coor1", "long_coor1"), "long_coor1", "lat_coor1"),
        (("lat_wgs84", "lon_wgs84"), "lon_wgs84", "lat_wgs84"),
        (("point-lat", "point-lon"), "point-lon", "point-lat"),
        (("adresse lat", "adresse long"), "adresse long", "adresse lat"),
        (("a_lon", "b_lon", "b_lat"), "b_lon", "b_lat"),
        (("lon", "lat", "lon_parking", "lat_parking"), "lon", "lat"),
    ],
)
def test_pairs_of_numbers_are_known_by_their_names(names, longitude, latitude):
    found = coordinates(numbers(*names))
    assert tuple(found) == (longitude, latitude)
    assert not found.is_geopoint


@pytest.mark.parametrize(
    "names",
    [("VEH_LONG", "EQUIP_LAT"), ("plat", "lon"), ("lat", "longueur"), ("lat",), ("lon",), ()],
)
def test_other_numbers_are_no_position(names):
    assert coordinates(numbers(*names)) is None


def test_texts_are_no_position():
    assert coordinates([Field(name="lon", type="string"), Field(name="lat")]) is None


def test_the_first_geopoint_decides():
    fields = [
        *numbers("lon", "lat"),
        Field(name="a", type="geopoint"),
        Field(name="b", type="geopoint"),
    ]
    found = coordinates(fields)
    assert tuple(found) == ("a", "a")
    assert found.is_geopoint
