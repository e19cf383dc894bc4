"""A table that is typed in: rows judged, added, corrected, taken away; the template beside it."""

import csv
import io

import openpyxl
import pytest
from tests.serve.way import ADDRESS, HEADER, PRENOMS, words

import tamis

#: They share one server.
pytestmark = pytest.mark.xdist_group("serve")

GOOD = ["Rennes", "35238", "F", "Chloé", "12", "2020"]


@pytest.fixture
def table(person):
    place = person.post("/fill", {"lang": "fr", "schema": PRENOMS})
    assert place.endswith("/fill")
    person.there = place.removesuffix("/fill")
    person.look("/fill")
    return person


def add(table, cells, **more):
    data = {f"c:0:{n}": text for n, text in enumerate(cells, start=1)}
    headers = {"origin": ADDRESS, "accept": "text/html"}
    return table.client.post(f"{table.there}/add", data={**data, **more}, headers=headers)


def rows(table, kind="csv", delimiter=","):
    text = table.take(kind).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_the_form_tells_what_each_column_is(table):
    page = table.look("/fill")
    assert page.count('name="c:0:') == 6
    assert page.count("(obligatoire)") == page.count('aria-required="true"') > 0
    assert '<option value="F">F</option>' in page
    assert "Attendu" in words(page)
    assert "0 ligne" in words(page)
    assert "Enter rows" in table.look("/fill?lang=en")
    assert table.look("/fill?lang=fr")


def test_rows_are_added_and_taken_as_csv_and_workbook(table):
    assert add(table, GOOD).status_code == 303
    assert add(table, [*GOOD[:3], 'Zoé;\r\n"x"', *GOOD[4:]], anyway="1").status_code == 303
    assert "2 lignes" in words(table.look("/fill"))
    names = [row[3] for row in rows(table)]
    assert names == ["ENFANT_PRENOM", "Chloé", 'Zoé;\n"x"']
    assert rows(table, "excel", ";") == rows(table)
    book = openpyxl.load_workbook(io.BytesIO(table.take("workbook")))
    assert [row[3] for row in book.active.values] == names


def test_a_row_with_an_error_is_added_when_the_person_says_so(table):
    wrong = [*GOOD[:2], "X", *GOOD[3:]]
    answer = add(table, wrong)
    assert answer.status_code == 422
    assert "n’est pas encore ajoutée" in words(answer.text)
    assert '<a href="#c3">ENFANT_SEXE</a>' in answer.text
    assert '<option value="X" selected>' in answer.text
    assert "0 ligne" in words(table.look("/fill"))
    assert add(table, wrong, anyway="1").status_code == 303
    assert "NON CONFORME, 1 erreur" in words(table.look("/fill"))
    assert rows(table)[1] == wrong


def test_an_empty_row_is_no_row(table):
    answer = add(table, ["", " ", "", "", "", ""])
    assert answer.status_code == 422
    assert "Cette ligne est vide" in words(answer.text)


def test_rows_are_corrected_taken_out_put_back_undone(table):
    for name in ("Un", "Deux", "Trois"):
        add(table, [*GOOD[:3], name, *GOOD[4:]])
    fill = {"from": "fill"}
    assert table.post(f"{table.there}/cells", {"remove": "1", **fill}).endswith("/fill?page=1#rows")
    assert [row[3] for row in rows(table)[1:]] == ["Deux", "Trois"]
    assert 'name="c:2:4"' in table.client.get(f"{table.there}/row/2").text
    table.post(f"{table.there}/cells", {"c:2:4": "Dos", "w:2:4": "Deux", **fill})
    add(table, [*GOOD[:3], "Quatre", *GOOD[4:]])
    assert [row[3] for row in rows(table)[1:]] == ["Dos", "Trois", "Quatre"]
    table.post(f"{table.there}/undo", fill)
    table.post(f"{table.there}/undo", fill)
    assert [row[3] for row in rows(table)[1:]] == ["Deux", "Trois"]
    table.post(f"{table.there}/rows", {"restore": "1", **fill})
    assert [row[3] for row in rows(table)[1:]] == ["Un", "Deux", "Trois"]
    assert "3 lignes" in words(table.look("/fill"))
    assert table.client.get(f"{table.there}/row/4").status_code == 303


def test_the_next_row_is_judged_as_it_is_typed(table):
    def judged(*cells):
        content = {"row": 0, "cells": list(cells)}
        answer = table.client.post(f"{table.there}/judge", json=content).json()
        return {finding["field"] for finding in answer["findings"]}

    assert "ENFANT_SEXE" in judged([3, "X"])
    assert not judged(*enumerate(GOOD, start=1))


def test_the_template_to_fill_in_is_that_of_the_command(person, tmp_path):
    place = person.post("/fill", {"lang": "fr", "schema": PRENOMS, "template": "1"})
    path = tmp_path / "modele.xlsx"
    path.write_bytes(person.client.get(place).content)
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book.worksheets[0][1]] == HEADER.split(",")
    assert book.worksheets[0].data_validations.dataValidation
    assert tamis.validate(path).schema.name == PRENOMS


@pytest.mark.parametrize("name", ["no/such", ""])
def test_only_a_table_is_typed_in(client, name):
    headers = {"origin": ADDRESS, "accept": "text/html"}
    answer = client.post("/fill", data={"schema": name, "lang": "fr"}, headers=headers)
    assert 400 <= answer.status_code < 500
    assert 'role="alert"' in answer.text
