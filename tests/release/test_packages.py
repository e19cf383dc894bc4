"""A Data Package given to a release: its tables, not its descriptor."""

import json

import polars as pl
import pytest

import tamis

SCHEMA = {"name": "x", "fields": [{"name": "code", "type": "integer"}, {"name": "nom"}]}


def package(folder, resources, **more):
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "p", "title": "Lieux", "resources": resources, **more}))
    return path


def test_the_tables_of_a_package_are_the_sources(tmp_path, write):
    write("a.csv", "code,nom\n1,a\n")
    write("b.csv", "code,nom\n2,b\n3,c\n")
    given = package(tmp_path, [{"name": "un", "path": "a.csv", "schema": SCHEMA},
                               {"name": "deux", "path": "b.csv", "schema": SCHEMA}])  # fmt: skip
    release = tamis.aggregate([given], SCHEMA, tmp_path / "sortie")
    assert [one.source.id for one in release.sources] == ["un", "deux"]
    data = pl.read_csv(tmp_path / "sortie" / "data.csv", infer_schema=False)
    assert data["nom"].to_list() == ["a", "b", "c"]


def test_a_package_that_leads_out_or_is_none_is_refused(tmp_path):
    given = package(tmp_path, [{"name": "un", "path": "../a.csv", "schema": SCHEMA}])
    with pytest.raises(tamis.RefusedError):
        tamis.aggregate([given], SCHEMA, tmp_path / "sortie")
    given.write_text('[{"code": 1, "nom": "a"}]')
    with pytest.raises(tamis.TamisError):
        tamis.aggregate([given], SCHEMA, tmp_path / "sortie")
    assert not (tmp_path / "sortie" / "data.csv").exists()


def test_a_resource_of_several_files_and_its_dialect(tmp_path, write):
    """Each file is a source, read as the package declares."""
    write("a.csv", "# notes\ncode;nom\n1;a\n#2;non\n3;-\n")
    write("b.csv", "code;nom\n4;d\n")
    dialect = {"delimiter": ";", "commentChar": "#", "nullSequence": "-"}
    given = package(
        tmp_path,
        [{"name": "un", "path": ["a.csv", "b.csv"], "dialect": dialect, "schema": SCHEMA}],
    )
    release = tamis.aggregate([given], SCHEMA, tmp_path / "sortie")
    assert [one.source.id for one in release.sources] == ["un", "un-2"]
    data = pl.read_csv(tmp_path / "sortie" / "data.csv", infer_schema=False)
    assert data.select("code", "nom").rows() == [("1", "a"), ("3", None), ("4", "d")]


def test_inline_data_are_told_as_not_read(tmp_path, write):
    write("a.csv", "code,nom\n1,a\n")
    given = package(tmp_path, [{"name": "un", "path": "a.csv", "schema": SCHEMA},
                               {"name": "deux", "data": [{"code": 2, "nom": "b"}]}])  # fmt: skip
    release = tamis.aggregate([given], SCHEMA, tmp_path / "sortie")
    assert [one.source.id for one in release.unread] == ["deux"]


def test_an_empty_name_is_not_the_current_folder(tmp_path):
    with pytest.raises(tamis.UsageError):
        tamis.aggregate([""], SCHEMA, tmp_path / "sortie")
