"""A run that is killed at any instant leaves the old release or the new one, never half of one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import tamis
from tamis.writers.lock import locked
from tamis.writers.swap import tidied

SCRIPT = Path(__file__).with_name("killing.py")


def killed(folder, runs, seed):
    command = [sys.executable, str(SCRIPT), str(folder), str(runs), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_three_runs_killed_leave_a_whole_release(tmp_path):
    seen = killed(tmp_path, 3, 1)
    assert seen["killed"] + seen["ended"] == 3


@pytest.mark.slow
def test_two_hundred_runs_killed_leave_a_whole_release(tmp_path):
    seen = killed(tmp_path, 200, 2)
    print(seen)
    assert seen["killed"] >= 100
    assert seen["old"] + seen["new"] == 200


def test_two_runs_do_not_write_one_folder(tmp_path, write):
    source = write("a.csv", "id\n1\n")
    schema = {"fields": [{"name": "id"}]}
    with locked(tmp_path / "sortie"), pytest.raises(tamis.RefusedError) as refused:
        tamis.aggregate([source], schema, tmp_path / "sortie")
    assert refused.value.exit_code == 4
    assert tamis.aggregate([source], schema, tmp_path / "sortie").total.out == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "sortie"]


def test_what_killed_runs_leave_is_put_right(tmp_path):
    for name in (".sortie.12.part", ".sortie.13.room", ".sortie.14.old", ".autre.12.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "data.csv").write_text(name)
    tidied(tmp_path / "sortie")
    assert sorted(one.name for one in tmp_path.iterdir()) == [".autre.12.part", "sortie"]
    assert (tmp_path / "sortie" / "data.csv").read_text() == ".sortie.14.old"
