"""Every trap of fixtures/readers is read, cell for cell, or refused in one sentence."""

import json
from pathlib import Path

import polars as pl
import pytest

import tamis
from tamis import readers, sources
from tamis.model.schema import Field

FOLDER = Path(__file__).parents[2] / "fixtures" / "readers"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
SCHEMA = FOLDER / "schema.json"
FIELDS = tuple(Field(name=name) for name in ("code", "nom", "prix"))
READ = sorted(name for name, truth in TRUTH.items() if "error" not in truth)


def test_there_are_sixty_at_least():
    assert len(TRUTH) >= 60


@pytest.mark.parametrize("name", READ)
def test_cells(name):
    truth = TRUTH[name]
    with sources.open_source(str(FOLDER / name)) as local:
        table = readers.read(local, readers.Request(fields=FIELDS))
        frames = [batch.frame for batch in table.batches()]
    assert list(table.header) == truth["labels"]
    rows = pl.concat(frames).rows() if frames else []
    assert [[cell or None for cell in row] for row in rows] == truth["rows"]
    for fact in ("encoding", "delimiter", "line_end"):
        if fact in truth:
            assert getattr(table.dialect(), fact) == truth[fact]
    if "place" in truth:
        assert [table.sheet, table.first_column] == truth["place"]


@pytest.mark.parametrize("name", READ)
def test_findings_at_their_lines(name):
    report = tamis.validate(FOLDER / name, SCHEMA)
    found = sorted(([one.code, one.line] for one in report.findings), key=str)
    assert found == sorted(TRUTH[name]["findings"], key=str)


@pytest.mark.parametrize("name", sorted(set(TRUTH) - set(READ)))
def test_refusals(name):
    with pytest.raises(getattr(tamis, TRUTH[name]["error"])) as told:
        tamis.validate(FOLDER / name, SCHEMA)
    assert told.value.text.fr
    assert told.value.hint is not None or "vide" in told.value.text.fr


def test_the_traps_are_what_their_script_makes():
    import importlib.util

    spec = importlib.util.spec_from_file_location("make_readers", FOLDER / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    made = {name: (data, truth) for name, data, truth in make.traps()}
    assert {name: truth for name, (_, truth) in made.items()} == TRUTH
    for name, (data, _) in made.items():
        if not name.endswith((".xlsx", ".gz", ".bz2", ".xz")):  # the library may pack otherwise
            assert (FOLDER / name).read_bytes() == data, name


def test_a_place_is_said_as_a_person_says_it():
    report = tamis.validate(FOLDER / "shifted.xlsx", SCHEMA)
    (wrong,) = (one for one in report.findings if one.code == "cell.wrong-type")
    assert report.source.place(wrong.line, wrong.column) == "Lieux!B5"
