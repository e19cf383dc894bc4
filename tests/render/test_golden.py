"""Every format over three reports (sound, faulty, unreadable), held to files a person has read.

``RENEW=1 pytest tests/render/test_golden.py`` writes them again.
"""

import io
import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import tamis
from tamis import render
from tamis.model.report import Unread
from tamis.model.text import set_lang
from tamis.render import Style

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
REPORTS = Path("fixtures/reports")
FILES = {"clean": "clean.csv", "dirty": "dirty.csv", "unread": "unread.xlsx"}
#: Binary formats are read back by tests of their own.
FORMATS = [name for name in render.names() if not render.of(name).FORM.binary]
#: What a person reads is held in both languages.
ENGLISH = [name for name in ("html", "markdown", "text") if name in FORMATS]


@cache
def report(case):
    """Return the report of a fixture, without what changes from run to run."""
    path = REPORTS / FILES[case]
    try:
        made = tamis.validate(path, REPORTS / "schema.json", keep=True)
    except tamis.SourceError as error:
        return Unread(path=path.as_posix(), error=error)
    return replace(made, stats=replace(made.stats, seconds=0.5))


@pytest.fixture(autouse=True)
def same_bytes(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.mark.parametrize("case", FILES)
@pytest.mark.parametrize(
    ("name", "lang"), [*((name, "fr") for name in FORMATS), *((name, "en") for name in ENGLISH)]
)
def test_golden(name, lang, case):
    set_lang(lang)
    out = io.StringIO()
    renderer = render.of(name)
    renderer.write([report(case)], out, Style())
    suffix = renderer.FORM.suffix
    golden = GOLDEN / f"{name}-{case}{'' if lang == 'fr' else '.en'}{suffix}"
    if os.environ.get("RENEW"):
        golden.write_text(out.getvalue(), encoding="utf-8", newline="")
    assert out.getvalue() == golden.read_bytes().decode()


def test_no_golden_file_is_left_over():
    known = {f"{name}-{case}" for name in FORMATS for case in FILES}
    assert {path.name.partition(".")[0] for path in GOLDEN.iterdir()} == known


@pytest.mark.parametrize("name", render.names())
def test_several_reports_none_and_quiet_ones_are_written(name):
    renderer = render.of(name)
    for given in ([report(case) for case in FILES], []):
        for style in (Style(), Style(quiet=True), Style(verbose=True)):
            out = io.BytesIO() if renderer.FORM.binary else io.StringIO()
            renderer.write(iter(given), out, style)
            assert out.getvalue() or not given
