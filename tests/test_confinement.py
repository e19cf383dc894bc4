"""Nothing outside its folder is read for a package, and what is replaced is what was meant."""

import json
import os
import stat
import zipfile

import pytest

import tamis
from tamis import sources
from tamis.model.errors import RefusedError, SourceError, UsageError
from tamis.model.report import Unread

FIELDS = {"fields": [{"name": "id", "type": "integer"}, {"name": "nom"}]}
OUTSIDE = "id,nom\nSECRET,SECRET\n"


@pytest.fixture
def folder(tmp_path):
    """The folder of a package; what must not be read stands beside it."""
    (tmp_path / "outside.csv").write_text(OUTSIDE)
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "a.csv").write_text(OUTSIDE)
    (tmp_path / "schema.json").write_text(json.dumps({"fields": [{"name": "SECRET"}]}))
    inner = tmp_path / "package"
    (inner / "data").mkdir(parents=True)
    (inner / "own.csv").write_text("id,nom\n1,a\n")
    return inner


def package(folder, *resources):
    listed = [{"name": f"r{at}", "schema": FIELDS, **raw} for at, raw in enumerate(resources)]
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "p", "resources": listed}))
    return path


def link(path, target):
    path.symlink_to(target)
    return path.name


LINKS = {
    "a file": lambda folder: link(folder / "a.csv", "../outside.csv"),
    "from its root": lambda folder: link(folder / "a.csv", folder.parent / "outside.csv"),
    "a parent": lambda folder: link(folder / "lie", "../apart") + "/a.csv",
    "a link to a link": lambda folder: (
        link(folder / "b.csv", "../outside.csv") and link(folder / "a.csv", "b.csv")
    ),
    "in a folder": lambda folder: f"data/{link(folder / 'data' / 'a.csv', '../../outside.csv')}",
    "up and down": lambda folder: "data/../../outside.csv",
    "a device": lambda folder: link(folder / "a.csv", "/proc/self/environ"),
}


@pytest.mark.parametrize("kind", LINKS)
@pytest.mark.parametrize("listed", [False, True])
def test_a_resource_that_leads_out_of_its_folder_is_refused(folder, kind, listed):
    name = LINKS[kind](folder)
    path = ["own.csv", name] if listed else name
    with pytest.raises(RefusedError, match="sort du paquet") as refused:
        tamis.validate_package(package(folder, {"path": path}))
    assert "SECRET" not in str(refused.value)


def test_a_resource_that_a_foreign_key_refers_to_is_refused_too(folder):
    link(folder / "a.csv", "../outside.csv")
    keys = [{"fields": ["id"], "reference": {"resource": "r1", "fields": ["id"]}}]
    own = {"path": "own.csv", "schema": {**FIELDS, "foreignKeys": keys}}
    with pytest.raises(RefusedError):
        tamis.validate_package(package(folder, own, {"path": "a.csv"}))


def test_a_link_within_the_folder_is_followed(folder):
    link(folder / "data" / "a.csv", "../own.csv")
    reports = tamis.validate_package(package(folder, {"path": "data/a.csv"}))
    assert reports["r0"].stats.rows == 1


def test_a_package_whose_folder_is_a_link_is_read(folder, tmp_path):
    package(folder, {"path": "own.csv"})
    (tmp_path / "lien").symlink_to(folder)
    reports = tamis.validate_package(tmp_path / "lien" / "datapackage.json")
    assert reports["r0"].stats.rows == 1


@pytest.mark.parametrize("kind", ["link", "parent"])
def test_a_schema_by_path_is_of_the_folder_too(folder, kind):
    name = "../schema.json"
    if kind == "link":
        name = link(folder / "schema.json", name)
    reports = tamis.validate_package(package(folder, {"path": "own.csv", "schema": name}))
    assert isinstance(reports["r0"], Unread)
    assert "SECRET" not in repr(reports)


def zip_link(archive, name, target):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, target)


def test_a_link_in_an_archive_is_no_file(folder, tmp_path):
    path = tmp_path / "p.zip"
    resource = {"name": "r0", "schema": FIELDS, "path": "a.csv"}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", json.dumps({"resources": [resource]}))
        zip_link(archive, "a.csv", "/etc/passwd")
    reports = tamis.validate_package(path)
    assert isinstance(reports["r0"].error, RefusedError)
    with pytest.raises(RefusedError, match="est un lien"), open_member(path, "a.csv"):
        pass


# --- archives with two members of one name


def open_member(path, member=""):
    return sources.open_source(str(path), member=member)


@pytest.fixture
def twice(tmp_path):
    path = tmp_path / "k.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("r.csv", "id,nom\n1,first\n")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("r.csv", "id,nom\n2,second\n")
    return path


@pytest.mark.parametrize("member", ["", "r.csv", "r.csv#3"])
def test_two_members_of_one_name_are_not_chosen_from_in_silence(twice, member):
    with pytest.raises(UsageError) as refused, open_member(twice, member):
        pass
    assert "r.csv#1, r.csv#2" in str(refused.value)


@pytest.mark.parametrize(("member", "text"), [("r.csv#1", b"first"), ("r.csv#2", b"second")])
def test_each_of_two_members_of_one_name_can_be_had(twice, member, text):
    with open_member(twice, member) as local:
        assert text in local.path.read_bytes()


def test_a_name_that_ends_like_a_choice_is_a_name(tmp_path):
    path = tmp_path / "k.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("r.csv#1", "id,nom\n1,a\n")
        archive.writestr("r.csv", "id,nom\n2,b\n")
    with open_member(path, "r.csv#1") as local:
        assert b"1,a" in local.path.read_bytes()


# --- in place

SCHEMA = {"name": "e", "fields": [{"name": "jour", "type": "date"}]}


def in_place(path):
    return tamis.normalize(path, SCHEMA, in_place=True)


@pytest.mark.parametrize("chain", [1, 2])
def test_in_place_through_a_link_writes_the_target(tmp_path, chain):
    (tmp_path / "loin").mkdir()
    target = tmp_path / "loin" / "a.csv"
    target.write_text("jour\n18/03/1951\n")
    path = target
    for at in range(chain):
        path = tmp_path / f"lien{at}.csv"
        path.symlink_to(target if not at else tmp_path / f"lien{at - 1}.csv")
    done = in_place(path)
    assert path.is_symlink()
    assert target.read_text() == "jour\n1951-03-18\n"
    assert done.copy == target.with_name("a.csv.orig")
    assert sorted(one.name for one in (tmp_path / "loin").iterdir()) == ["a.csv", "a.csv.orig"]


def test_in_place_leaves_a_read_only_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("jour\n18/03/1951\n")
    path.chmod(0o444)
    with pytest.raises(SourceError, match="lecture seule"):
        in_place(path)
    link = tmp_path / "lien.csv"
    link.symlink_to(path)
    with pytest.raises(SourceError, match="lecture seule"):
        in_place(link)
    assert path.read_text() == "jour\n18/03/1951\n"
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "lien.csv"]


def test_in_place_keeps_the_mode_of_a_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("jour\n18/03/1951\n")
    path.chmod(0o640)
    in_place(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
