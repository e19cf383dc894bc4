"""One row by its key: where it comes from, and what became of it."""

import pytest
from tests.serve.rows.release import served, write_release


def test_a_row_has_its_lineage(client):
    told = client.get("/rows/a1").json()
    assert told["key"] == {"id": "a1"}
    assert told["data"]["nom"] == "École"
    assert told["lineage"] == {
        "source": "annecy", "record": 1, "line": 2, "modified": "2024-07-01",
        "content": "9b587d9a4d610746", "kept": None, "producer": "Grand Annecy",
        "url": "https://annecy.example/a.csv",
    }  # fmt: skip
    assert client.get(told["links"]["self"]).json()["data"] == told["data"]


def test_a_row_has_its_history(client):
    history = client.get("/api/resources/data/rows/a1/history").json()["history"]
    (repair,) = history["repairs"]
    assert (repair["field"], repair["before"], repair["after"]) == ("code", "1001", "01001")
    assert [rival["_source"] for rival in history["rivals"]] == ["autre"]
    assert [conflict["_value"] for conflict in history["conflicts"]] == ["Ecole"]
    (change,) = history["changes"]
    assert change == {
        "number": 0, "date": "2026-11-30", "change": "changed", "field": "nom", "before": "Ecole",
        "after": "École", "source": "annecy",
    }  # fmt: skip
    assert client.get("/rows/a3/history").json()["history"]["repairs"][0]["after"] == "=1+1"


def test_keys_that_are_not_there_are_told(client):
    answer = client.get("/rows/zz")
    assert (answer.status_code, answer.json()["errors"][0]["title"]) == (404, "Resource not found")
    assert client.get("/api/resources/journal/rows/1").status_code == 400


def test_an_unchanged_row_is_not_sent_again(client):
    tag = client.get("/rows/a1/history").headers["etag"]
    assert client.get("/rows/a1/history", headers={"if-none-match": tag}).status_code == 304


def test_keys_of_several_fields_and_any_letters(tmp_path):
    import polars as pl

    def odd(frame):
        return frame.with_columns(code=pl.Series(["a/b", "c · d", "e,f", "", "x?y=1&z"]))

    folder = write_release(tmp_path / "r", change=odd, key=("code", "a__b"))
    with served(folder) as client:
        assert client.get("/rows/a%2Fb · 1").json()["data"]["id"] == "a1"
        assert client.get("/rows/a/b,1").json()["data"]["id"] == "a1"
        assert client.get("/rows/c ·· d · -3").json()["data"]["id"] == "a2"
        assert client.get("/rows/x%3Fy=1%26z,7").json()["data"]["id"] == "a5"
        assert client.get("/rows/a/b").status_code == 400
        assert client.get("/rows/a/b,x").status_code == 400


@pytest.mark.parametrize("key", ["a1", "a2"])
def test_a_key_that_several_rows_have_is_told(key, tmp_path):
    import polars as pl

    folder = write_release(tmp_path / "r", change=lambda frame: frame.with_columns(id=pl.lit(key)))
    with served(folder) as client:
        assert client.get(f"/rows/{key}").status_code == 409
