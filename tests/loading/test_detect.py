"""A header says which schema it follows, and values which version."""

import pytest

import tamis
from tamis.loading import catalogue, columns, detect


@pytest.mark.parametrize("name", sorted(catalogue.built_in()))
def test_the_whole_header_is_certain(name):
    schema = tamis.load_schema(name)
    found = detect.candidates([field.name for field in schema.fields])
    assert {(one.schema, one.certainty) for one in found} == {(name, 1.0)}
    assert found[0].version == schema.version


def test_a_foreign_header_is_told_unknown():
    with pytest.raises(tamis.UsageError):
        detect.candidates(["prix", "couleur", "poids"])


def test_the_report_says_how_sure(root):
    report = tamis.validate(root / "fixtures/territoires/saint-denis.csv")
    assert report.schema.name == "etalab/schema-irve-statique"
    assert report.schema.certainty == 1.0


def test_a_wrong_schema_is_told(root):
    path = root / "fixtures/territoires/brionne.csv"
    wrong = tamis.validate(path, "scdl/prenoms").schema.likely
    assert (wrong.name, wrong.version) == ("etalab/schema-irve-statique", "2.3.1")
    assert wrong.certainty == 1.0
    assert tamis.validate(path, "etalab/schema-irve-statique").schema.likely is None


def test_columns_of_ones_own_schema_are_no_wrong_schema(write):
    schema = {"fields": [{"name": "x"}, {"name": "y"}, {"name": "z"}]}
    assert tamis.validate(write("a.csv", "x,w\n1,2\n"), schema).schema.likely is None


@pytest.fixture
def versions(monkeypatch, write):
    """Make a catalogue of three versions that have the same columns."""
    fields = ("nom", "hauteur", "date")
    bounds = {"1.0.0": 10, "1.1.0": 50, "1.2.0": 50}
    made = {
        f"ville/arbres@{version}": {
            "name": "ville/arbres",
            "version": version,
            "fields": [
                {"name": "nom"},
                {"name": "hauteur", "type": "number", "constraints": {"maximum": most}},
                {"name": "date"},
            ],
        }
        for version, most in bounds.items()
    }
    made["ville/bancs@1.0.0"] = {**made["ville/arbres@1.0.0"], "name": "ville/bancs"}
    known = [
        columns.Columns(schema=name.partition("@")[0], version=name.partition("@")[2],
                        names=fields, required=frozenset())
        for name in made
    ]  # fmt: skip
    monkeypatch.setattr(columns, "tables", lambda: iter(known))
    from tamis.detect import tables

    tabular = tables.schemas.tabular
    monkeypatch.setattr(tables.schemas, "tabular", lambda one: tabular(made.get(one, one)))


def test_values_tell_versions_apart_and_the_latest_wins(versions, write):
    report = tamis.validate(write("a.csv", "nom,hauteur,date\nchêne,30,2024\n"))
    assert (report.schema.name, report.schema.version) == ("ville/arbres", "1.2.0")
    assert report.schema.certainty == 0.9


def test_two_schemas_that_values_do_not_part_are_told(versions, write):
    with pytest.raises(tamis.UsageError, match="ville/arbres, ville/bancs"):
        tamis.validate(write("a.csv", "nom,hauteur,date\nchêne,3,2024\n"))


@pytest.fixture
def crowded(monkeypatch):
    """A catalogue in which places have a name and a position, as in the published one."""
    shared = ("nom", "latitude", "longitude")
    tables = [
        columns.Columns(
            schema=f"x/s{n}", version="1", names=(*shared, f"rare{n}"), required=frozenset({"nom"})
        )
        for n in range(9)
    ]
    tables[0] = columns.Columns(
        schema="x/aire", version="1", names=(*shared, "hauteur"), required=frozenset(shared[:2])
    )
    monkeypatch.setattr(columns, "tables", lambda: tables)
    detect._spread.cache_clear()
    yield
    detect._spread.cache_clear()


def test_a_name_and_a_position_tell_of_no_schema(crowded):
    with pytest.raises(tamis.UsageError, match="aucun schéma connu") as refused:
        detect.candidates(["nom", "latitude", "longitude"])
    assert "x/aire" in str(refused.value.hint)  # proposed; nothing is judged


def test_a_distinctive_label_tells(crowded):
    (best,) = detect.candidates(["nom", "latitude", "longitude", "hauteur"])
    assert (best.schema, best.certainty) == ("x/aire", 1.0)
