"""Before a release, and back to a former one."""

import json

import polars as pl
import pytest

import tamis
from tamis.cli.main import main
from tamis.release import archive
from tamis.release.options import AggregateOptions
from tamis.writers.lock import locked

SCHEMA = {"name": "e/l", "primaryKey": "id", "fields": [{"name": "id", "type": "string"}]}


@pytest.fixture
def command(tmp_path, write, capsys):
    schema = write("schema.json", json.dumps(SCHEMA))
    write("sources.csv", "id,path,licence\na,a.csv,lov2\nb,https://exemple.invalid/b.csv,odbl\n")

    def run(*words, code=0):
        line = [w.format(d=tmp_path, schema=schema) for w in words]
        with pytest.raises(SystemExit) as ended:
            main(line)
        out = capsys.readouterr()
        assert ended.value.code == code, out.err
        return out.out

    return run


def release(tmp_path, write, rows, **options):
    path = write("a.csv", "id\n" + "".join(f"{n}\n" for n in range(rows)))
    return tamis.aggregate([path], SCHEMA, tmp_path / "s", options=AggregateOptions(**options))


def rows(tmp_path):
    return pl.read_csv(tmp_path / "s" / "data.csv").height


def test_former_releases_are_kept_and_no_more_than_asked(tmp_path, write):
    for n in (3, 4, 5, 6, 7):
        release(tmp_path, write, n, keep_releases=2, date=f"2026-11-0{n}")
    kept = archive.list_releases(tmp_path / "s")
    assert [(one.number, one.rows, one.date[-2:]) for one in kept] == [
        (0, 7, "07"), (4, 6, "06"), (3, 5, "05"),
    ]  # fmt: skip
    release(tmp_path, write, 7, keep_releases=2, date="2026-11-07")
    assert archive.list_releases(tmp_path / "s") == kept
    release(tmp_path, write, 7, keep_releases=0, date="2026-11-08")
    assert len(archive.list_releases(tmp_path / "s")) == 1


def test_the_way_back_and_forth(tmp_path, write, command):
    for n in (3, 4, 5):
        release(tmp_path, write, n, keep_releases=3)
    before = (tmp_path / "s" / "data.csv").read_bytes()
    assert archive.roll_back(tmp_path / "s").rows == rows(tmp_path) == 4
    assert archive.roll_back(tmp_path / "s").rows == rows(tmp_path) == 5
    assert (tmp_path / "s" / "data.csv").read_bytes() == before
    out = command("release", "rollback", "{d}/s", "1", "--lang", "en")
    assert "3 rows" in out
    listed = json.loads(command("release", "list", "{d}/s", "--format", "json"))
    assert [(one["number"], one["rows"]) for one in listed] == [(0, 3), (2, 4), (1, 5)]
    # what is released next is compared with the one put back
    assert release(tmp_path, write, 5, keep_releases=3).changes.added == 2


def test_what_is_not_kept_cannot_be_gone_back_to(tmp_path, write, command):
    release(tmp_path, write, 3)
    command("release", "rollback", "{d}/s", code=2)
    command("release", "rollback", "{d}/s", "7", code=2)
    (tmp_path / "vide").mkdir()
    command("release", "list", "{d}/vide", code=3)
    for n in (4, 5):
        release(tmp_path, write, n, keep_releases=1)
    with locked(tmp_path / "s"):
        command("release", "rollback", "{d}/s", code=4)


def test_a_dry_run_shows_the_plan_and_does_nothing(tmp_path, write, command):
    write("a.csv", "id\n1\n")
    shown = ("aggregate", "{d}/sources.csv", "-s", "{schema}", "-o", "{d}/s", "--dry-run")
    out = command(*shown, "--no-cache", "--lang", "en")
    assert "a       read   etalab-2.0 ?  a.csv" in out
    assert "b       fetch  odbl ?        https://exemple.invalid/b.csv" in out
    assert not (tmp_path / "s").exists()
    text = command(*shown, "--no-cache", "--licence", "etalab-2.0", "--format", "json", code=4)
    plan = json.loads(text)
    assert [(one["action"], one["fit"]) for one in plan["sources"]] == [
        ("read", "allowed"), ("fetch", "forbidden"),
    ]  # fmt: skip
    (tmp_path / "a.csv").unlink()
    plan = json.loads(command(*shown, "--format", "json"))
    assert plan["sources"][0]["action"] == "missing"
    assert plan["former_rows"] is None


def test_a_dry_run_tells_what_would_leave_the_release(tmp_path, write, command):
    a, b = write("a.csv", "id\n1\n"), write("b.csv", "id\n2\n")
    tamis.aggregate([a, b], SCHEMA, tmp_path / "s")
    text = command("aggregate", "{d}/a.csv", "-s", "{schema}", "-o", "{d}/s", "--dry-run",
                   "--format", "json")  # fmt: skip
    plan = json.loads(text)
    assert (plan["withdrawn"], plan["former_rows"]) == (["b"], 2)
