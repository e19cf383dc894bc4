"""Outputs appear whole or not at all, in the place that was asked for, never over what is read."""

import os
from pathlib import Path

import polars as pl
import pytest

from tamis.model.errors import SourceError, UsageError
from tamis.model.origin import Origin
from tamis.writers import csv, swap
from tamis.writers.distinct_paths import ensure_distinct


def half_written(path):
    path.write_text("half")
    raise RuntimeError


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_when_all_is_written(tmp_path):
    path = tmp_path / "new" / "a.csv"
    with swap.beside(path) as part:
        part.write_text("b")
        assert not path.exists()
    assert path.read_text() == "b"
    assert names(path.parent) == ["a.csv"]


def test_what_fails_leaves_what_stood_there(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("before")
    with pytest.raises(RuntimeError), swap.beside(path) as part:
        half_written(part)
    assert path.read_text() == "before"
    assert names(tmp_path) == ["a.csv"]


def test_the_file_behind_a_link_is_replaced_and_the_link_stays(tmp_path):
    (tmp_path / "real.csv").write_text("before")
    link = tmp_path / "link.csv"
    link.symlink_to("real.csv")
    with swap.beside(link) as part:
        part.write_text("after")
    assert link.is_symlink()
    assert (tmp_path / "real.csv").read_text() == "after"


def test_what_is_private_is_its_owner_s_alone(tmp_path):
    with swap.beside(tmp_path / "a.csv", origin=Origin(access="restricted")) as part:
        assert part.stat().st_mode & 0o077 == 0
    assert (tmp_path / "a.csv").stat().st_mode & 0o077 == 0


def test_a_device_is_written_to_itself():
    with swap.beside(Path(os.devnull)) as part:
        assert str(part) == os.devnull


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(SourceError, match="ne peut pas être écrit"),
        swap.beside(tmp_path / "file" / "a.csv"),
    ):
        raise AssertionError


def test_a_folder_takes_the_place_of_the_former_which_is_disposed_of(tmp_path):
    final = tmp_path / "release"
    seen = []
    for content in ("first", "second"):
        with swap.folder_beside(final, lambda former: seen.append(names(former))) as part:
            (part / f"{content}.csv").write_text(content)
    assert names(final) == ["second.csv"]
    assert seen == [["first.csv"]]
    assert names(tmp_path) == ["release"]


def test_a_folder_that_fails_leaves_the_former(tmp_path):
    final = tmp_path / "release"
    with swap.folder_beside(final) as part:
        (part / "a").write_text("")
    with pytest.raises(RuntimeError), swap.folder_beside(final) as part:
        half_written(part / "b")
    assert names(final) == ["a"]


def test_what_killed_runs_left_is_put_right(tmp_path):
    for name in (".release.11.part", ".release.11.room", ".release.12.old", ".other.1.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text(name)
    swap.tidied(tmp_path / "release")
    assert names(tmp_path) == [".other.1.part", "release"]
    assert (tmp_path / "release" / "a").read_text() == ".release.12.old"
    (tmp_path / ".release.13.old").mkdir()
    swap.tidied(tmp_path / "release")
    assert names(tmp_path) == [".other.1.part", "release"]


def test_the_file_that_is_replaced_is_kept_under_a_free_name(tmp_path):
    final = tmp_path / "a.csv"
    final.write_text("1")
    for content, copy in (("2", "a.csv.orig"), ("3", "a.csv.orig1")):
        part = tmp_path / "part"
        part.write_text(content)
        kept = swap.put_in_place(part, final)
        assert kept == tmp_path / copy
        assert kept.read_text() == str(int(content) - 1)
        assert final.read_text() == content
    (tmp_path / "part").write_text("3")
    assert swap.put_in_place(tmp_path / "part", final) is None
    assert not (tmp_path / "a.csv.orig2").exists()


@pytest.mark.parametrize("written", ["a.csv", "./a.csv", "link.csv"])
def test_nothing_is_written_over_what_is_read(tmp_path, monkeypatch, written):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("")
    (tmp_path / "link.csv").symlink_to("a.csv")
    with pytest.raises(UsageError, match="déjà le fichier lu"):
        ensure_distinct(["a.csv"], [None, Path(written)])


def test_nor_one_place_twice_but_for_devices(tmp_path):
    path = tmp_path / "b.csv"
    with pytest.raises(UsageError):
        ensure_distinct([], [path, tmp_path / "." / "b.csv"])
    null = Path(os.devnull)
    ensure_distinct(["https://example.org/b.csv", "x" * 5000], [null, null, path])


def test_texts_are_written_as_rfc_4180_says_and_nothing_is_told_from_an_empty_text(tmp_path):
    frame = pl.DataFrame({"a": ['x"y', "1,2", None], "b": ["", "é\nf", "g"]})
    with csv.writing(tmp_path / "a.csv", ["A;", 'B"']) as out:
        out.write(frame)
        out.write(frame.head(0))
        assert out.rows == 3
    written = (tmp_path / "a.csv").read_bytes().decode()
    assert written == 'A;,"B"""\n"x""y",""\n"1,2","é\nf"\n,g\n'
    with csv.writing(None, ["a"]) as out:
        out.write(frame.select("a"))
        assert out.rows == 3
