"""Drafts of schemas: nothing is decided that a cell contradicts."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tamis
from tamis import app
from tamis.loading import schemas

CASES = sorted((Path(__file__).parents[2] / "fixtures" / "infer").glob("*.csv"))
#: Share of the filled fields of published examples whose type is that of the published schema.
SHARE = 0.93
#: What a file holds is told in words of its own, and holds whatever the schema says.
OF_THE_FILE = ("file.", "row.", "header.")


def fields(draft):
    return {one["name"]: one for one in draft.descriptor["fields"]}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_draft_of_a_file_is_the_one_beside_it(path):
    draft = app.infer_schema(path)
    assert dict(draft.descriptor) == json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert tamis.validate(path, dict(draft.descriptor)).valid
    assert app.lint(dict(draft.descriptor)).valid


CELLS = st.sampled_from(
    ["", "0", "1", "12", "007", "1,5", "1.5", "2 000,1", "oui", "non", "true", "NC", "-", "2024",
     "2024-02-29", "29/02/2024", "12:30", "2.5, 48.8", "27116", "75001", "2A004", "a@b.fr", "x y",
     "https://a.fr", "+33612345678", "21350014300028", "[1, 2]", "{}", "é"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    names=st.sampled_from([("a", "b", "c"), ("code_insee", "annee", "siret"), ("id", "cp", "tel")]),
)
def test_a_file_is_valid_under_its_own_draft(tmp_path_factory, rows, names):
    path = tmp_path_factory.mktemp("ebauche") / "a.csv"
    lines = [";".join(names), *(";".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = tamis.validate(path, dict(app.infer_schema(path).descriptor))
    broken = [code for code in report.verdict.counts if not code.startswith(OF_THE_FILE)]
    assert report.valid or not broken, report.verdict.counts


def test_what_many_batches_hold_is_seen(tmp_path, monkeypatch):
    from tamis.readers import csv

    monkeypatch.setattr(csv, "BLOCK", 64)
    path = tmp_path / "a.csv"
    path.write_text("id,n\n" + "".join(f"{at},{at % 5}\n" for at in range(400)) + "x,1.5\n")
    made = fields(app.infer_schema(path))
    assert (made["id"]["type"], made["n"]["type"]) == ("string", "number")


def test_values_that_repeat_far_apart_name_no_row(tmp_path, monkeypatch):
    from tamis.readers import csv

    monkeypatch.setattr(csv, "BLOCK", 64)
    path = tmp_path / "a.csv"
    path.write_text("id,ref\n" + "".join(f"A{at % 399},B{at}\n" for at in range(400)))
    assert app.infer_schema(path).descriptor["primaryKey"] == "ref"


def test_nothing_of_a_restricted_file_is_taken_over(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("lieu\n" + "Secret\n" * 20 + "Caché\n" * 20, encoding="utf-8")
    open_ = json.dumps(dict(app.infer_schema(path).descriptor), ensure_ascii=False)
    assert "Secret" in open_
    (tmp_path / "a.csv.tamis.json").write_text('{"access": "restricted"}')
    draft = app.infer_schema(path)
    told = json.dumps(dict(draft.descriptor), ensure_ascii=False) + str(draft)
    assert "Secret" not in told
    assert "Caché" not in told


def test_the_command_writes_the_schema_and_says_why(tmp_path, capsys):
    from tamis.cli.schema_infer import command

    out = tmp_path / "schema.json"
    command.main([str(CASES[0]), "-o", str(out), "--lang", "fr"], standalone_mode=False)
    said = capsys.readouterr().out
    assert "SIRET" in said
    assert "Choisissez primaryKey" in said
    command.main([str(CASES[0])], standalone_mode=False)
    shown = capsys.readouterr()
    assert json.loads(shown.out) == json.loads(out.read_text("utf-8"))
    assert "SIRET" in shown.err


def _parts(line):
    return line.split("\t")


@pytest.mark.corpus
def test_drafts_of_published_examples(shared):
    """They hold for their own file, lint without an error, and mostly say what was published."""
    examples, seen = shared / "examples", Counter()
    lines = (examples / "INDEX.tsv").read_text("utf-8").splitlines()[1:]
    latest = {(name, file): version for name, version, file, *_ in map(_parts, lines)}
    for (name, file), version in latest.items():
        path = examples / name.replace("/", "__") / version / file
        if path.suffix not in {".csv", ".xlsx"} or "invalide" in file:
            continue
        draft = app.infer_schema(path)
        assert tamis.validate(path, dict(draft.descriptor)).valid, path
        assert app.lint(dict(draft.descriptor)).valid, path
        seen["files"] += 1
        try:
            published = schemas.tabular(f"{shared}/catalogue/schemas/{name}/{version}/schema.json")
        except tamis.TamisError:
            continue
        for one in draft.decisions:
            known = published.field(one.field["name"])
            if known is not None and "example" in one.field:
                seen["fields"] += 1
                seen["same"] += known.type == one.field["type"]
    assert seen["files"] > 40
    assert seen["same"] / seen["fields"] >= SHARE
