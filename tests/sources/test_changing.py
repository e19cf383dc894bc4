"""A file that changes while it is read is told, and nothing is written out of it."""

import os
from dataclasses import replace

import pytest

import tamis
from tamis import readers, sources
from tamis.model.errors import SourceError
from tamis.model.text import Text

SCHEMA = {"name": "e", "fields": [{"name": "id"}, {"name": "jour", "type": "date"}]}
TEXT = "id,jour\n" + "1,18/03/1951\n" * 2_000


def appended(path):
    with path.open("a") as out:
        out.write("2,18/03/1951\n")


def truncated(path):
    os.truncate(path, len(TEXT) // 2)


def rewritten(path):
    path.write_text(TEXT.replace("1951", "1952"))
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


def replaced(path):
    other = path.with_name("autre.csv")
    other.write_text(TEXT)
    other.replace(path)


def gone(path):
    path.unlink()


CHANGES = (appended, truncated, rewritten, replaced, gone)


@pytest.fixture
def changing(tmp_path, monkeypatch):
    """Make a file change once its first records are read."""
    path = tmp_path / "a.csv"
    path.write_text(TEXT)

    def set_up(change):
        read = readers.read

        def spied(*words):
            table = read(*words)

            def passing():
                for number, batch in enumerate(table.batches()):
                    if not number:
                        change(path)
                    yield batch

            return replace(table, batches=passing)

        monkeypatch.setattr(readers, "read", spied)
        return path

    return set_up


@pytest.mark.parametrize("change", CHANGES)
def test_a_verdict_is_not_given(changing, change):
    with pytest.raises(SourceError, match="a changé pendant qu'il était lu"):
        tamis.validate(changing(change), SCHEMA)


@pytest.mark.parametrize("change", CHANGES[:4])
@pytest.mark.parametrize("in_place", [False, True])
def test_nothing_is_written(changing, change, tmp_path, in_place):
    path = changing(change)
    output = None if in_place else tmp_path / "propre.csv"
    with pytest.raises(SourceError, match="a changé"):
        tamis.normalize(path, SCHEMA, output, in_place=in_place)
    assert os.listdir(tmp_path) == ["a.csv"]


def test_what_goes_wrong_with_a_file_that_changed_is_the_change(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(TEXT)

    def read():
        with sources.open_source(str(path)):
            truncated(path)
            raise SourceError(Text(fr="abîmé", en="damaged"))

    with pytest.raises(SourceError, match="a changé"):
        read()


def test_a_file_of_the_system_is_of_no_time():
    with sources.open_source("/proc/self/status") as local:
        assert local.path.read_bytes()
