"""The text of several files: valid ones are counted, and shown where that is asked for."""

import io

import pytest

import tamis
from tamis import render
from tamis.render import Style

SCHEMA = {"name": "s", "fields": [{"name": "n", "type": "integer"}, {"name": "t"}]}
CONTENTS = {"good.csv": "n,t\n1,a\n", "warned.csv": "n,t\n1, a\n", "bad.csv": "n,t\nx,a\n"}


@pytest.fixture
def shown(write, root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, content in CONTENTS.items():
        write(name, content)

    def text(*names, **style):
        out = io.StringIO()
        render.form("text").write(
            (tamis.validate(name, SCHEMA) for name in names), out, Style(**style)
        )
        return out.getvalue()

    return text


def test_valid_files_are_only_counted_and_those_with_warnings_take_a_line(shown):
    text = shown("good.csv", "warned.csv", "bad.csv", "good.csv")
    assert "good.csv" not in text
    assert text.splitlines()[0] == "warned.csv : ✓ CONFORME : 0 erreur, 1 avertissement"
    assert "bad.csv · CSV" in text
    assert text.splitlines()[-1] == "3 / 4 conformes."


def test_a_file_alone_is_shown_whole_as_are_all_with_verbose(shown):
    assert "good.csv · CSV" in shown("good.csv")
    assert shown("good.csv", "bad.csv", verbose=True).count("good.csv · CSV") == 1


def test_quiet_gives_each_its_verdict(shown):
    assert [
        line.partition(" :")[0]
        for line in shown("good.csv", "bad.csv", quiet=True).splitlines()[:2]
    ] == [
        "good.csv",
        "bad.csv",
    ]


def test_nothing_is_written_of_nothing(shown):
    assert shown() == ""
