"""Dates after the last change of their own source: by what the source says, never by a clock."""

import json
import os

import pytest
from tests.command import run_text

import tamis
from tamis.model.profile import Profile
from tamis.sources.last_change import last_change
from tamis.sources.local import LocalFile

SCHEMA = {
    "fields": [
        {"name": "date_maj", "type": "date"},
        {"name": "date_fin", "type": "date"},
        {"name": "date_creation", "type": "datetime", "format": "any"},
    ]
}
TEXT = """date_maj,date_fin,date_creation
2025-12-31,2031-01-01,
2026-01-16,2031-01-01,
2026-03-01,2031-01-01,
"""


@pytest.fixture
def file(write):
    return write("a.csv", TEXT)


def rows(report):
    return [finding.row for finding in report.findings if finding.code == "likely.future-date"]


def test_without_a_date_of_the_source_nothing_is_said(file):
    os.utime(file, (0, 0))  # the date of the file on the disk is none
    assert rows(tamis.validate(file, SCHEMA)) == []


def test_what_has_happened_is_after_the_last_change(file):
    report = tamis.validate(file, SCHEMA, profile=Profile(as_of="2026-01-15"))
    # A day more may be the time zone; what ends may end later.
    assert rows(report) == [3]
    assert report.valid


@pytest.mark.parametrize(
    ("modified", "day"),
    [("Wed, 21 Oct 2015 07:28:00 GMT", "2015-10-21"), ("", ""), ("hier", "")],
)
def test_a_host_says_when_a_file_was_changed(file, modified, day):
    assert last_change(LocalFile(path=file, name="a.csv", modified=modified)) == day


def test_a_release_knows_the_month_of_its_sources(file, write, tmp_path):
    schema = write("s.json", json.dumps(SCHEMA))
    manifest = write(
        "m.toml", f'[[sources]]\nid = "a"\npath = "{file.name}"\nmodified = "2026-01-15"\n'
    )
    out = tmp_path / "out"
    done = run_text("aggregate", manifest, "-s", schema, "-o", out, "--no-cache")
    assert done.returncode == 0, done.stderr
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    (source,) = report["sources"]
    assert source["counts"].get("likely.future-date") == 1
