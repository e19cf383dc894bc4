"""Every format over three reports (sound, faulty, unreadable), held to files a person has read.

``RENEW=1 pytest tests/render/test_golden.py`` writes them again.
"""

import io
import os
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

import tamis
from tamis import render
from tamis.model.report import Unread
from tamis.model.text import set_lang
from tamis.render import Style

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REPORTS = Path("fixtures/reports")
FILES = {"clean": "clean.csv", "dirty": "dirty.csv", "unread": "unread.xlsx"}
FORMATS = render.form_names()
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


def told(workbook):
    """Return what a workbook holds: the cells of each sheet, then the comments."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    lines = []
    for name in book.sheet_names:
        lines.append(f"## {name}")
        rows = book.get_sheet_by_name(name).to_python()
        lines += ["\t".join(str(cell).replace("\n", "⏎") for cell in row) for row in rows]
    with zipfile.ZipFile(io.BytesIO(workbook)) as held:
        for part in sorted(one for one in held.namelist() if "comments" in one):
            for comment in ET.fromstring(held.read(part)).iter(f"{SHEET}comment"):
                said = "".join(comment.itertext()).replace("\n", "⏎")
                lines.append(f"{comment.get('ref')}: {said}")
    return "\n".join(lines) + "\n"


def bare(text):
    """Return a page without its style and script, which have tests of their own."""
    text = re.sub(r"<(style|script)>.*?</", r"<\1>…</", text, flags=re.DOTALL)
    return re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-…", text)


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
    renderer = render.form(name)
    out = io.BytesIO() if renderer.binary else io.StringIO()
    renderer.write([report(case)], out, Style())
    text = told(out.getvalue()) if renderer.binary else bare(out.getvalue())
    suffix = ".txt" if renderer.binary else renderer.suffix
    golden = GOLDEN / f"{name}-{case}{'' if lang == 'fr' else '.en'}{suffix}"
    if os.environ.get("RENEW"):
        golden.write_text(text, encoding="utf-8", newline="")
    assert text == golden.read_bytes().decode()


def test_no_golden_file_is_left_over():
    known = {f"{name}-{case}" for name in FORMATS for case in FILES}
    assert {path.name.partition(".")[0] for path in GOLDEN.iterdir()} == known


@pytest.mark.parametrize("name", render.form_names())
def test_several_reports_none_and_quiet_ones_are_written(name):
    renderer = render.form(name)
    for given in ([report(case) for case in FILES], []):
        for style in (Style(), Style(quiet=True), Style(verbose=True)):
            out = io.BytesIO() if renderer.binary else io.StringIO()
            renderer.write(iter(given), out, style)
            assert out.getvalue() or not given
