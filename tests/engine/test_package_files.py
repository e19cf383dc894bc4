"""Packages in all the ways that they come: their dialects, files, data, archives, and faults."""

import hashlib
import json
import zipfile

import pytest

import tamis
from tamis.model.errors import TamisError
from tamis.model.report import Report

FIELDS = {"fields": [{"name": "id", "type": "integer"}, {"name": "nom"}]}


@pytest.fixture
def package(tmp_path):
    """Write a package and return its path."""

    def put(*resources, files=None, **members):
        for name, content in (files or {}).items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(data)
        path = tmp_path / "datapackage.json"
        listed = [{"name": f"r{at}", "schema": FIELDS, **raw} for at, raw in enumerate(resources)]
        path.write_text(json.dumps({"name": "p", "resources": listed, **members}))
        return path

    return put


def rows(reports, name="r0"):
    report = reports[name]
    assert isinstance(report, Report), report
    return report.stats.rows


def codes(reports):
    return {name: set(report.counts) for name, report in reports.items()}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ({"dialect": {"header": False}}, "1,a\n2,b\n"),
        ({"dialect": {"delimiter": "|", "commentChar": "#"}}, "#x\nid|nom\n1|a\n2|b\n"),
        ({"dialect": {"csv": {"delimiter": "|"}}}, "id|nom\n1|a\n2|b\n"),
        ({"dialect": {"headerRows": [2]}}, "titre,\nid,nom\n1,a\n2,b\n"),
        ({"encoding": "utf-8"}, "id,nom\n1,é\n2,b\n"),
    ],
)
def test_what_a_resource_declares_is_obeyed(raw, text, package) -> None:
    reports = tamis.validate_package(package({"path": "a.csv", **raw}, files={"a.csv": text}))
    assert codes(reports) == {"r0": set()}
    assert rows(reports) == 2


@pytest.mark.parametrize("second", ["id,nom\n3,c\n", "3,c\n"])
def test_a_resource_of_several_files(second, package) -> None:
    files = {"a.csv": "id,nom\n1,a\n2,b\n", "b.csv": second}
    reports = tamis.validate_package(package({"path": ["a.csv", "b.csv"]}, files=files))
    assert codes(reports) == {"r0": set()}
    assert rows(reports) == 3


def test_findings_of_a_second_file_are_numbered_on(package) -> None:
    files = {"a.csv": "id,nom\n1,a\n2,b\n", "b.csv": "id,nom\n3,c\nx,d\n"}
    reports = tamis.validate_package(package({"path": ["a.csv", "b.csv"]}, files=files))
    assert [(one.code, one.row) for one in reports["r0"].findings] == [("cell.wrong-type", 4)]


def test_keys_are_unique_over_all_files(package) -> None:
    schema = {**FIELDS, "primaryKey": "id"}
    files = {"a.csv": "id,nom\n1,a\n", "b.csv": "id,nom\n1,b\n"}
    path = package({"path": ["a.csv", "b.csv"], "schema": schema}, files=files)
    assert "table.duplicate-key" in codes(tamis.validate_package(path))["r0"]


def test_files_of_other_columns_are_refused(package) -> None:
    files = {"a.csv": "id,nom\n1,a\n", "b.csv": "x,y,z\n1,2,3\n"}
    reports = tamis.validate_package(package({"path": ["a.csv", "b.csv"]}, files=files))
    assert isinstance(reports["r0"].error, TamisError)


@pytest.mark.parametrize("header", ["nom,id", "nom,x", "ID,autre"])
def test_files_whose_labels_stand_in_another_order_are_refused(header, package) -> None:
    """Their header would be a record, and their cells stand in the wrong columns."""
    files = {"a.csv": "id,nom\na,b\n", "b.csv": f"{header}\nc,d\n"}
    schema = {"fields": [{"name": "id"}, {"name": "nom"}]}
    path = package({"path": ["a.csv", "b.csv"], "schema": schema}, files=files)
    assert isinstance(tamis.validate_package(path)["r0"].error, TamisError)


def test_a_header_in_capitals_is_that_of_the_first_file(package) -> None:
    files = {"a.csv": "id,nom\n1,b\n", "b.csv": "ID,Nom\n2,d\n"}
    assert rows(tamis.validate_package(package({"path": ["a.csv", "b.csv"]}, files=files))) == 2


@pytest.mark.parametrize("nom", ["a\rb", "c\nd", "x;y", " e ", '"', "#"])
def test_inline_rows_are_read_to_the_letter(nom, package) -> None:
    schema = {"fields": [{"name": "nom", "constraints": {"enum": [nom]}}]}
    data = [["nom"], [nom], [nom], [nom]]
    reports = tamis.validate_package(package({"data": data, "schema": schema}))
    assert codes(reports)["r0"] <= {"cell.outer-space"}
    assert rows(reports) == 3


def test_inline_labels_that_repeat_are_told(package) -> None:
    reports = tamis.validate_package(package({"data": [["id", "nom", "nom"], [1, "a", "b"]]}))
    assert "header.duplicate" in codes(reports)["r0"]


@pytest.mark.parametrize(
    "data",
    [
        [{"id": 1, "nom": "a"}, {"id": 2, "nom": "é"}],
        [["id", "nom"], [1, "a"], [2, 'b "c", d']],
        "id,nom\n1,a\n2,b\n",
    ],
)
def test_inline_data(data, package) -> None:
    reports = tamis.validate_package(package({"data": data}))
    assert codes(reports) == {"r0": set()}
    assert rows(reports) == 2


def test_inline_rows_without_header(package) -> None:
    path = package({"data": [[1, "a"], [2, "b"]], "dialect": {"header": False}})
    assert rows(tamis.validate_package(path)) == 2


def test_inline_faults_are_told(package) -> None:
    reports = tamis.validate_package(package({"data": [{"id": "x", "nom": "a"}]}))
    assert codes(reports) == {"r0": {"cell.wrong-type"}}


@pytest.mark.parametrize("algorithm", ["md5", "sha256", "sha1"])
def test_bytes_and_hash(algorithm, package) -> None:
    text = b"id,nom\n1,a\n"
    digest = hashlib.new(algorithm, text).hexdigest()
    declared = digest if algorithm == "md5" else f"{algorithm}:{digest}"
    good = {"path": "a.csv", "bytes": len(text), "hash": declared}
    assert codes(tamis.validate_package(package(good, files={"a.csv": text}))) == {"r0": set()}
    for bad in ({"bytes": 3}, {"hash": f"{algorithm}:{'0' * len(digest)}"}):
        reports = tamis.validate_package(package({**good, **bad}, files={"a.csv": text}))
        assert codes(reports) == {"r0": {"file.other-bytes"}}
        assert not reports["r0"].valid


def test_two_resources_of_one_name_are_both_read(package) -> None:
    files = {"a.csv": "id,nom\nx,a\n", "b.csv": "id,nom\n1,a\n"}
    path = package({"name": "t", "path": "a.csv"}, {"name": "t", "path": "b.csv"}, files=files)
    assert codes(tamis.validate_package(path)) == {
        "datapackage.json": {"schema.duplicate-resource"},
        "t": {"cell.wrong-type"},
        "t (2)": set(),
    }


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ({"fields": ["id", "nom"], "reference": {"resource": "r1", "fields": ["id"]}}, "2 champs"),
        ({"fields": ["id"]}, "reference"),
        ({"reference": {"resource": "r1", "fields": ["id"]}}, "fields"),
        ({"fields": ["id"], "reference": {"resource": "r1", "fields": ["zz"]}}, "zz"),
        ({"fields": "id", "reference": {"resource": "r1", "fields": "zz"}}, "zz"),
        ({"fields": ["yy"], "reference": {"resource": "r1", "fields": ["id"]}}, "« r0 » n'a pas"),
    ],
)
def test_malformed_foreign_keys(key, words, package) -> None:
    schema = {**FIELDS, "foreignKeys": [key]}
    files = {"a.csv": "id,nom\n1,a\n", "b.csv": "id,nom\n1,a\n"}
    path = package({"path": "a.csv", "schema": schema}, {"path": "b.csv"}, files=files)
    reports = tamis.validate_package(path)
    told = list(reports["datapackage.json"].findings)
    assert [one.code for one in told] == ["schema.bad-foreign-key"]
    assert words in told[0].say("fr")
    assert reports["r0"].valid
    assert "schema.absent-resource" not in reports["r0"].counts


def test_what_frictionless_refuses_is_told(package) -> None:
    path = package({"path": "a.csv", "licenses": "x"}, files={"a.csv": "id,nom\n1,a\n"})
    reports = tamis.validate_package(path)
    told = list(reports["datapackage.json"].findings)
    assert [one.code for one in told] == ["schema.bad-package"]
    assert "licenses" in told[0].message


def test_a_zipped_package(package, tmp_path) -> None:
    path = package({"path": "d/a.csv"}, {"path": "b.csv", "schema": "s.json"})
    zipped = tmp_path / "p.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(path, "datapackage.json")
        archive.writestr("d/a.csv", "id,nom\n1,a\n2,b\n")
        archive.writestr("b.csv", "id,nom\nx,a\n")
        archive.writestr("s.json", json.dumps(FIELDS))
    reports = tamis.validate_package(zipped)
    assert codes(reports) == {"r0": set(), "r1": {"cell.wrong-type"}}


@pytest.mark.parametrize("name", ["ville.package.json", "resource.json", "x.resource.json"])
def test_other_names_of_descriptors(name, package, tmp_path) -> None:
    import subprocess
    import sys

    path = package({"path": "a.csv"}, files={"a.csv": "id,nom\n1,a\nx,b\n"})
    descriptor = json.loads(path.read_text())
    path.unlink()
    if "resource" in name:
        descriptor = descriptor["resources"][0]
    (tmp_path / name).write_text(json.dumps(descriptor))
    run = "from tamis.cli.main import main; main()"
    words = ["validate", str(tmp_path / name), "-f", "csv"]
    done = subprocess.run(
        [sys.executable, "-c", run, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "cell.wrong-type" in done.stdout
