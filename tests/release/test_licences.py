"""Under which licence a release may stand."""

import json
import os
import pty
import subprocess
import sys

import pytest

import tamis
from tamis.model import licence as licences
from tamis.model.licence import Fit, fit, fitting
from tamis.release.options import AggregateOptions

SCHEMA = {"name": "e/l", "fields": [{"name": "id", "type": "string"}]}

FITS = [
    ("odbl", "etalab-2.0", Fit.FORBIDDEN),
    ("ODC-ODbL", "lov2", Fit.FORBIDDEN),
    ("https://opendatacommons.org/licenses/odbl/1.0/", "odbl", Fit.ALLOWED),
    ("http://opendatacommons.org/licenses/odbl/1-0", "cc-by", Fit.FORBIDDEN),
    ("odbl", "odc-odbl", Fit.ALLOWED),
    ("etalab-2.0", "odbl", Fit.ALLOWED),
    ("fr-lo", "lov2", Fit.ALLOWED),
    ("Licence Ouverte / Open Licence version 2.0", "cc-by", Fit.ALLOWED),
    ("lov2", "cc-zero", Fit.FORBIDDEN),
    ("cc-by-sa", "etalab-2.0", Fit.FORBIDDEN),
    ("cc-by-sa", "odbl", Fit.FORBIDDEN),
    ("cc-by-nc", "etalab-2.0", Fit.FORBIDDEN),
    ("cc-by-nd", "cc-by", Fit.FORBIDDEN),
    ("cc-zero", "etalab-2.0", Fit.ALLOWED),
    ("odc-pddl", "odbl", Fit.ALLOWED),
    ("other-closed", "etalab-2.0", Fit.FORBIDDEN),
    ("notspecified", "etalab-2.0", Fit.UNKNOWN),
    ("maison", "etalab-2.0", Fit.UNKNOWN),
    ("odbl", "", Fit.UNKNOWN),
    ("", "odbl", Fit.UNKNOWN),
]


@pytest.mark.parametrize(("rows", "release", "expected"), FITS)
def test_which_licence_a_release_may_take(rows, release, expected):
    assert fit(rows, release) is expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["etalab-2.0", "odbl"], "odbl"),
        (["odbl", "cc-by-sa"], ""),
        (["lov2", "cc-by"], "etalab-2.0"),
        (["cc-zero", "cc-by-sa"], "cc-by-sa"),
        (["notspecified"], ""),
    ],
)
def test_the_licence_that_fits_all(names, expected):
    assert fitting(names) == expected


def test_the_table_says_where_each_line_comes_from():
    ids = [licence.id for licence in licences.table()]
    assert len(set(ids)) == len(ids)
    for licence in licences.table():
        assert licence.source
        assert bool(licence.because.fr) == bool(licence.not_as)
        assert {*licence.release_as, *licence.not_as} <= {*ids, "*"}


@pytest.fixture
def manifest(write, tmp_path):
    def put(release, *sources):
        lines = [f'[release]\nlicence = "{release}"\n'] if release else []
        for number, licence in enumerate(sources):
            write(f"s{number}.csv", f"id\n{number}\n")
            stated = f'licence = "{licence}"\n' if licence else ""
            lines.append(f'[[sources]]\nid = "s{number}"\npath = "s{number}.csv"\n{stated}')
        return write("sources.toml", "\n".join(lines))

    return put


def test_a_known_contradiction_refuses_and_names_the_sources(manifest, tmp_path):
    path = manifest("etalab-2.0", "lov2", "odbl", "odc-odbl", "notspecified")
    with pytest.raises(tamis.RefusedError) as refused:
        tamis.aggregate([path], SCHEMA, tmp_path / "s")
    assert "s1, s2 (Open Database License)" in str(refused.value)
    assert "--licence odbl" in str(refused.value)
    assert not (tmp_path / "s").exists()


def test_the_fitting_licence_or_fewer_sources_release(manifest, tmp_path):
    path = manifest("etalab-2.0", "lov2", "odbl")
    release = tamis.aggregate(
        [path], SCHEMA, tmp_path / "s", options=AggregateOptions(licence="odbl")
    )
    assert (release.licence, release.unclear_licences) == ("odbl", ())
    release = tamis.aggregate(
        [path], SCHEMA, tmp_path / "s", options=AggregateOptions(exclude=("s1",))
    )
    assert (release.licence, [one.source.id for one in release.sources]) == ("etalab-2.0", ["s0"])


def test_an_unknown_licence_refuses_nothing_and_is_written_as_unknown(manifest, tmp_path):
    path = manifest("etalab-2.0", "lov2", "", "notspecified", "maison")
    release = tamis.aggregate([path], SCHEMA, tmp_path / "s")
    assert release.unclear_licences == ("s1", "s2", "s3")
    report = json.loads((tmp_path / "s" / "report.json").read_text())
    assert report["licence"] == "etalab-2.0"
    assert report["licences"] == {
        "etalab-2.0": ["s0"], "unknown": ["s1", "s2"], "maison": ["s3"],
    }  # fmt: skip
    package = json.loads((tmp_path / "s" / "datapackage.json").read_text())
    stated = [source["licence"] for source in package["sources"]]
    assert stated == ["etalab-2.0", "unknown", "unknown", "maison"]
    page = (tmp_path / "s" / "report.html").read_text()
    assert "inconnue" in page


COMMAND = "from tamis.cli.main import main; main()"


def arguments(path, tmp_path):
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(SCHEMA))
    return [
        sys.executable, "-c", COMMAND, "aggregate", str(path), "-s", str(schema),
        "-o", str(tmp_path / "s"), "--no-cache",
    ]  # fmt: skip


def test_who_has_no_terminal_is_asked_nothing(manifest, tmp_path):
    path = manifest("etalab-2.0", "lov2", "")
    done = subprocess.run(
        arguments(path, tmp_path),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0
    assert "Licence inconnue" in done.stderr
    assert "?" not in done.stderr


def test_who_has_a_terminal_is_asked_once(manifest, tmp_path):
    path = manifest("etalab-2.0", "lov2", "", "")
    theirs, ours = pty.openpty()
    process = subprocess.Popen(
        arguments(path, tmp_path), stdin=ours, stderr=ours, stdout=subprocess.DEVNULL
    )
    os.write(theirs, b"fr-lo\n")
    assert process.wait(60) == 0
    os.close(ours)
    os.close(theirs)
    report = json.loads((tmp_path / "s" / "report.json").read_text())
    assert report["licences"] == {"etalab-2.0": ["s0"], "fr-lo": ["s1", "s2"]}
