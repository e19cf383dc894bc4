"""Drafts of schemas: nothing is decided that a cell contradicts."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import ALL_EXAMPLES, examples

import tamis
from tamis import app
from tamis.loading import schemas

CASES = sorted((Path(__file__).parents[2] / "fixtures" / "infer").glob("*.csv"))
#: Share of the filled fields of published examples whose type is that of the published schema.
SHARE = 0.93


def fields(draft):
    return {one["name"]: one for one in draft.descriptor["fields"]}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_draft_of_a_file_is_the_one_beside_it(path):
    draft = app.infer(path)
    assert dict(draft.descriptor) == json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert tamis.validate(path, dict(draft.descriptor)).valid
    assert app.lint(dict(draft.descriptor)).valid


CELLS = st.sampled_from(
    ["", "0", "1", "12", "007", "1,5", "1.5", "2 000,1", "oui", "non", "true", "NC", "-", "2024",
     "2024-02-29", "29/02/2024", "12:30", "2.5, 48.8", "27116", "75001", "2A004", "a@b.fr", "x y",
     "https://a.fr", "+33612345678", "21350014300028", "[1, 2]", "{}", "é"]
)  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    names=st.sampled_from([("a", "b", "c"), ("code_insee", "annee", "siret"), ("id", "cp", "tel")]),
)
def test_a_file_is_valid_under_its_own_draft(tmp_path_factory, rows, names):
    path = tmp_path_factory.mktemp("ebauche") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    report = tamis.validate(path, dict(app.infer(path).descriptor))
    assert report.valid, report.verdict.counts


def test_a_file_without_a_header_has_no_draft(write):
    with pytest.raises(tamis.TamisError, match="en-tête"):
        app.infer(write("a.csv", ""))


def test_a_header_alone_says_that_types_are_not_known(write):
    draft = app.infer(write("a.csv", "a,b\n"))
    assert [one.field["type"] for one in draft.decisions] == ["string", "string"]
    assert "Aucune ligne" in str(draft.remarks[0].fr)


def test_two_columns_of_one_name_are_told(write):
    path = write("a.csv", "a,b,a\n1,2,3\n")
    draft = app.infer(path)
    assert list(fields(draft)) == ["a", "b"]
    assert any("conforme à aucun schéma" in one.fr for one in draft.remarks)
    assert not tamis.validate(path, dict(draft.descriptor)).valid


PLANTED = {
    "Responsable": "Jeanne Martin", "nom_contact": "Paul Durand", "maire": "Léa Petit",
    "contact": "lea@mairie.fr", "joindre": "au 01.23.45.67.89", "tel mairie": "0123456789",
    "telephone2": "06 12 34 56 78", "portable": "+33612345678", "dateNaissance": "1970-01-02",
    "Prénom": "Zoé", "remarques": "écrire à zoe@a.fr", "numéro": "0033612345678",
}  # fmt: skip


def test_no_person_is_taken_over(write):
    rows = [",".join(PLANTED), *[",".join(PLANTED.values())] * 40]
    draft = app.infer(write("a.csv", "\n".join(rows) + "\n"))
    told = json.dumps(dict(draft.descriptor), ensure_ascii=False) + str(draft)
    assert [value for value in PLANTED.values() if value in told] == []


#: Numbers that are codes by chance: ten with a right check digit, known communes, postal codes.
BY_CHANCE = {
    "montant": [f"{9 * 10**8 + at * 10 + at % 10}" for at in range(6)],
    "montant_ttc": ["732829320", "552100554", "542065479", "130025265", "200040590", "213105554"],
    "numero_serie": ["732829320", "552100554", "542065479", "130025265", "200040590", "213105554"],
    "population": ["75001", "69001", "13001", "31000", "59000", "67000"],
    "depenses": ["12", "45", "75", "69", "13", "31"],
    "valeur": ["75056", "69123", "13055", "31555", "59350", "67482"],
    "ref": ["10001", "10002", "10003", "10004", "10005", "10006"],
    "hotel": ["0123456789", "0223456789", "0323456789", "0423456789", "0523456789", "0623456789"],
}
#: How the published field of a code names it.
LIKE_A_CODE = re.compile("(?i)sire[nt]|epci|insee|commune|post|depart|télé?phone|appel")
CODES = re.compile("SIRE|Insee|postaux|départements|téléphone")


def test_what_is_a_code_by_chance_is_not_called_so(write):
    rows = [",".join(BY_CHANCE), *map(",".join, zip(*BY_CHANCE.values(), strict=True))]
    draft = app.infer(write("a.csv", "\n".join(rows) + "\n"))
    assert [one.field["name"] for one in draft.decisions if CODES.search(str(one.why))] == []


@pytest.mark.parametrize(
    ("name", "texts", "told"),
    [
        ("SIRET acheteur", ["21350014300028"], "SIRET"),
        ("siren", ["732829320"], "SIREN"),
        ("code commune", ["2A004"], "Insee"),
        ("Code Postal", ["75001"], "postaux"),
        ("departement", ["2A", "01"], "départements"),
        ("Tél.", ["0123456789"], "téléphone"),
    ],
)
def test_a_name_says_what_one_code_is(write, name, texts, told):
    (one,) = app.infer(write("a.csv", "\n".join([name, *texts]) + "\n")).decisions
    assert told in str(one.why)


def test_words_of_booleans_may_be_of_any_case(write):
    path = write("a.csv", "ouvert\nOui\nnon\nOUI\n")
    made = app.infer(path).descriptor
    assert made["fields"][0]["type"] == "boolean"
    assert tamis.validate(path, dict(made)).valid


def test_an_example_holds_nothing_unseen(write):
    path = write("a.csv", 'a\n"\x1b[31mrouge"\n"z\u202e"\nvert\n')
    assert fields(app.infer(path))["a"]["example"] == "vert"


def test_what_many_batches_hold_is_seen(tmp_path, monkeypatch):

    from tamis.readers import delimited_lines

    monkeypatch.setattr(delimited_lines, "BLOCK", 64)
    path = tmp_path / "a.csv"
    path.write_text("id,n\n" + "".join(f"{at},{at % 5}\n" for at in range(400)) + "x,1.5\n")
    made = fields(app.infer(path))
    assert (made["id"]["type"], made["n"]["type"]) == ("string", "number")


def test_values_that_repeat_far_apart_name_no_row(tmp_path, monkeypatch):

    from tamis.readers import delimited_lines

    monkeypatch.setattr(delimited_lines, "BLOCK", 64)
    path = tmp_path / "a.csv"
    path.write_text("id,ref\n" + "".join(f"A{at % 399},B{at}\n" for at in range(400)))
    assert app.infer(path).descriptor["primaryKey"] == "ref"


def test_nothing_of_a_restricted_file_is_taken_over(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("lieu\n" + "Secret\n" * 20 + "Caché\n" * 20, encoding="utf-8")
    open_ = json.dumps(dict(app.infer(path).descriptor), ensure_ascii=False)
    assert "Secret" in open_
    (tmp_path / "a.csv.tamis.json").write_text('{"access": "restricted"}')
    draft = app.infer(path)
    told = json.dumps(dict(draft.descriptor), ensure_ascii=False) + str(draft)
    assert "Secret" not in told
    assert "Caché" not in told


def test_the_command_writes_the_schema_and_says_why(tmp_path, capsys):
    from tamis.cli.commands.schema_infer import command

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
    for number, ((name, file), version) in enumerate(latest.items()):
        if not ALL_EXAMPLES and number % 3:
            continue
        path = examples / name.replace("/", "__") / version / file
        if path.suffix not in {".csv", ".xlsx"} or "invalide" in file:
            continue
        draft = app.infer(path)
        assert tamis.validate(path, dict(draft.descriptor)).valid, path
        assert app.lint(dict(draft.descriptor)).valid, path
        seen["files"] += 1
        try:
            published = schemas.tabular(f"{shared}/catalogue/schemas/{name}/{version}/schema.json")
        except tamis.TamisError:
            continue
        for one in draft.decisions:
            known = published.field(one.field["name"])
            if known is not None and CODES.search(str(one.why)):
                assert known.type == "string", (path, known.name)
                assert LIKE_A_CODE.search(f"{known.name} {known.title} {known.description}"), path
                seen["codes"] += 1
            if known is not None and "example" in one.field:
                seen["fields"] += 1
                seen["same"] += known.type == one.field["type"]
    assert seen["files"] > (20 if ALL_EXAMPLES else 12)
    assert seen["codes"] > (5 if ALL_EXAMPLES else 2)
    assert seen["same"] / seen["fields"] >= SHARE


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("code_postal", "01000"),
        ("code_insee", "01004"),
        ("code_insee", "2B033"),
        ("code_departement", "01"),
        ("code_departement", "2A"),
        ("tel", "0612345678"),
    ],
)
def test_codes_that_lost_their_zeros_are_texts_that_a_right_file_suits(write, name, right):
    short = {"code_postal": "1500", "code_insee": "1002", "code_departement": "2"}
    path = write(
        "a.csv", f"{name}\n{short.get(name, '612345679')}\n{short.get(name, '612345679')}\n"
    )
    draft = dict(app.infer(path).descriptor)
    (field,) = draft["fields"]
    assert field["type"] == "string"
    assert tamis.validate(write("b.csv", f"{name}\n{right}\n"), draft).valid
