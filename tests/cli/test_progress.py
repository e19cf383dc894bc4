"""The progress line: late, paced, with an estimate, wiped at the end, absent from pipes."""

import io

import pytest

from tamis.cli import progress
from tamis.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    monkeypatch.setenv("TERM", "xterm")
    return now


def test_a_bar_and_the_time_left(write, clock):
    path = str(write("a.csv", "a,b\n" + "1,2\n" * 1000))
    out = Terminal()
    told = Progress([path], out)
    told(100)
    assert out.getvalue() == ""
    clock[0] += 10
    told(500)
    line = out.getvalue().split("\r\x1b[K")[-1]
    assert line.startswith("████████████░░░░░░░░░░░░ 50% · encore 10 s · ")
    assert line.endswith("500 lignes lues")
    told(900)
    assert out.getvalue().count("\r") == 1
    told.close()
    assert out.getvalue().endswith("\r\x1b[K")


def test_several_files_make_one_bar(write, clock):
    paths = [str(write(f"{name}.csv", "a,b\n" + "1,2\n" * 100)) for name in "abc"]
    out = Terminal()
    told = Progress(paths, out)
    clock[0] += 3
    told.ended(paths[0])
    told.named(paths[1], 50)
    assert "50%" in out.getvalue()
    assert "1 / 3 fichiers · 50 lignes lues" in out.getvalue()


def test_what_cannot_be_told_ahead_is_only_counted(write, clock):
    out = Terminal()
    told = Progress([str(write("a.xlsx", "x"))], out)
    clock[0] += 3
    told(1234)
    assert "%" not in out.getvalue()
    assert "1\u202f234 lignes lues" in out.getvalue()


def test_nothing_in_a_pipe(write, clock):
    out = io.StringIO()
    told = Progress(["a.csv"], out)
    clock[0] += 60
    told(10)
    told.close()
    assert out.getvalue() == ""


def test_who_still_reads_when_the_run_is_over_is_stopped():
    told = Progress(["a.csv"], io.StringIO())
    told(1)
    told.close()
    with pytest.raises(progress.StoppedError):
        told(2)
