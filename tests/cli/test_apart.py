"""No command writes over what it reads, nor twice to one place."""

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.test_cli import commands

from tamis.cli.main import cli
from tamis.cli.parameters import OutputFile
from tamis.model.errors import UsageError
from tamis.writers.distinct_paths import ensure_distinct
from tamis.writers.swap import beside

ROWS = "code_commune,jour\n75056,2024-01-02\n"
SCHEMA = json.dumps({"fields": [{"name": "code_commune"}, {"name": "jour", "type": "date"}]})
COMMANDS = [
    "validate s.csv -s s.json -o s.csv",
    "validate s.csv -s s.json -o s.json",
    "validate s.csv -s s.json --report csv=s.csv",
    "validate s.csv -s s.json -o r.json --report r.json",
    "validate d -s s.json --report csv=d/t.csv",
    "validate d -s s.json --report csv=link.csv",
    "validate s.csv -s s.json --baseline s.json --write-baseline",
    "normalize s.csv -s s.json -o s.csv",
    "normalize s.csv -s s.json -o s.json",
    "normalize s.csv -s s.json -o t.csv --journal ./t.csv",
    "normalize s.csv -s s.json -o hard.csv",
    "schema infer s.csv -o s.csv",
    "schema infer s.csv -o d/../s.csv",
    "schema doc s.json -o s.json",
    "schema lint s.json -o s.json",
    "enrich s.csv --with communes -o s.csv",
    "api check ban s.json -o s.json",
    "api flatten ban s.json -o s.json",
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d").mkdir()
    for name in ("s.csv", "d/t.csv"):
        (tmp_path / name).write_text(ROWS)
    (tmp_path / "s.json").write_text(SCHEMA)
    (tmp_path / "link.csv").symlink_to("d/t.csv")
    (tmp_path / "hard.csv").hardlink_to("s.csv")
    return tmp_path


def held(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_read_stays(command, folder):
    before = held(folder)
    done = CliRunner().invoke(cli, command.split())
    assert isinstance(done.exception, UsageError), done.output
    assert done.exception.exit_code == 2
    assert held(folder) == before


def test_a_former_report_is_replaced(folder):
    for _ in range(2):
        done = CliRunner().invoke(cli, ["validate", "d", "-s", "s.json", "-o", "d/r.json"])
        assert done.exit_code == 0, done.output
    assert json.loads((folder / "d/r.json").read_text())["valid"]


def test_a_report_may_be_called_as_its_form(folder):
    for _ in range(2):
        words = ["validate", "s.csv", "-s", "s.json", "-f", "csv", "-o", "csv"]
        assert CliRunner().invoke(cli, words).exit_code == 0


def test_names_that_are_no_file_pass():
    ensure_distinct(
        ["etalab/schema-irve-statique", "https://x.fr/a.csv", "-", "a" * 5000, "\0"], [None]
    )
    ensure_distinct(["a.csv"], [Path("a.csv")])  # nothing is there to be lost
    with pytest.raises(UsageError, match="déjà"):
        ensure_distinct(["b.csv"], [None, Path("a.csv"), Path("./a.csv")])


def test_a_link_stays_a_link(folder):
    with beside(folder / "link.csv") as part:
        part.write_text("new")
    assert (folder / "link.csv").is_symlink()
    assert (folder / "d/t.csv").read_text() == "new"


def test_what_is_no_file_is_written_to_itself(folder):
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with beside(pipe) as part:
        part.write_text("told")
    assert os.read(reader, 10) == b"told"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_every_file_that_a_command_writes_is_declared_so():
    named = {
        (*path, param.name): isinstance(param.type, OutputFile)
        for path, command in commands()
        for param in command.params
        if param.name in {"output", "journal"} and path[0] not in {"aggregate", "notify"}
    }
    assert len(named) >= 9
    assert all(named.values()), named
