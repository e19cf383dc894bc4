"""What is never published, and one file: judged first."""

import json
import shutil

import pytest

from tamis.cli.commands import publish as command
from tamis.model.origin import Origin
from tamis.sources import sidecar

ONE = ("--only", "data.csv")


def edit(release, name, change):
    path = release / name
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def restrict(release):
    sidecar.write(release / "data.csv", Origin(access="restricted"))


def restrict_folder(release):
    sidecar.write(release, Origin(access="restricted"))


def unbalance(release):
    edit(release, "report.json", lambda r: r["sources"][0]["account"].update(out=10))


def unbalance_total(release):
    edit(release, "report.json", lambda r: r["total"].update(out=47))


def lose_rows(release):
    def drop(report):
        report["sources"][0]["account"].update(out=10, rejected=1)
        report["total"].update(out=45, rejected=5)

    edit(release, "report.json", drop)


def alter(release):
    with (release / "data.csv").open("a") as file:
        file.write("x\n")


def mark_personal(release):
    edit(release, "report.json", lambda r: r["sources"][0]["counts"].update(
        {"file.likely-restricted": 1}))  # fmt: skip


@pytest.mark.parametrize(
    "spoil",
    [restrict, restrict_folder, unbalance, unbalance_total, lose_rows, alter, mark_personal],
    ids=["restricted", "folder", "source", "total", "rows", "altered", "personal"],
)
def test_a_release_that_must_not_go_out_is_refused_before_anything_is_asked(
    publish, release, spoil
):
    spoil(release)
    done = publish(release, *ONE)
    assert (done.returncode, publish.portal.asked) == (4, [])
    if spoil is mark_personal:
        assert publish(release, *ONE, "--allow-personal").returncode == 0


def dated(release, day):
    """Give a release another day, and its descriptor and data other bytes."""
    edit(release, "report.json", lambda r: r.update(date=day))


@pytest.mark.parametrize(
    ("first", "then", "code"),
    [
        ("2026-11-30", "2026-11-29", 4),
        ("2026-11-30", "", 4),
        ("2026-11-30", "2026-12-01", 0),
        ("2026-11-30", "2026-11-30T08:00:00Z", 0),
        ("", "2026-11-30", 0),
    ],
    ids=["before", "undated", "after", "same-day", "dated"],
)
def test_a_release_never_takes_the_place_of_a_newer_one(publish, release, first, then, code):
    dated(release, first)
    assert publish(release, "--only", "report.json").returncode == 0
    dated(release, then)
    publish.portal.asked.clear()
    done = publish(release, "--only", "report.json")
    assert done.returncode == code, done.stderr
    assert bool(publish.portal.writes()) is (code == 0)
    if code:
        assert publish(release, "--only", "report.json", "--allow-older").returncode == 0


def test_rows_never_go_under_a_licence_that_theirs_does_not_allow(publish, release):
    publish.dataset["license"] = "lov2"  # rows under the ODbL
    done = publish(release, *ONE)
    assert (done.returncode, publish.portal.writes()) == (4, [])
    assert "odbl" in done.stderr


def test_somebody_who_says_no_publishes_nothing(publish, release, monkeypatch):
    monkeypatch.setattr(command, "_ensure_somebody", lambda **_: None)
    from tests.command import run_text
    from tests.portal.fake import KEY

    words = ("publish", release, "--datagouv-url", publish.portal.url, *ONE,
             "--dataset", publish.dataset["id"])  # fmt: skip
    done = run_text(*words, stdin="n\n", DATAGOUV_API_KEY=KEY)
    assert (done.returncode, publish.portal.writes()) == (0, [])
    assert "Rien n'est publié" in done.stdout
    done = run_text(*words, stdin="o\n", DATAGOUV_API_KEY=KEY)
    assert done.returncode == 0, done.stderr
    assert publish.portal.writes()


def test_a_portal_that_changes_while_somebody_thinks_is_left_alone(publish, release, monkeypatch):
    monkeypatch.setattr(command, "_ensure_somebody", lambda **_: None)
    publish(release, *ONE)
    publish.resources()["data.csv"]["title"] = "Autre"

    def think():
        publish.resources()["data.csv"]["title"] = "Encore un autre"
        return True

    monkeypatch.setattr(command, "_agrees", think)
    publish.portal.asked.clear()
    done = publish(release, *ONE, yes=False)
    assert (done.returncode, publish.portal.writes()) == (4, [])


# --- one file


@pytest.fixture
def file(tmp_path, root):
    return shutil.copy(root / "fixtures" / "territoires" / "brionne.csv", tmp_path / "bornes.csv")


def test_a_file_that_conforms_is_published_with_its_validation(publish, file):
    words = (file, "-s", "etalab/schema-irve-statique", "--title", "Bornes de Brionne")
    done = publish(*words)
    assert done.returncode == 0, done.stderr
    (resource,) = publish.dataset["resources"]
    assert resource["title"] == "Bornes de Brionne"
    assert resource["schema"]["name"] == "etalab/schema-irve-statique"
    assert resource["extras"]["validation-report:valid_resource"] is True
    assert resource["extras"]["tamis:file"] == "bornes.csv"
    publish.portal.asked.clear()
    assert publish(*words).returncode == 0
    assert publish.portal.writes() == []
    assert publish(file, "--remind").returncode == 2


@pytest.fixture
def small(tmp_path):
    """Give a file of two columns, and its schema."""
    path, schema = tmp_path / "bornes.csv", tmp_path / "schema.json"
    path.write_text("id,nom\n1,a\n2,b\n")
    fields = [{"name": "id", "type": "integer"}, {"name": "nom", "type": "string"}]
    schema.write_text(json.dumps({"fields": fields}))
    return path, "-s", schema


def test_a_file_keeps_the_title_that_somebody_gave_it(publish, small):
    file, words = small[0], small
    publish(*words)
    (resource,) = publish.dataset["resources"]
    assert resource["title"] == "bornes.csv"
    resource["title"] = "Mes bornes"
    file.write_text("id,nom\n1,a\n")
    publish.portal.faults["PUT", "/"] += [500] * 4  # the title is gone with the new file
    assert publish(*words).returncode == 3
    assert resource["title"] == "bornes.csv"
    assert publish(*words).returncode == 0
    assert resource["title"] == "Mes bornes"


def test_a_file_that_does_not_conform_is_refused_unless_it_is_meant(publish, small):
    small[0].write_text("id,nom\nx,a\n")
    done = publish(*small)
    assert (done.returncode, publish.portal.asked) == (4, [])
    assert "n'est pas conforme" in done.stderr
    assert publish(*small, "--allow-invalid").returncode == 0
    (resource,) = publish.dataset["resources"]
    assert resource["extras"]["validation-report:valid_resource"] is False
    assert resource["extras"]["validation-report:nb_errors"] == 1
    assert resource["schema"] is None  # no portal knows a schema of this machine


def test_a_restricted_file_is_refused(publish, small):
    sidecar.write(small[0], Origin(access="restricted"))
    done = publish(*small)
    assert (done.returncode, publish.portal.asked) == (4, [])


def test_a_folder_that_is_no_release_is_told(publish, tmp_path):
    done = publish(tmp_path)
    assert (done.returncode, publish.portal.asked) == (3, [])
