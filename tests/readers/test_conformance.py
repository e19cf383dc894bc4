"""The corpora of peers: every file is read, or refused in one sentence."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest

import tamis
from tamis import readers, sources

CONFORMANCE = Path(__file__).parents[3] / "shared" / "conformance"
SPECTRUM = sorted((CONFORMANCE / "csv-spectrum" / "csvs").glob("*.csv"))
DATA = sorted(p for p in (CONFORMANCE / "frictionless-data").rglob("*") if p.is_file())
TRAPS = CONFORMANCE / "csv-traps" / "truth.json"
TRUTH = json.loads(TRAPS.read_text()) if TRAPS.is_file() else {}


def opened(path):
    with sources.open_source(str(path)) as local:
        table = readers.read(local)
        return table, [batch.frame for batch in table.batches()]


@pytest.mark.corpus
@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.name)
def test_csv_spectrum(path):
    table, frames = opened(path)
    wanted = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text())
    if b"\r" not in path.read_bytes():  # this copy of the file has lost the CR that it is about
        wanted = [{k: v.replace("\r", "") for k, v in row.items()} for row in wanted]
    rows = pl.concat(frames).rows() if frames else []
    made = [dict(zip(table.header, (cell or "" for cell in row), strict=True)) for row in rows]
    assert made == wanted


@pytest.mark.corpus
@pytest.mark.parametrize("name", sorted(TRUTH))
def test_csv_traps(name):
    truth = TRUTH[name]
    table, _ = opened(CONFORMANCE / "csv-traps" / name)
    assert table.dialect is not None
    assert {
        "delim": table.dialect().delimiter,
        "encoding": table.dialect().encoding,
        "skip": table.header_line - 1,
        "ncol": len(table.header),
    } == truth


@pytest.mark.corpus
@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
def test_frictionless_data_is_read_or_refused(path):
    try:
        table, frames = opened(path)
    except tamis.TamisError as error:
        assert error.text.fr
        assert error.text.en
        return
    height = sum(frame.height for frame in frames)
    if path.suffix == ".csv" and path.stem in {"table", "countries", "delimiter", "latin1"}:
        encoding = table.dialect().encoding
        with path.open(encoding=encoding, newline="") as file:
            rows = list(csv.reader(file, delimiter=table.dialect().delimiter))
        assert height == len(rows) - table.header_line
