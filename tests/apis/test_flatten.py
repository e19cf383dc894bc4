"""Answers as tables: what each column is made of, who is left out, what is guarded."""

import csv
import json
import os
import subprocess
import sys

import pytest

import tamis
from tamis.apis.flatten import flatten
from tamis.loading import apis
from tamis.model.origin import Origin
from tamis.sources import sidecar


@pytest.fixture
def flat(write, tmp_path):
    """Flatten an answer; return what was done and the rows."""

    def made(api, value, name="a.json", **settings):
        text = value if isinstance(value, str) else json.dumps(value)
        done = flatten(str(write(name, text)), apis.load(api), tmp_path / "out.csv", **settings)
        with done.output.open(encoding="utf-8", newline="") as file:
            return done, list(csv.DictReader(file))

    return made


def envelope(*units):
    return {
        "results": units, "total_results": len(units), "page": 1, "per_page": 10, "total_pages": 1
    }  # fmt: skip


def test_persons_are_left_out_unless_asked_for(flat, answers):
    value = envelope(answers.unite("356000000"), answers.masked("999999999"))
    done, rows = flat("recherche-entreprises", value, table="unites-legales")
    assert done.left_out == ("dirigeants",)
    assert "CAMILLE" not in done.output.read_text()
    assert rows[0]["siege_siret"] == "35600000000011"
    assert rows[1]["siege_latitude"] == "[NON-DIFFUSIBLE]"
    report = tamis.validate(done.output, "api:recherche-entreprises/unites-legales")
    # that dirigeants are left out is no fault; what is made up is likely none
    assert set(report.counts) == {"likely.bad-identifier", "likely.coarse-position"}
    done, rows = flat("recherche-entreprises", value, table="unites-legales", personal=True)
    assert json.loads(rows[0]["dirigeants"])[0]["prenoms"] == "CAMILLE"


def test_a_row_an_item_of_an_inner_list(flat, answers):
    places = [answers.etablissement(f"356000000000{n}") for n in (11, 29)]
    value = envelope(answers.unite("356000000", matching_etablissements=places))
    _, rows = flat("recherche-entreprises", value, table="etablissements")
    assert [one["siret"] for one in rows] == ["35600000000011", "35600000000029"]
    assert rows[0]["enseignes"] == "MAIRIE|CCAS"
    lines = "\n".join(json.dumps(one) for one in value["results"] * 2)
    _, again = flat("recherche-entreprises", lines, "a.ndjson", table="etablissements")
    assert again == rows * 2


def test_dates_are_read_as_the_api_writes_them(flat):
    row = {"code_national_catnat": "A", "code_insee": "75113", "date_debut_evt": "25/12/1999"}
    done, rows = flat("georisques", {"data": [row]}, table="gaspar_catnat")
    assert rows[0]["date_debut_evt"] == "25/12/1999"
    assert tamis.validate(done.output, "api:georisques/gaspar_catnat").valid


def test_without_a_table_members_are_columns(flat):
    value = {"data": [{"__id": 1, "a": {"b": 2, "c": [1, 2]}}, {"__id": 2, "d": None}],
             "links": {}, "meta": {"page": 1, "page_size": 20, "total": 2}}  # fmt: skip
    _, rows = flat("tabular", value)
    assert rows == [
        {"__id": "1", "a_b": "2", "a_c": "1|2", "d": ""},
        {"__id": "2", "a_b": "", "a_c": "", "d": ""},
    ]


def test_an_empty_answer_is_an_empty_table(flat):
    done, rows = flat("recherche-entreprises", envelope(), table="unites-legales")
    assert (done.rows, rows) == (0, [])


def test_the_table_is_known_by_the_answer(flat, good):
    """Where nothing stands beside it, as `check` knows the operation."""
    for contract in ("radon", "rga", "gaspar_catnat", "resultats_rapport_risque"):
        done, rows = flat("georisques", good[f"georisques/{contract}"])
        assert done.schema == f"api:georisques/{contract}"
        assert len(rows) == 1


def test_the_table_has_to_be_named_where_there_are_several(flat):
    with pytest.raises(tamis.UsageError, match="rga"):
        flat("georisques", {"data": []})
    with pytest.raises(tamis.UsageError, match="radon"):
        flat("georisques", {"data": []}, table="argile")


def test_two_members_never_share_a_column(flat):
    record = {"a": {"b": 1, "c": {"d": 2}}, "a_b": 2, "a.b": 3, "a_c_d": 4, "a.b (2)": 5}
    _, rows = flat("tabular", {"data": [record], "links": {}, "meta": {"total": 1}})
    assert sorted(rows[0].values()) == ["1", "2", "2", "3", "4", "5"]
    assert (rows[0]["a_b"], rows[0]["a.b"], rows[0]["a_c_d"], rows[0]["a.c.d"]) == (
        "2", "3", "4", "2"
    )  # fmt: skip
    mixed = [{"a_b": 1}, {"a": {"b": 2}}]
    _, rows = flat("tabular", {"data": mixed, "links": {}, "meta": {"total": 2}})
    assert [dict(row) for row in rows] == [{"a_b": "1", "a.b": ""}, {"a_b": "", "a.b": "2"}]


def test_two_lists_never_have_one_text(flat):
    lists = [["x|y", "z"], ["x", "y", "z"], ["x", "y|z"], [], [""], ["", ""], [None], ["[]"],
             [["x"]], ["a", 1], [True], None]  # fmt: skip
    records = [{"n": n, "l": value} for n, value in enumerate(lists)]
    _, rows = flat("tabular", {"data": records, "links": {}, "meta": {"total": len(records)}})
    texts = [row["l"] for row in rows]
    assert len(set(texts)) == len(lists)
    assert texts[1] == "x|y|z"
    assert json.loads(texts[0]) == lists[0]
    assert texts[-1] == ""


def test_a_record_whose_list_is_empty_keeps_its_row(flat, answers):
    units = [answers.unite("356000000", matching_etablissements=value) for value in ([], None)]
    units.append(answers.unite("356000001"))
    done, rows = flat("recherche-entreprises", envelope(*units), table="etablissements")
    assert [row["siret"] for row in rows] == ["", "", "35600000100011"]
    assert [row["siren"] for row in rows] == ["356000000", "356000000", "356000001"]
    assert done.without_items == 2
    assert not tamis.validate(
        done.output, "api:recherche-entreprises/etablissements"
    ).verdict.errors


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"code": 404, "message": "introuvable"}, "a.json"),
        ({"erreur": "trop court"}, "a.json"),
        ({"results": None}, "a.json"),
        ({"autre": 1}, "a.json"),
        ('{"siren": "1"}\n{"code": 404, "message": "introuvable"}\n', "a.ndjson"),
        ('{"siren": "1"}\nnull\n', "a.ndjson"),
        ('{"siren": "1"}\n3\n', "a.ndjson"),
    ],
)
def test_an_error_is_no_row(flat, tmp_path, value, name):
    for table in ("unites-legales", "etablissements"):
        with pytest.raises(tamis.SourceError):
            flat("recherche-entreprises", value, name, table=table)
        assert not (tmp_path / "out.csv").exists()


def test_a_record_with_a_code_and_a_title_is_none(flat):
    _, rows = flat("tabular", {"data": [{"code": "01004", "title": "x"}], "links": {}, "meta": {}})
    assert rows == [{"code": "01004", "title": "x"}]


def test_members_without_a_column_are_named(flat, answers):
    unit = answers.unite("356000000", nouveau={"x": 1})
    unit["siege"]["inedit"] = 3
    done, _ = flat("recherche-entreprises", envelope(unit), table="unites-legales")
    assert {"nouveau", "siege/inedit"} <= set(done.unmapped)
    assert "siren" not in done.unmapped
    assert "dirigeants" not in done.unmapped  # it is left out, which is told apart


def test_numbers_keep_their_digits(flat):
    text = ('{"data": [{"a": 1e400, "b": 1.10, "c": 0.12345678901234567890123, "d": [1.0, 2.50],'
            ' "e": {"f": [{"g": 1e5}]}, "h": "\\ud800"}], "links": {}, "meta": {}}')  # fmt: skip
    _, rows = flat("tabular", text)
    assert rows == [{
        "a": "1e400", "b": "1.10", "c": "0.12345678901234567890123", "d": "1.0|2.50",
        "e_f": '[{"g": 1e5}]', "h": "\\ud800",
    }]  # fmt: skip


def test_a_cut_answer_makes_a_cut_table(flat, write, tmp_path, answers):
    write("a.json", "")
    sidecar.write(tmp_path / "a.json", Origin(api="recherche-entreprises", cut=True, total=9))
    done, _ = flat("recherche-entreprises", envelope(answers.unite("1")), table="unites-legales")
    assert done.cut
    assert sidecar.read(done.output).cut


def test_a_release_refuses_what_is_restricted(write, tmp_path):
    """As a user meets it: exit code 4, the file named, nothing written."""
    source = write("a.csv", "code,nom\n1,a\n")
    schema = write("s.json", '{"fields": [{"name": "code"}, {"name": "nom"}]}')
    sidecar.write(source, Origin(api="api-particulier", access="restricted"))
    command = [sys.executable, "-c", "from tamis.cli.main import main; main()"]
    args = ["aggregate", str(source), "-s", str(schema), "-o", str(tmp_path / "release")]
    done = subprocess.run(
        [*command, *args], capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert done.returncode == 4, done.stderr
    assert "a.csv" in done.stderr
    assert not (tmp_path / "release").exists()
