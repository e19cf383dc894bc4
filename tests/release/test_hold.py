"""Rows that `--hold` sends to the rejects, by what is likely."""

import json

import polars as pl
import pytest
from tests.command import run_text

SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "longitude", "type": "number"},
        {"name": "latitude", "type": "number"},
    ]
}


@pytest.fixture
def swapped(write):
    write("s.json", json.dumps(SCHEMA))
    return write(
        "a.csv", "id,longitude,latitude\n1,0.72411,49.19812\n2,49.19812,0.72411\n3,0.72412,49.19\n"
    )


@pytest.mark.parametrize("held", ["likely.swapped-position", "likely."])
def test_a_row_with_that_finding_is_rejected(swapped, tmp_path, held):
    out = tmp_path / "out"
    done = run_text(
        "aggregate", swapped, "-s", swapped.with_name("s.json"), "-o", out, "--hold", held
    )
    assert done.returncode == 0, done.stderr
    rejects = pl.read_csv(out / "rejects.csv", infer_schema=False)
    assert rejects["id"].to_list() == ["2"]
    assert "likely.swapped-position" in rejects["_reasons"][0]
    assert pl.read_csv(out / "data.csv", infer_schema=False)["id"].to_list() == ["1", "3"]


def test_a_finding_is_counted_and_stands_in_the_scorecard(swapped, tmp_path):
    out = tmp_path / "out"
    run_text("aggregate", swapped, "-s", swapped.with_name("s.json"), "-o", out)
    assert pl.read_csv(out / "data.csv").height == 3
    assert "likely.swapped-position" in (out / "report.json").read_text(encoding="utf-8")
    cards = [card.read_text(encoding="utf-8") for card in out.glob("scorecards/*.md")]
    assert any("49.19812" in card and "latitude" in card for card in cards)


@pytest.mark.parametrize("held", ["likely.twin-row", "likely.nothing"])
def test_what_holds_no_row_is_refused(swapped, tmp_path, held):
    out = tmp_path / "out"
    schema = swapped.with_name("s.json")
    done = run_text("aggregate", swapped, "-s", schema, "-o", out, "--hold", held)
    assert done.returncode == 2
    assert held in done.stderr
    assert not out.exists()
