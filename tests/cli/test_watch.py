"""`--watch`: a saved file is validated again; a schema that is saved concerns all files."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from tamis.cli.watch import Watched, run_on_save
from tamis.model.errors import UsageError

SCHEMA = '{"fields": [{"name": "n", "type": "integer"}, {"name": "t"}]}'


@pytest.fixture
def live(tmp_path, write):
    """A watching process, and its lines as they come."""
    write("s.json", SCHEMA)
    write("a.csv", "n,t\n1,a\n")
    command = [sys.executable, "-u", "-c", "from tamis.cli.main import main; main()"]
    command += ["validate", "a.csv", "b.csv", "-s", "s.json", "--watch", "-q", "--lang", "en"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.STDOUT, encoding="utf-8",
                               env={**os.environ, "PYTHONIOENCODING": "utf-8"})  # fmt: skip
    killer = threading.Timer(60, process.kill)
    killer.start()
    yield process
    killer.cancel()
    process.kill()
    process.wait()
    process.stdout.close()


def until(process, words):
    seen = []
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return seen
    pytest.fail("".join(seen))


def test_what_is_saved_is_validated_again(live, tmp_path):
    first = until(live, "Ctrl+C")
    assert any("a.csv: ✓ VALID" in line for line in first)
    assert any("b.csv" in line and "no such file" in line for line in first)
    (tmp_path / "a.csv").write_text("n,t\nx,a\n")
    second = until(live, "Ctrl+C")
    assert any("a.csv: ✗ NOT VALID" in line for line in second)
    assert not any("b.csv" in line for line in second)
    (tmp_path / "s.json").write_text(SCHEMA.replace("integer", "string"))
    assert any("a.csv: ✓ VALID" in line for line in until(live, "Ctrl+C"))
    live.send_signal(signal.SIGINT)
    assert live.wait(timeout=30) == 130


def test_what_is_concerned():
    known = Watched(files={"/d/a.csv": "a.csv", "/d/b.csv": "b.csv"}, others=frozenset({"/d/s"}))
    assert known.concerned(["/d/b.csv", "/d/z"]) == ("b.csv",)
    assert known.concerned(["/d/s"]) is None
    assert known.concerned(["/d/z"]) == ()


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(UsageError, match=r"tamis\[watch\]"):
        run_on_save(lambda _: None, lambda: Watched(files={}, others=frozenset()))


def test_nothing_to_watch_is_told():
    with pytest.raises(UsageError, match="rien à surveiller"):
        run_on_save(lambda _: None, lambda: Watched(files={}, others=frozenset()))
