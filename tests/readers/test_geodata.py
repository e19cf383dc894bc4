"""GeoPackage and shapefiles: attributes, and geometries in longitude and latitude."""

import json
import math
import sqlite3
import sys
import zipfile

import numpy as np
import pyogrio.raw
import pytest
import shapely
from tests.command import run_text

import tamis
from tamis import readers, sources
from tamis.model.schema import Field

PARIS = (2.3522, 48.8566)


def utm(longitude, latitude, zone):
    """Return a point in UTM on GRS 80 (Snyder, Map Projections, formulas 8-9 to 8-15)."""
    a, e2, scale = 6378137.0, 0.00669438002290, 0.9996
    phi, lam = math.radians(latitude), math.radians(longitude - (6 * zone - 183))
    second = e2 / (1 - e2)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    t, c = math.tan(phi) ** 2, second * math.cos(phi) ** 2
    x = lam * math.cos(phi)
    m = a * (
        (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256) * phi
        - (3 * e2 / 8 + 3 * e2**2 / 32 + 45 * e2**3 / 1024) * math.sin(2 * phi)
        + (15 * e2**2 / 256 + 45 * e2**3 / 1024) * math.sin(4 * phi)
        - (35 * e2**3 / 3072) * math.sin(6 * phi)
    )
    east = x + (1 - t + c) * x**3 / 6 + (5 - 18 * t + t**2 + 72 * c - 58 * second) * x**5 / 120
    north = (
        x**2 / 2
        + (5 - t + 9 * c + 4 * c**2) * x**4 / 24
        + (61 - 58 * t + t**2 + 600 * c - 330 * second) * x**6 / 720
    )
    south = 0 if latitude > 0 else 10_000_000
    return 500_000 + scale * n * east, south + scale * (m + n * math.tan(phi) * north)


CAYENNE, SAINT_DENIS, MAMOUDZOU = (-52.3333, 4.9333), (55.4481, -20.8789), (45.2279, -12.7806)
FORT_DE_FRANCE, SAINT_PIERRE = (-61.0667, 14.6037), (-56.1773, 46.7811)
#: Systems, a point in each, and where it is on earth.
POINTS = {
    "EPSG:2154": ((652469.02, 6862035.26), PARIS),
    "EPSG:3857": ((261845.706, 6250564.350), PARIS),
    "EPSG:4326": (PARIS, PARIS),
    "EPSG:2972": (utm(*CAYENNE, 22), CAYENNE),
    "EPSG:2975": (utm(*SAINT_DENIS, 40), SAINT_DENIS),
    "EPSG:4471": (utm(*MAMOUDZOU, 38), MAMOUDZOU),
    "EPSG:5490": (utm(*FORT_DE_FRANCE, 20), FORT_DE_FRANCE),
    "EPSG:4467": (utm(*SAINT_PIERRE, 21), SAINT_PIERRE),
}


def put(path, points, crs="EPSG:2154", kind="Point", names=("é", "b", None), **more):
    """Write a layer of points with a name, a number, a day and a truth each."""
    geometries = np.array(points, dtype=object)
    wkb = shapely.to_wkb(geometries)
    size = len(points)
    data = [
        np.array([names[i % 3] for i in range(size)], dtype=object),
        np.arange(size), np.array(["2024-01-02"] * size, dtype="datetime64[D]"),
        np.array([True] * size),
    ]  # fmt: skip
    pyogrio.raw.write(path, wkb, data, ["nom", "rang", "jour", "ouvert"], geometry_type=kind,
                      crs=crs, **more)  # fmt: skip
    return path


def zipped(path, shapefile, *, but=()):
    with zipfile.ZipFile(path, "w") as archive:
        for part in shapefile.parent.glob(f"{shapefile.stem}.*"):
            if part.suffix not in (".gpkg", ".zip", *but):
                archive.write(part, f"dossier/{part.name}")
    return path


def read(path, *fields, **more):
    with sources.open_source(str(path)) as local:
        table = readers.read(local, readers.Request(fields=fields, **more))
        frames = [batch.frame for batch in table.batches()]
    rows = [row for frame in frames for row in frame.rows()]
    return table, [dict(zip(table.header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("geo")
    points = [shapely.Point(*POINTS["EPSG:2154"][0]), shapely.Point(700000, 6600000), None]
    put(place / "a.gpkg", points, layer="lieux")
    put(place / "a.shp", points)
    zipped(place / "a.zip", place / "a.shp")
    return place


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.zip"])
def test_attributes_and_points_are_read(folder, name):
    table, rows = read(folder / name, Field(name="position", type="geopoint"))
    assert table.header == ("nom", "rang", "jour", "ouvert", "position")
    assert [row["nom"] for row in rows] == ["é", "b", None]
    assert (rows[0]["rang"], rows[0]["jour"], rows[0]["ouvert"]) == ("0", "2024-01-02", "true")
    x, y = map(float, rows[0]["position"].split(","))
    assert (x, y) == pytest.approx(PARIS, abs=1e-4)
    assert rows[2]["position"] is None
    (fault,) = table.faults
    assert fault.code == "file.reprojected"
    assert fault.values[0].startswith("EPSG:2154")


@pytest.mark.parametrize("crs", POINTS)
def test_systems_are_told_and_turned(tmp_path, crs):
    point, wanted = POINTS[crs]
    put(tmp_path / "a.gpkg", [shapely.Point(*point)], crs=crs)
    table, rows = read(tmp_path / "a.gpkg")
    geometry = json.loads(rows[0]["geometry"])
    assert geometry["coordinates"] == pytest.approx(wanted, abs=1e-5)
    assert [fault.code for fault in table.faults] == ["file.reprojected"] * (crs != "EPSG:4326")


def test_digits_of_degrees_are_kept(tmp_path):
    put(tmp_path / "a.gpkg", [shapely.Point(2.123456789012345, 48.1)], crs="EPSG:4326")
    field = Field(name="p", type="geopoint", format="array")
    assert read(tmp_path / "a.gpkg", field)[1][0]["p"] == "[2.123456789012345, 48.1]"


def test_geometries_stand_where_the_schema_wants_them(tmp_path):
    line = shapely.LineString([(652469, 6862035, 12), (700000, 6600000, 13)])
    put(tmp_path / "l.gpkg", [line], kind="LineString Z")
    shape = Field(name="trace", type="geojson")
    _, rows = read(tmp_path / "l.gpkg", Field(name="p", type="geopoint"), shape)
    assert json.loads(rows[0]["trace"])["coordinates"][0][2] == 12
    put(tmp_path / "p.gpkg", [shapely.Point(652469, 6862035)])
    pair = (Field(name="longitude", type="number"), Field(name="latitude", type="number"))
    row = read(tmp_path / "p.gpkg", *pair)[1][0]
    assert float(row["longitude"]) == pytest.approx(PARIS[0], abs=1e-3)
    # a column of the file keeps its name
    table, _ = read(tmp_path / "p.gpkg", Field(name="nom", type="geojson"))
    assert table.header[-1] == "geometry"


def test_layers_are_chosen_or_told(folder, tmp_path):
    path = tmp_path / "b.gpkg"
    put(path, [shapely.Point(1, 1)], layer="un", crs="EPSG:4326")
    wkb = shapely.to_wkb(np.array([shapely.Point(2, 2)], dtype=object))
    pyogrio.raw.write(path, wkb, [np.array(["x"], dtype=object)], ["code"], layer="deux",
                      geometry_type="Point", crs="EPSG:4326", append=True)  # fmt: skip
    table, _ = read(path, Field(name="code"))
    assert (table.sheet, table.faults[0].code) == ("deux", "file.other-sheets")
    assert read(path, sheet="un")[0].sheet == "un"
    with pytest.raises(tamis.UsageError, match="un, deux"):
        read(path, sheet="trois")


DAMAGES = {
    "cut.gpkg": lambda place: (place / "a.gpkg").read_bytes()[:3000],
    "cut.shp": lambda place: (place / "a.shp").read_bytes()[:110],
    "alone.shp": lambda place: (place / "a.shp").read_bytes(),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_a_sentence(folder, tmp_path, name):
    (tmp_path / name).write_bytes(DAMAGES[name](folder))
    if name == "cut.shp":
        for part in (".dbf", ".shx", ".prj"):
            (tmp_path / f"cut{part}").write_bytes((folder / f"a{part}").read_bytes()[:70])
    with pytest.raises(tamis.SourceError):
        read(tmp_path / name)


def test_records_are_counted_a_second_way(folder, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes((folder / "a.gpkg").read_bytes())
    for part in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
        (tmp_path / f"a{part}").write_bytes((folder / f"a{part}").read_bytes())
    dbf = bytearray((tmp_path / "a.dbf").read_bytes())
    dbf[4] = 2
    (tmp_path / "a.dbf").write_bytes(bytes(dbf))
    with pytest.raises(tamis.SourceError):
        read(tmp_path / "a.shp")


def test_without_a_system_nothing_is_guessed(folder, tmp_path):
    zipped(tmp_path / "b.zip", folder / "a.shp", but=(".prj",))
    with pytest.raises(tamis.SourceError, match="système"):
        read(tmp_path / "b.zip")
    zipped(tmp_path / "c.zip", folder / "a.shp", but=(".dbf",))
    with pytest.raises(tamis.SourceError, match=r"a\.dbf"):
        read(tmp_path / "c.zip")


def test_a_database_is_no_package_of_layers(tmp_path):
    sqlite3.connect(tmp_path / "a.db").execute("CREATE TABLE x (y)").connection.close()
    with pytest.raises(tamis.SourceError):
        read(tmp_path / "a.db")


def test_the_extra_is_named_where_it_lacks(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    with pytest.raises(tamis.UsageError) as refused:
        read(folder / "a.gpkg")
    assert "tamis[geo]" in str(refused.value.hint)


SCHEMA = {
    "name": "lieux",
    "fields": [
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "rang", "type": "integer"}, {"name": "jour", "type": "date"},
        {"name": "ouvert", "type": "boolean"}, {"name": "position", "type": "geopoint"},
    ],
}  # fmt: skip


def test_commands_take_them(folder, tmp_path):
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA))
    report = tamis.validate(folder / "a.gpkg", SCHEMA)
    assert report.counts == {"file.reprojected": 1, "cell.missing": 1}
    done = run_text(
        "normalize", folder / "a.zip", "-s", tmp_path / "s.json", "-o", tmp_path / "n.csv"
    )
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "n.csv").read_text().splitlines()[1].startswith("é,0,2024-01-02,true,")
    release = tamis.aggregate([folder / "a.gpkg", folder / "a.zip"], SCHEMA, tmp_path / "r")
    assert (release.total.out, release.total.rejected) == (4, 2)
    done = run_text("schema", "infer", folder / "a.shp")
    assert '"geojson"' in done.stdout, done.stderr
