"""Degrees to metres, against what IGN's own figures give (@etalab/project-legal)."""

import polars as pl
import pytest

from tamis.values.projections import legal_metres


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    [
        (3, 46.5, 700_000, 6_600_000),
        (2.352222, 48.856614, 652_470.65, 6_862_036.8),
        (8.738611, 41.926389, 1_176_610.37, 6_109_071.47),
        (55.45, -20.88, 338_767.17, 7_690_355.57),
        (-61, 14.6, 715_447.88, 1_615_033.12),
        (-52.3, 4.9, 355_855.44, 541_750.16),
    ],
)
def test_each_territory_has_its_projection(lon, lat, x, y):
    east, north = legal_metres(pl.Series([float(lon)]), pl.Series([float(lat)]))
    assert (east[0], north[0]) == (pytest.approx(x, abs=0.1), pytest.approx(y, abs=0.1))


def test_elsewhere_there_is_none():
    east, north = legal_metres(pl.Series([0.0, None]), pl.Series([0.0, 1.0]))
    assert (east.to_list(), north.to_list()) == ([None, None], [None, None])
