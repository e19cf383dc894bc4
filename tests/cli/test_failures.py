"""Every failure is told in a sentence, with an exit code that means it and nothing else."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from tamis import failures, system
from tamis.cli import streams
from tamis.cli.main import main
from tamis.model.errors import FaultError, RefusedError, SourceError, TamisError
from tamis.model.exit_codes import ExitCode
from tamis.model.limits import DEFAULT
from tamis.writers import swap

IRVE = "etalab/schema-irve-statique"


@pytest.fixture
def annecy(root):
    return root / "fixtures" / "territoires" / "annecy.csv"


def shell(line, cwd, **environment):
    """Run a line of a shell in which $T is the command; return its code and outputs."""
    command = f"{sys.executable} -m tamis --lang en"
    return subprocess.run(
        ["bash", "-c", line.replace("$T", command)],
        cwd=cwd,
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )


def tells(done, code, *words):
    assert done.returncode == code, done.stderr
    told = done.stderr.decode()
    assert "Traceback" not in told
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("> /dev/full", "disk is full"),
        (">&-", "stream is closed"),
        ("-f json >&-", "stream is closed"),
        ("-f json > /dev/full", "disk is full"),
        ("-f json -o /proc/nowhere/a.json", "cannot be written"),
    ],
)
def test_an_output_that_takes_nothing(annecy, tmp_path, tail, words):
    tells(shell(f"$T validate {annecy} -s {IRVE} {tail}", tmp_path), ExitCode.UNREADABLE, words)


@pytest.mark.parametrize(
    "argument",
    ["<(cat {path})", "/dev/stdin < {path}", "- < {path}", "/dev/fd/7 7< {path}"],
)
def test_what_cannot_be_read_twice_is_spooled(annecy, tmp_path, argument):
    line = f"$T validate {argument.format(path=annecy)} -s {IRVE} -q"
    done = shell(line, tmp_path)
    tells(done, ExitCode.NOT_VALID)
    assert b"4 errors" in done.stdout


def test_a_spool_keeps_to_the_limit(tmp_path):
    line = f"$T validate <(head -c 3000000 /dev/zero) -s {IRVE} --max-size 1"
    tells(shell(line, tmp_path), ExitCode.REFUSED, "is over 1 MB")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("- <&-", "closed"),
        ("/dev/zero", "device"),
        ("a" * 5000, "name is too long"),
        (".", "no data file"),
    ],
)
def test_what_is_no_file(tmp_path, name, words):
    tells(shell(f"$T validate {name} -s {IRVE}", tmp_path), ExitCode.UNREADABLE, words)


def test_a_pipe_that_nobody_writes_to(tmp_path, monkeypatch):
    from tamis.sources import local

    monkeypatch.setattr(local, "_PATIENCE", 0.2)
    os.mkfifo(tmp_path / "tube")
    with (
        pytest.raises(SourceError, match="personne n'écrit"),
        local.open_path(str(tmp_path / "tube")),
    ):
        pass


def test_a_pipe_that_is_written_late(tmp_path):
    from tamis.sources import local

    pipe = tmp_path / "tube"
    os.mkfifo(pipe)

    def late():
        time.sleep(0.3)
        pipe.write_bytes(b"a\n1\n")

    threading.Thread(target=late).start()
    with local.open_path(str(pipe)) as file:
        assert file.path.read_bytes() == b"a\n1\n"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_console_shows_what_it_can(annecy, tmp_path, encoding):
    line = f"$T validate {annecy} -s {IRVE}"
    done = shell(line, tmp_path, PYTHONIOENCODING=encoding)
    tells(done, ExitCode.NOT_VALID)
    shown = done.stdout.decode(encoding)
    assert "NOT VALID: 4 errors" in shown
    assert ("✗" in shown) is (encoding == "utf-8")


@pytest.mark.parametrize("form", ["json", "html"])
def test_forms_for_machines_are_utf8_whatever_the_console(annecy, tmp_path, form):
    done = shell(f"$T validate {annecy} -s {IRVE} -f {form}", tmp_path, PYTHONIOENCODING="cp1252")
    assert "“" in done.stdout.decode("utf-8")
    assert b"\r\n" not in done.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_tidies_up(tmp_path, root, number):
    folder = root / "fixtures" / "territoires"
    line = f"exec $T aggregate {folder} -s {IRVE} -o sortie --no-cache"
    command = ["bash", "-c", line.replace("$T", f"{sys.executable} -m tamis")]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
    while process.poll() is None and not list(tmp_path.glob(".sortie.*")):
        time.sleep(0.05)
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode in {128 + number, 0}, told
    assert b"Traceback" not in told
    assert list(tmp_path.glob(".sortie.*")) == []


def test_one_bad_source_never_ends_the_others(tmp_path, root):
    folder = tmp_path / "d"
    folder.mkdir()
    good = (root / "fixtures" / "territoires" / "lens.csv").read_bytes()
    (folder / "lens.csv").write_bytes(good)
    with open(os.fsencode(folder) + b"/n\xe9.csv", "wb") as file:  # noqa: PTH123 no UTF-8
        file.write(good)
    (folder / "s.json").write_text('[{"id_pdc_itinerance": "\\ud800", "\\udfff": 1}]')
    os.mkfifo(folder / "tube.csv")
    done = shell(f"$T aggregate d -s {IRVE} -o sortie", tmp_path)
    tells(done, ExitCode.UNREADABLE, "Source not read: tube.")
    report = json.loads((tmp_path / "sortie" / "report.json").read_text(encoding="utf-8"))
    assert "n\\\\xe9" in json.dumps(report)
    assert b"rows released" in done.stdout


def test_a_worker_that_dies_costs_its_source_alone(tmp_path):
    from tamis.release.collect import pool

    task = SimpleNamespace(location="a.csv", limits=DEFAULT)
    for end in (signal.SIGABRT, signal.SIGKILL):
        worker = pool._Worker()
        os.kill(worker.child.pid, end)
        worker.child.wait()
        (told,) = worker.do([task], lambda *_: None)
        assert isinstance(told, SourceError)
        assert end.name in str(told)
        assert not worker.child.is_alive()
        worker.child.close()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(28, "No space left on device"), SourceError),
        (OSError("File too large (os error 27)"), SourceError),
        (MemoryError(), RefusedError),
        (RecursionError(), RefusedError),
        (KeyError("x"), FaultError),
        (SourceError.__base__(failures.reason(OSError(2, ""))), TamisError),
    ],
)
def test_each_exception_has_its_error(error, kind):
    told = failures.as_tamis_error(error)
    assert isinstance(told, kind)
    assert "None" not in str(told)


def test_a_fault_of_ours_says_where_the_details_are(monkeypatch, capsys, tmp_path):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fails(*_, **__):
        raise ValueError("boum https://moi:secret@exemple.fr/a.csv")

    monkeypatch.setattr("tamis.loading.catalogue.entries", fails)
    with pytest.raises(SystemExit) as end:
        main(["schema", "list"])
    assert end.value.code == ExitCode.FAULT
    told = capsys.readouterr().err
    (log,) = tmp_path.glob("tamis-*.log")
    assert str(log) in told
    details = log.read_text(encoding="utf-8")
    assert "boum" in details
    assert "secret" not in details
    assert log.stat().st_mode & 0o077 == 0


def test_signs_that_an_encoding_lacks_have_a_likeness():
    streams.prepare()
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", errors="tamis-plain")
    out.write("✓ → œuvre « é » … 東")
    out.flush()
    assert raw.getvalue() == b'OK -> oeuvre " e " ... \\u6771'


def test_windows_opens_no_folder(monkeypatch, tmp_path):
    opened = os.open

    def refuses(path, *args, **more):
        if os.path.isdir(path):  # noqa: PTH112 as Windows does
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **more)

    monkeypatch.setattr(os, "open", refuses)
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    monkeypatch.setattr("shutil._use_fd_functions", False)
    monkeypatch.setattr(system, "exchange", lambda *_: False)
    for text in ("a", "b"):
        with swap.folder_beside(tmp_path / "sortie") as part:
            (part / "data.csv").write_text(text)
        assert (tmp_path / "sortie" / "data.csv").read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["sortie"]


def test_a_file_that_excel_holds_open(monkeypatch, tmp_path):
    from pathlib import Path

    def held(*_):
        error = PermissionError(13, "Access is denied")
        error.winerror = 32
        raise error

    target = tmp_path / "propre.csv"
    target.write_text("avant")
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(SourceError, match="Fermez le programme"), swap.beside(target) as part:
        part.write_text("après")
    assert [path.name for path in tmp_path.iterdir()] == ["propre.csv"]
    assert target.read_text() == "avant"


def test_without_a_place_for_a_cache_a_release_goes_on(tmp_path, root):
    folder = root / "fixtures" / "territoires"
    nowhere = {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere", "TAMIS_CACHE": ""}
    done = shell(f"$T aggregate {folder} -s {IRVE} -o sortie", tmp_path, **nowhere)
    assert b"rows released" in done.stdout
    tells(done, done.returncode, "Nothing is kept between runs")
