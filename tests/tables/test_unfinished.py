"""What a live run works on is never deleted by another that tidies."""

import os

from tamis.tables import unfinished


def test_a_run_that_tidies_at_any_moment_leaves_what_a_live_one_writes(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    part = tmp_path / ".part-1"
    part.write_text("half")

    def write(descriptor, content):
        unfinished.tidy()
        written = real(descriptor, content)
        unfinished.tidy()
        return written

    real = os.write
    monkeypatch.setattr(unfinished.os, "write", write)
    with unfinished.noted(part):
        unfinished.tidy()
        assert part.read_text() == "half"
    monkeypatch.undo()


def test_what_a_dead_run_left_is_deleted_with_its_note(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    part = tmp_path / ".part-1"
    part.write_text("half")
    folder = tmp_path / "state" / "tamis" / "unfinished"
    folder.mkdir(mode=0o700, parents=True)
    (folder / "note").write_bytes(os.fsencode(part))
    (folder / "begun").write_bytes(b"")
    unfinished.tidy()
    assert not part.exists()
    assert [path.name for path in folder.iterdir()] == ["begun"]
