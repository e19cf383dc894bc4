"""Where points are: capitals of the territories, the same swapped, and the rest of the world."""

import polars as pl
import pytest

from tamis.values.territories import AWAY, BOXES, SWAPPED, THERE, is_mainland, place, relation

#: Longitude, latitude.
TOWNS = {
    "Paris": (2.3522, 48.8566),
    "Brest": (-4.4861, 48.3904),
    "Ajaccio": (8.7369, 41.9192),
    "Pointe-à-Pitre": (-61.5333, 16.2411),
    "Fort-de-France": (-61.0742, 14.6161),
    "Cayenne": (-52.3261, 4.9224),
    "Saint-Denis": (55.4504, -20.8789),
    "Mamoudzou": (45.2278, -12.7806),
    "Saint-Pierre": (-56.1773, 46.7781),
    "Gustavia": (-62.8498, 17.8958),
    "Marigot": (-63.0885, 18.0667),
    "Nouméa": (166.4416, -22.2711),
    "Papeete": (-149.5670, -17.5516),
    "Mata-Utu": (-176.1740, -13.2825),
    "Port-aux-Français": (70.2189, -49.3497),
}


def answer(expression):
    return pl.select(expression).item()


@pytest.mark.parametrize("town", TOWNS)
def test_a_town_is_there_and_swapped_where_its_numbers_are(town):
    lon, lat = TOWNS[town]
    assert answer(relation(pl.lit(lon), pl.lit(lat))) == THERE
    # A point of one territory may, swapped, lie in the box of none but itself.
    assert answer(relation(pl.lit(lat), pl.lit(lon))) == SWAPPED


@pytest.mark.parametrize("point", [(-0.1276, 51.5072), (13.405, 52.52), (0.0, 0.0), (180.0, 90.0)])
def test_elsewhere(point):
    assert answer(relation(*map(pl.lit, point))) == AWAY


@pytest.mark.parametrize("name", BOXES)
def test_edges_of_a_box_are_in_it(name):
    west, south, east, north = BOXES[name]
    assert west < east
    assert south < north
    for lon, lat in ((west, south), (east, north), (west, north), (east, south)):
        assert answer(relation(pl.lit(lon), pl.lit(lat))) == THERE


def test_the_mainland_is_one_of_them():
    towns = pl.DataFrame(list(TOWNS.values()), schema=["lon", "lat"], orient="row")
    mainland = towns.select(is_mainland(pl.col("lon"), pl.col("lat"))).to_series()
    assert mainland.to_list() == [True, True, True] + [False] * (len(TOWNS) - 3)
    edges = pl.DataFrame(
        {"lon": [-5.3, 9.7, -5.31, 9.71, 2.0, 2.0], "lat": [41.2, 51.2, 45, 45, 41.1, 51.3]}
    )
    assert edges.select(is_mainland(pl.col("lon"), pl.col("lat"))).to_series().to_list() == [
        True, True, False, False, False, False,
    ]  # fmt: skip


def test_points_of_a_column_are_told_in_one_go_and_half_a_point_is_none():
    points = pl.DataFrame(
        {"lon": [2.35, 48.85, 0.0, None, 2.35], "lat": [48.85, 2.35, 0.0, 48.85, None]}
    )
    column = points.select(point=pl.struct("lon", "lat"))
    answers = column.select(place(pl.col("point")))
    assert answers.columns == ["point"]
    assert answers["point"].to_list() == [THERE, SWAPPED, AWAY, None, None]
    assert answers["point"].dtype == pl.Int8
