"""Workbooks are read as those who made them see them: each has its truth, written by hand."""

import importlib.util
import sys
from pathlib import Path

import polars as pl
import pytest

import tamis
from tamis import readers
from tamis.loading import schemas
from tamis.sources.local import LocalFile

FOLDER = Path(__file__).parents[2] / "fixtures" / "workbooks"


def module(name):
    """Return a module of the folder of workbooks."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made


build = module("build")
CASES = [*module("cases").of_kinds(), *module("sheets").of_sheets()]


def identity(case):
    return f"{case.name}.{case.suffix}"


def test_the_corpus_is_large_enough():
    assert len(CASES) >= 120
    assert len({identity(case) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=identity)
def test_what_is_seen_is_read(case, tmp_path):
    path = tmp_path / f"classeur.{case.suffix}"
    path.write_bytes(case.content())
    schema = {"name": "corpus", "fields": list(case.fields)}
    table = readers.read(
        LocalFile(path=path, name=path.name),
        readers.Request(fields=schemas.load(schema).fields),
    )
    frames = [batch.frame for batch in table.batches()]
    assert table.header == tuple(case.header)
    assert pl.concat(frames).rows() == [tuple(row) for row in case.rows]
    assert table.sheet == case.sheet
    report = tamis.validate(path, schema)
    assert set(report.counts) == set(case.codes)


def test_a_damaged_part_is_told_in_a_sentence(tmp_path):
    path = tmp_path / "a.xlsx"
    sheet = build.Sheet(rows=[["a", "b"], ["1", "2"]])
    path.write_bytes(build.xlsx(sheet, members={"xl/styles.xml": "<styleSheet><broken"}))
    with pytest.raises(tamis.SourceError):
        tamis.validate(path)


def test_tables_of_one_name_are_read_apart(tmp_path):
    path = tmp_path / "a.ods"
    tables = [build.ods_table([["a", "b"], [text, text]]) for text in ("x", "y")]
    path.write_bytes(build.ods("".join(tables)))
    table = readers.read(LocalFile(path=path, name=path.name))
    assert pl.concat(batch.frame for batch in table.batches()).rows() == [("x", "x")]
