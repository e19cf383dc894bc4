"""Forms for machines name files from the root of the repository, wherever the command runs."""

import io
import json
from xml.etree import ElementTree as ET

import pytest

import tamis
from tamis import render
from tamis.render import Style
from tamis.render.repository import relative

SCHEMA = {"name": "s", "fields": [{"name": "n", "type": "integer"}]}


@pytest.fixture
def repository(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "data" / "bornes").mkdir(parents=True)
    (tmp_path / "data" / "bornes" / "a.csv").write_text("n\nx\n")
    return tmp_path


def written(form, path):
    out = io.StringIO()
    render.form(form).write([tamis.validate(path, SCHEMA)], out, Style())
    return out.getvalue()


def paths(form, path):
    """Return the paths that a form gives its one file."""
    text = written(form, path)
    if form == "github":
        return {text.partition("file=")[2].partition(",")[0]}
    if form == "gitlab":
        return {issue["location"]["path"] for issue in json.loads(text)}
    if form == "junit":
        return {case.get("classname") for case in ET.fromstring(text).iter("testcase")}
    (run,) = json.loads(text)["runs"]
    assert set(run["originalUriBaseIds"]) == {"%SRCROOT%"}
    locations = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert {place["artifactLocation"]["uriBaseId"] for place in locations} == {"%SRCROOT%"}
    return {place["artifactLocation"]["uri"] for place in locations}


@pytest.mark.parametrize("form", ["github", "gitlab", "junit", "sarif"])
@pytest.mark.parametrize(
    ("folder", "path"),
    [
        (".", "data/bornes/a.csv"),
        ("data", "bornes/a.csv"),
        ("data/bornes", "./a.csv"),
        ("data/bornes", "../bornes/a.csv"),
    ],
)
def test_a_file_has_one_path_from_any_folder(repository, monkeypatch, form, folder, path):
    monkeypatch.chdir(repository / folder)
    assert paths(form, path) == {"data/bornes/a.csv"}
    assert paths(form, str(repository / "data" / "bornes" / "a.csv")) == {"data/bornes/a.csv"}


def test_what_is_elsewhere_stays_as_it_is(repository, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(repository / "data")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "b.csv"
    elsewhere.write_text("n\nx\n")
    assert relative(str(elsewhere)) == elsewhere.as_posix()
    assert relative("https://example.org/b.csv") == "https://example.org/b.csv"
    (run,) = json.loads(written("sarif", elsewhere))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert "uriBaseId" not in place


def test_without_a_repository_paths_start_from_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tamis.render.repository.root", lambda: tmp_path)
    assert relative("./a/../b.csv") == "b.csv"
