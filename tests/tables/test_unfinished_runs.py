"""What killed runs left is deleted by the next, and nothing else is: not a word of a note is
believed beyond it."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tamis import system
from tamis.tables import unfinished

posix = pytest.mark.skipif(system.IS_WINDOWS, reason="Windows has no such rights")


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """Where notes of this test stand."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    folder = tmp_path / "state" / "tamis" / "unfinished"
    folder.mkdir(mode=0o700, parents=True)
    return folder


def leave_note(notes, path, name="note"):
    (notes / name).write_bytes(os.fsencode(path))


def test_a_note_stands_while_the_block_runs(tmp_path, notes):
    part = tmp_path / ".part-1"
    with unfinished.noted(part):
        (note,) = notes.iterdir()
        assert note.read_bytes() == os.fsencode(part)
    assert list(notes.iterdir()) == []
    with pytest.raises(ZeroDivisionError), unfinished.noted(part):
        raise ZeroDivisionError
    assert list(notes.iterdir()) == []


def test_what_the_block_leaves_is_no_prey_of_a_run_that_tidies_as_it_ends(
    tmp_path, notes, monkeypatch
):
    part = tmp_path / "kept.part"
    close = os.close

    def tidy_once_closed(descriptor):
        close(descriptor)
        monkeypatch.setattr(unfinished.os, "close", close)
        unfinished.tidy()

    with unfinished.noted(part):
        part.write_text("to be resumed")
        monkeypatch.setattr(unfinished.os, "close", tidy_once_closed)
    assert part.read_text() == "to be resumed"
    assert list(notes.iterdir()) == []


@posix
def test_the_folder_of_notes_is_made_where_it_lacks_and_is_its_user_s(tmp_path, notes, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "a" / "b"))
    folder = tmp_path / "a" / "b" / "tamis" / "unfinished"
    for _ in range(2):
        with unfinished.noted(tmp_path / ".part-1"):
            assert len(list(folder.iterdir())) == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_temporary_folder_that_is_gone_before_the_block_ends_is_no_matter(notes):
    with unfinished.temporary_folder("essai") as folder:
        folder.rmdir()
    assert not folder.exists()
    assert list(notes.iterdir()) == []


def test_a_note_that_is_gone_before_the_block_ends_is_no_matter(tmp_path, notes):
    with unfinished.noted(tmp_path / ".part-1"):
        for note in notes.iterdir():
            note.unlink()
    assert list(notes.iterdir()) == []


def test_a_temporary_folder_is_of_its_user_and_deleted_after_use(tmp_path, notes):
    with unfinished.temporary_folder("essai") as folder:
        assert folder.parent == tmp_path / "temporary"
        assert folder.name.startswith("tamis-essai-")
        assert os.name == "nt" or folder.stat().st_mode & 0o777 == 0o700
        (folder / "file").write_text("half")
        unfinished.tidy()
        assert (folder / "file").read_text() == "half"
        with unfinished.temporary_folder("essai") as other:
            assert other != folder
    assert not folder.exists()
    with pytest.raises(ZeroDivisionError), unfinished.temporary_folder("essai") as folder:
        raise ZeroDivisionError
    assert not folder.exists()


KILLED = """
import os, sys, time
from pathlib import Path
from tamis.tables import unfinished
with unfinished.temporary_folder("essai") as folder:
    (folder / "file").write_text("half")
    part = Path(sys.argv[1])
    with unfinished.noted(part):
        part.write_text("half")
        print(folder, flush=True)
        time.sleep(60)
"""


@posix
def test_what_a_killed_run_left_goes_once_it_is_dead(tmp_path, notes):
    part = tmp_path / "out.csv.part"
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    command = [sys.executable, "-c", KILLED, str(part)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as run:
        folder = Path(run.stdout.readline().strip())
        unfinished.tidy()
        assert (folder / "file").exists()
        assert part.exists()
        run.send_signal(signal.SIGKILL)
    unfinished.tidy()
    assert not folder.exists()
    assert not part.exists()
    assert list(notes.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["tamis-x", ".part-1", "out.csv.part", "x.room", "release.tamis", "x.part.json"]
)
def test_what_runs_leave_is_known_by_its_name(tmp_path, notes, name):
    (tmp_path / name).write_text("half")
    leave_note(notes, tmp_path / name)
    unfinished.tidy()
    assert not (tmp_path / name).exists()
    assert list(notes.iterdir()) == []


@pytest.mark.parametrize("name", ["budget.csv", "x.part.csv", "part", "xtamis-", "x.roomy"])
def test_a_note_of_anything_else_is_not_believed(tmp_path, notes, name):
    (tmp_path / name).write_text("precious")
    leave_note(notes, tmp_path / name)
    unfinished.tidy()
    assert (tmp_path / name).read_text() == "precious"
    assert list(notes.iterdir()) == []


def test_a_relative_path_is_not_believed(tmp_path, notes, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("tamis-x").write_text("precious")
    leave_note(notes, "tamis-x")
    unfinished.tidy()
    assert Path("tamis-x").read_text() == "precious"


def test_a_folder_goes_with_what_it_holds(tmp_path, notes):
    folder = tmp_path / "tamis-x"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "c").write_text("half")
    leave_note(notes, folder)
    unfinished.tidy()
    assert not folder.exists()


@posix
def test_a_link_to_a_folder_goes_and_the_folder_stays(tmp_path, notes):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("precious")
    (tmp_path / "tamis-x").symlink_to(tmp_path / "mine")
    leave_note(notes, tmp_path / "tamis-x")
    unfinished.tidy()
    assert not (tmp_path / "tamis-x").is_symlink()
    assert (tmp_path / "mine" / "file").read_text() == "precious"


def test_what_is_gone_already_leaves_no_note(tmp_path, notes):
    leave_note(notes, tmp_path / "tamis-gone")
    unfinished.tidy()
    assert list(notes.iterdir()) == []


def test_what_cannot_be_deleted_does_not_stop_the_rest(tmp_path, notes, monkeypatch):
    for name in ("tamis-1", "tamis-2"):
        (tmp_path / name).write_text("half")
        leave_note(notes, tmp_path / name, name)
    unlink = Path.unlink

    def refuse_one(path, **options):
        if path == tmp_path / "tamis-1":
            raise PermissionError
        unlink(path, **options)

    monkeypatch.setattr(Path, "unlink", refuse_one)
    unfinished.tidy()
    assert (tmp_path / "tamis-1").exists()
    assert not (tmp_path / "tamis-2").exists()
    assert list(notes.iterdir()) == []


def test_what_is_no_note_is_left(notes):
    (notes / "folder").mkdir()
    unfinished.tidy()
    assert (notes / "folder").is_dir()


@posix
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o720, 0o702])
def test_a_folder_in_which_others_can_write_is_not_believed(tmp_path, notes, mode):
    (tmp_path / "tamis-x").write_text("precious")
    leave_note(notes, tmp_path / "tamis-x")
    notes.chmod(mode)
    unfinished.tidy()
    assert (tmp_path / "tamis-x").read_text() == "precious"
    # Notes are written with temporary files then.
    with unfinished.noted(tmp_path / ".part-1"):
        (note,) = (tmp_path / "temporary").glob("tamis-unfinished-*/*")
        assert note.read_bytes() == os.fsencode(tmp_path / ".part-1")
        assert [path.name for path in notes.iterdir()] == ["note"]


@posix
def test_a_folder_of_another_user_is_not_believed(tmp_path, notes, monkeypatch):
    (tmp_path / "tamis-x").write_text("precious")
    leave_note(notes, tmp_path / "tamis-x")
    other = system.user() + 1
    monkeypatch.setattr(system, "user", lambda: other)
    unfinished.tidy()
    assert (tmp_path / "tamis-x").read_text() == "precious"


def test_on_windows_a_folder_is_its_user_s(tmp_path, notes, monkeypatch):
    notes.chmod(0o777)
    (tmp_path / "tamis-x").write_text("half")
    leave_note(notes, tmp_path / "tamis-x")
    monkeypatch.setattr(unfinished, "system", _Windows)
    unfinished.tidy()
    assert not (tmp_path / "tamis-x").exists()


class _Windows:
    IS_WINDOWS = True
    lock = staticmethod(system.lock)
    user = staticmethod(lambda: 0)


def test_where_no_note_can_be_written_the_block_runs_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    ran = []
    with unfinished.noted(tmp_path / ".part-1"):
        ran.append(1)
    unfinished.tidy()
    assert ran == [1]
    assert (tmp_path / "file").read_text() == ""


def test_where_the_state_of_programs_has_no_place_notes_stand_with_temporary_files(
    tmp_path, notes, monkeypatch
):
    import platformdirs

    def nowhere(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(platformdirs, "user_state_path", nowhere)
    with unfinished.noted(tmp_path / ".part-1"):
        assert list(notes.iterdir()) == []
        assert len(list((tmp_path / "temporary").glob("tamis-unfinished-*/*"))) == 1


def test_a_note_that_another_run_looks_at_is_held_as_soon_as_it_lets_go(
    tmp_path, notes, monkeypatch
):
    tries = []

    def lock(descriptor):
        tries.append(descriptor)
        return len(tries) == 3 and system_lock(descriptor)

    system_lock = system.lock
    pauses = []
    monkeypatch.setattr(system, "lock", lock)
    monkeypatch.setattr(unfinished.time, "sleep", pauses.append)
    with unfinished.noted(tmp_path / ".part-1"):
        assert (len(tries), pauses) == (3, [0.001, 0.001])
    # One that never lets go is not waited for for ever.
    monkeypatch.setattr(system, "lock", lambda _: False)
    pauses.clear()
    with unfinished.noted(tmp_path / ".part-1"):
        assert len(pauses) == 500


def test_a_note_that_cannot_be_opened_is_left(tmp_path, notes, monkeypatch):
    (tmp_path / "tamis-x").write_text("half")
    leave_note(notes, tmp_path / "tamis-x")

    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(unfinished.os, "open", refuse)
    unfinished.tidy()
    monkeypatch.undo()
    assert (tmp_path / "tamis-x").exists()
    assert [note.name for note in notes.iterdir()] == ["note"]
