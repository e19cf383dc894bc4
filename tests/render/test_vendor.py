"""A message to the vendor of a software: by rule, and without a cell."""

import io

import pytest

import tamis
from tamis import render
from tamis.model.text import set_lang

PERSON = "Dupont-Durand"


def message(data, fields, **style):
    out = io.StringIO()
    report = tamis.validate(data, {"name": "essai", "fields": fields})
    render.form("vendor").write([report], out, render.Style(**style))
    return out.getvalue()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_cell_and_no_label_that_may_be_one_is_in_it(lang):
    set_lang(lang)
    fields = [
        {"name": "n", "type": "integer"},
        {"name": "d", "type": "date"},
        {"name": "c", "constraints": {"enum": ["a"], "pattern": "^a$", "maxLength": 3}},
    ]
    text = message(f"n,d,c\n{PERSON},{PERSON},{PERSON}\n{PERSON},,a,{PERSON}\n".encode(), fields)
    assert PERSON not in text
    assert "cell.wrong-type" in text
    assert "row.extra-cells" in text
    assert PERSON not in message(f"{PERSON},b,c\n1,2,3\n".encode(), fields)


def test_each_rule_is_told_once_with_its_columns():
    fields = [{"name": name, "type": "integer"} for name in ("a", "b")]
    text = message(b"a,b\nx,y\nz,1\n", fields)
    assert text.count("cell.wrong-type") == 1
    assert "Colonnes : a, b" in text


def test_a_valid_export_has_nothing_to_correct():
    assert "rien n'est à corriger" in message(b"a\n1\n", [{"name": "a", "type": "integer"}])
