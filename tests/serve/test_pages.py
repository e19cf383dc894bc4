"""A person's whole way, without scripts: what she sends, sees, changes, takes back."""

import csv
import io
import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest
from tests.serve.way import ADDRESS, HEADER, PRENOMS, words

import tamis
from tamis import render
from tamis.loading import schemas
from tamis.render import Style

#: They share one server.
pytestmark = pytest.mark.xdist_group("serve")

PARKS = "etalab/schema-stationnement"
FIXTURES = Path(__file__).parents[2] / "fixtures"
ROWS = [
    "Rennes,35238,F,Chloé,12,2020",
    "Rennes,35238,X,Léo,é,2020",
    "Rennes,35238,M,Zoé,3,20",
    "Total,,,,15,",
]
CONTENT = "\n".join([HEADER, *ROWS, ""])
CP1252 = CONTENT.replace(",", ";").encode("cp1252")


def normalized(tmp_path, content, name="a.csv", output="out.csv", **options):
    source = tmp_path / name
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    journal = tmp_path / "journal.csv"
    target = tmp_path / output
    tamis.normalize(source, f"{PRENOMS}@1.1.6", target, journal=journal, **options)
    return target.read_bytes(), journal.read_bytes()


def test_a_damaged_file_is_read_judged_and_given_back_as_normalize_does(person, tmp_path):
    page = person.send(("Prénoms.csv", CP1252))
    assert "scdl/prenoms 1.1.6 (reconnu à ses colonnes" in words(page)
    assert words(page).count("NON CONFORME") >= 2
    written, journal = normalized(tmp_path, CP1252)
    assert person.take("csv") == written
    assert person.take("journal") == journal
    excel = person.take("excel")
    assert excel.startswith(b"\xef\xbb\xbfCOMMUNE_NOM;COLL_INSEE;")
    rows = csv.reader(io.StringIO(excel.decode("utf-8-sig"), newline=""), delimiter=";")
    assert list(rows) == list(csv.reader(io.StringIO(written.decode(), newline="")))
    assert (tmp_path / "a.csv").read_bytes() == CP1252


def test_the_report_is_that_of_the_command(person, tmp_path, monkeypatch):
    person.send(("a.csv", CP1252))
    shown = person.client.get(f"{person.there}/report")
    (tmp_path / "a.csv").write_bytes(CP1252)
    monkeypatch.chdir(tmp_path)
    out = io.StringIO()
    render.form("html").write([tamis.validate("a.csv", keep=True)], out, Style())
    assert shown.text == out.getvalue()


def test_cells_are_written_in_place_until_the_file_conforms(person, tmp_path):
    person.send(("a.csv", CONTENT))
    assert person.shown() == {
        (2, 1): "Rennes", (2, 3): "X", (2, 5): "é", (2, 6): "2020",
        (3, 1): "Rennes", (3, 3): "M", (3, 5): "3", (3, 6): "20",
        (4, 1): "Total", (4, 3): "", (4, 5): "15", (4, 6): "",
    }  # fmt: skip
    page = person.write({(2, 3): "F", (2, 5): "7"})
    assert "2 lignes à corriger" in words(page)
    page = person.write({(3, 6): "2021"}, remove="4")
    assert "Rien ne reste à corriger" in words(page)
    assert "CONFORME 0 erreur, 0 avertissement" in words(page)
    by_hand = CONTENT.replace("X,Léo,é", "F,Léo,7").replace(",3,20\n", ",3,2021\n")
    written, _ = normalized(tmp_path, by_hand.replace("Total,,,,15,\n", ""))
    assert person.take("csv") == written
    journal = list(csv.DictReader(io.StringIO(person.take("journal").decode(), newline="")))
    by_person = [entry["repair"] for entry in journal if entry["applicability"] == "hand"]
    assert by_person == ["hand-edit"] * 3 + ["hand-removal"]


def test_what_was_done_is_undone_and_done_again_after_a_reload_too(person):
    person.send(("a.csv", CONTENT))
    person.write({(2, 3): "F"})
    person.do("cells", remove="4")
    assert "2 lignes à corriger" in words(person.look())
    assert "3 lignes à corriger" in words(person.do("undo"))
    assert b"F,L\xc3\xa9o" in person.take("csv")
    person.do("undo")
    assert person.shown()[2, 3] == "X"
    person.do("undo")  # nothing is left to undo
    assert "2 lignes à corriger" in words((person.do("redo"), person.do("redo"))[1])
    assert "3 lignes à corriger" in words(person.do("rows", restore="4"))


def test_a_safe_repair_can_be_refused_and_a_likely_one_is_done_when_ticked(person, tmp_path):
    content = CONTENT.replace("Chloé,12", "Chloé,12 ").replace("Rennes,35238,F", " Rennes,35238,f")
    page = person.send(("a.csv", content))
    assert 'name="safe" value="outer-space" checked' in page
    page = person.do("repairs", known="outer-space")
    assert 'name="safe" value="outer-space" >' in page
    refused = tamis.Choice(without=frozenset({"outer-space"}))
    assert person.take("csv") == normalized(tmp_path, content, choice=refused)[0]
    assert "outer-space" in person.do("undo")
    assert person.take("csv") == normalized(tmp_path, content)[0]


def test_an_encoding_that_is_not_sure_is_read_once_the_person_agrees(person):
    content = f"{HEADER}\nRennes,35238,F,No\x8el,3,2020\n".encode("latin-1")
    page = person.send(("a.csv", content))
    if "L’encodage n’est pas sûr" not in words(page):
        pytest.skip("this encoding is certain")
    answer = person.client.get(f"{person.there}/take/csv")
    assert answer.status_code == 303
    page = person.do("repairs", agreed='["likely-encoding", ""]')
    assert "L’encodage n’est pas sûr" not in words(page)
    assert person.take("csv")


def test_a_schema_that_is_not_known_by_itself_is_searched_and_chosen(person):
    page = person.send(("a.csv", "a,b\n1,2\n"))
    assert "ne ressemblent à aucun schéma connu" in words(page)
    page = person.look("?q=prénoms+des+enfants")
    assert 'value="scdl/prenoms@1.1.6"' in page
    page = person.do("schema", schema="scdl/prenoms@1.1.6")
    assert "scdl/prenoms 1.1.6" in words(page)
    page = person.do("schema", schema="/etc/passwd")
    assert "root:" not in page
    assert 'role="alert"' in page


def two_sheets():
    book = openpyxl.Workbook()
    for name, births in (("Nord", "douze"), ("Sud", "treize")):
        sheet = book.create_sheet(name)
        sheet.append(HEADER.split(","))
        sheet.append(["Rennes", "35238", "F", name, births, "2020"])
    book.remove(book.active)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_another_sheet_is_chosen_and_edits_stay_with_theirs(person):
    page = person.send(("a.xlsx", two_sheets()))
    assert '<option value="Nord" selected>' in page
    assert "douze" in page
    person.do("cells", **{"c:1:5": "12", "w:1:5": "douze"})
    assert ",Nord,12," in person.take("csv").decode()
    page = person.do("sheet", sheet="Sud")
    assert '<option value="Sud" selected>' in page
    assert ",Sud,treize," in person.take("csv").decode()
    person.do("sheet", sheet="Nord")
    assert ",Nord,12," in person.take("csv").decode()
    person.do("undo")
    assert ",Nord,douze," in person.take("csv").decode()
    assert '<option value="Nord" selected>' in person.do("sheet", sheet="None of them")


def test_an_older_version_is_told(person):
    page = person.send(("a.csv", "siren\n1\n"), schema="stock/bal@1.3.0")
    assert "Ce fichier suit la version 1.3.0 du schéma ; la dernière est 1.4.0" in words(page)


def test_several_files_and_the_members_of_a_zip_have_a_page_each(person):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("un.csv", CONTENT)
        archive.writestr("deux.csv", CONTENT)
        archive.writestr("__MACOSX/._un.csv", "x")
    page = person.send(("lot.zip", packed.getvalue()), ("trois.csv", CONTENT))
    for name in ("un.csv", "deux.csv", "trois.csv"):
        assert f">{name}</a>" in page
    assert page.count("/f/") >= 3
    assert "_un.csv" not in page


def test_a_table_is_pasted(person):
    page = person.send(text="\t".join(HEADER.split(",")) + "\r\nRennes\t35238\tF\tChloé\t12\t2020")
    assert "tableau.tsv" in page
    assert "CONFORME 0 erreur" in words(page)


def test_a_workbook_comes_back_with_its_sheets_and_its_edits_marked(person, tmp_path):
    book = openpyxl.Workbook()
    for row in [HEADER.split(","), *(row.split(",") for row in ROWS[:3])]:
        book.active.append(row)
    book.active.column_dimensions["D"].width = 44
    book.create_sheet("Notes")["A1"] = "à garder"
    book.save(tmp_path / "b.xlsx")
    person.send(("b.xlsx", (tmp_path / "b.xlsx").read_bytes()))
    person.write({(2, 3): "M"})
    taken = openpyxl.load_workbook(io.BytesIO(person.take("workbook")))
    assert taken["Notes"]["A1"].value == "à garder"
    assert taken[book.active.title].column_dimensions["D"].width == 44
    cell = taken[book.active.title]["C3"]
    assert (cell.value, cell.fill.fill_type) == ("M", "solid")


def test_a_workbook_with_title_rows_and_totals_is_corrected_to_valid(person, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Prénoms des enfants nés en 2020"])
    book.active.append([])
    for row in [HEADER.split(","), *(row.split(",") for row in ROWS)]:
        book.active.append(row)
    path = tmp_path / "titre.xlsx"
    book.save(path)
    page = person.send(("titre.xlsx", path.read_bytes()))
    assert "scdl/prenoms" in words(page)
    total = max(row for row, _ in person.shown())
    person.write({(2, 3): "M", (2, 5): "7", (3, 6): "2020"}, remove=str(total))
    assert "CONFORME 0 erreur" in words(person.look())
    edits = tamis.Edits(
        cells={(2, 3): "M", (2, 5): "7", (3, 6): "2020"}, removed=frozenset({total})
    )
    written, journal = normalized(tmp_path, path.read_bytes(), name="titre.xlsx", edits=edits)
    assert person.take("csv") == written
    assert person.take("journal") == journal
    taken = openpyxl.load_workbook(io.BytesIO(person.take("workbook")))
    rows = [[str(cell) for cell in row] for row in taken[book.active.title].values]
    assert rows[0] == HEADER.split(",")
    assert [row[3] for row in rows[1:]] == ["Chloé", "Léo", "Zoé"]


def test_a_restricted_file_shows_no_cell(person):
    note = json.dumps({"access": "restricted"})
    page = person.send(("a.csv", CONTENT), ("a.csv.tamis.json", note))
    assert "Données restreintes" in words(page)
    for value in ("Léo", "Zoé", "Chloé"):
        assert value not in page
        assert value not in person.client.get(f"{person.there}/report").text
    assert "Léo" in person.take("csv").decode()


def test_a_row_is_judged_as_it_is_typed(person):
    person.send(("a.csv", CONTENT))

    def judged(text):
        content = {"row": 3, "cells": [[6, text]]}
        answer = person.client.post(f"{person.there}/judge", json=content)
        return [finding["field"] for finding in answer.json()["findings"]]

    assert judged("vingt") == ["ANNEE"]
    assert judged("2020") == []
    assert person.shown()[3, 6] == "20"  # nothing is saved


def test_a_key_that_another_row_has_is_told_as_it_is_typed(person):
    labels = [field.name for field in schemas.tabular(PARKS).fields]
    at = labels.index("id") + 1
    rows = [[""] * len(labels) for _ in range(4)]
    for row, key in zip(rows, ("75056-P-001", " 75056-P-002", "75056-P-003", ""), strict=True):
        row[at - 1] = key
    content = "\n".join(",".join(row) for row in (labels, *rows))
    person.send(("parcs.csv", content), schema=PARKS)

    def judged(row, key):
        sent = {"row": row, "cells": [[at, key]]}
        answer = person.client.post(f"{person.there}/judge", json=sent).json()
        return [finding for finding in answer["findings"] if "ligne 3" in finding["message"]]

    (finding,) = judged(3, "75056-P-002 ")
    assert finding["severity"] == "error"
    assert finding["column"] in {0, at}
    assert not judged(2, "75056-P-002")
    assert not judged(3, "75056-P-004")
    assert not judged(3, "")


def test_the_map_of_a_row_follows_what_is_typed(person):
    content = (FIXTURES / "territoires" / "annecy.csv").read_bytes()
    person.send(("annecy.csv", content))
    assert "<svg" not in person.client.get(f"{person.there}/row/2").text
    (place,) = [at for at, text in person.shown().items() if text == "6.126 / inconnue"]
    for text, shows in (("[6.126, 45.898]", "<svg"), ("[45.898, 6.126]", "inversées"), ("", "")):
        cells = {"row": place[0], "cells": [[place[1], text]]}
        answer = person.client.post(f"{person.there}/judge", json=cells).json()
        assert shows in answer["map"]
        assert bool(answer["map"]) == bool(shows)


def test_text_that_has_line_ends_is_not_taken_for_an_edit(person):
    person.send(("a.csv", f'{HEADER}\nRennes,35238,X,"Lé\no",é,2020\n'))
    shown = person.shown()
    assert shown[1, 3] == "X"
    data = {f"{mark}:{r}:{c}": text.replace("\n", "\r\n")
            for (r, c), text in shown.items() for mark in "cw"}  # fmt: skip
    person.do("cells", **data)
    assert b"hand-edit" not in person.take("journal")


def test_what_a_file_holds_is_text_on_the_page(person):
    evil = "<script>alert(1)</script>"
    page = person.send((f"{evil}.csv", CONTENT.replace("Léo", evil).replace("X", f'"{evil}"')))
    assert evil not in page
    assert evil not in person.client.get(f"{person.there}/row/2").text
    for query in (f"?q={evil}", "?page=-1", "?page=99999999999", "?lang=%00", "?page=0"):
        assert evil not in person.look(query)


def test_a_row_can_be_opened_whole_and_written(person):
    person.send(("a.csv", CONTENT))
    page = person.client.get(f"{person.there}/row/2").text
    assert page.count('name="c:2:') == 6
    assert person.client.get(f"{person.there}/row/1").status_code == 303  # nothing is wrong there


@pytest.mark.parametrize(
    ("lon", "lat", "shows"),
    [("2.35", "48.85", "<svg"), ("2,35", "48,85", "<svg"), ("48.85", "2.35", "inversées"),
     ("", "", ""), ("x", "48.85", "")],
)  # fmt: skip
def test_the_position_of_a_row_is_shown_on_the_outlines_of_the_report(lon, lat, shows):
    from tamis.serve.position_map import position_map

    columns = [{"name": "Xlong", "type": "number"}, {"name": "", "type": ""},
               {"name": "Ylat", "type": "number"}]  # fmt: skip
    drawn = position_map(columns, [lon, "<b>", lat])
    assert (shows in drawn) if shows else not drawn
    point = position_map([{"name": "p", "type": "geopoint"}], [f"[{lon}, {lat}]"])
    assert bool(point) is bool(shows) or "," in lon


def test_pages_are_in_the_language_of_the_reader(person):
    page = person.client.get(
        "/", headers={"accept": "text/html", "accept-language": "en-GB,en;q=0.9,fr;q=0.8"}
    ).text
    assert "Check and correct a file" in page
    assert 'lang="en"' in page
    page = person.send(("a.csv", CONTENT), lang="en")
    assert "rows to correct" in page
    assert "is not an allowed value" in words(person.look("?lang=en")) or "X" in page
    assert "lignes à corriger" in person.look("?lang=fr")


def test_rows_come_in_pages(person):
    page = person.send(("a.csv", "\n".join([HEADER, *(["Rennes,35238,X,Léo,1,2020"] * 120), ""])))
    assert "120 lignes à corriger" in words(page)
    assert page.count("<tr data-row=") == 50
    assert person.look("?page=3").count("<tr data-row=") == 20


def test_the_template_of_the_schema_has_no_row_but_an_example(person, tmp_path):
    person.send(("a.csv", CONTENT))
    (tmp_path / "modele.xlsx").write_bytes(person.take("template"))
    report = tamis.validate(tmp_path / "modele.xlsx")
    assert report.source.labels == tuple(HEADER.split(","))
    assert report.before.counts["row.template-example"] == 1


def test_the_last_rows_of_the_last_page_lead_to_the_page_before(person):
    person.send(("a.csv", "\n".join([HEADER, *(["Rennes,35238,X,Léo,1,2020"] * 53), ""])))
    marks = {"c": "F", "w": "X"}
    cells = {f"{mark}:{row}:3": text for row in (51, 52, 53) for mark, text in marks.items()}
    person.do("cells", page="2", **cells)
    page = person.look("?page=2")
    assert page.count("<tr data-row=") == 50
    assert "50 lignes à corriger" in words(page)


def test_files_of_one_name_are_each_their_own(person):
    contents = [f"{HEADER}\nRennes,35238,F,{name},1,2020\n" for name in ("Un", "Deux")]
    page = person.send(*[("a.csv", content) for content in contents])
    tokens = dict.fromkeys(re.findall(r"/f/([\w-]{32})\"", page))
    assert [person.client.get(f"/f/{token}/take/csv").text for token in tokens] == contents


def test_a_pasted_table_keeps_its_rows_whatever_its_cells_hold(person):
    row = ["Rennes", "35238", "F", "a\u2028b\x0bc\x85d", "1", "2020"]
    person.send(text="\t".join(HEADER.split(",")) + "\r\n" + "\t".join(row) + "\r\n")
    assert list(csv.reader(io.StringIO(person.take("csv").decode(), newline="")))[1:] == [row]


def test_more_files_than_are_taken_are_refused_not_left_out(person, client):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(101):
            archive.writestr(f"{number}.csv", HEADER)
    before = client.app.state.space.uploads.count()
    for files in ([("l.zip", packed.getvalue())], [(f"{n}.csv", HEADER) for n in range(101)]):
        parts = [("files", file) for file in files]
        answer = client.post("/files?lang=fr", files=parts, headers={"origin": ADDRESS})
        assert answer.status_code == 400
        assert "rien n'a été pris" in words(answer.text)
    assert client.app.state.space.uploads.count() == before


def test_a_cell_of_a_megabyte_can_be_saved_and_taken(person):
    long = "é" * 200_000
    person.send(("a.csv", f"{HEADER}\nRennes,35238,X,{long},é,2020\n"))
    person.do("cells", **{"c:1:3": "F", "w:1:3": "X", "c:1:4": long, "w:1:4": long})
    assert person.take("csv").decode().count(long) == 1
    assert person.take("excel").decode("utf-8-sig").splitlines()[1].startswith("Rennes;35238;F;é")


def test_edits_of_a_window_that_shows_another_sheet_go_to_theirs(person):
    person.send(("a.xlsx", two_sheets()))
    person.do("sheet", sheet="Sud")
    page = person.do("cells", of="Nord", **{"c:1:5": "12", "w:1:5": "douze"})
    assert '<option value="Nord" selected>' in page
    assert ",Nord,12," in person.take("csv").decode()
    person.do("sheet", sheet="Sud")
    assert ",Sud,treize," in person.take("csv").decode()


def test_edits_stay_on_their_sheet_when_the_schema_is_changed(person):
    book = openpyxl.load_workbook(io.BytesIO(two_sheets()))
    sheet = book.create_sheet("Adresses")
    sheet.append(["cle_interop", "commune_insee", "commune_nom", "voie_nom", "numero", "position"])
    sheet.append(["x", "1", "y", "z", "n", "p"])
    content = io.BytesIO()
    book.save(content)
    person.send(("a.xlsx", content.getvalue()))
    person.do("cells", **{"c:1:5": "12", "w:1:5": "douze"})
    page = person.do("schema", schema="stock/bal@1.3.0")
    assert '<option value="Nord" selected>' in page
    assert "Nord,12," in person.take("csv").decode()


def test_edits_are_not_put_into_a_table_that_is_read_otherwise(person):
    addresses = "cle_interop,commune_insee,commune_nom,voie_nom,numero,position"
    content = f"{addresses}\n{HEADER}\nRennes,35238,X,Léo,é,2020\n"
    person.send(("a.csv", content), schema=PRENOMS)
    row, column = max(person.shown())
    person.do("cells", **{f"c:{row}:{column}": "9", f"w:{row}:{column}": "?"})
    page = person.do("schema", schema="stock/bal@1.3.0")
    assert "n'y seraient pas à leur place" in words(page)
    answer = person.client.get(f"{person.there}/take/csv", headers={"accept": "text/html"})
    assert answer.status_code != 200


def test_a_row_is_not_said_right_while_the_file_is_read_again(person, client):
    person.send(("a.csv", CONTENT))
    answer = client.post(f"{person.there}/judge", json={"row": 1, "cells": []})
    assert answer.status_code == 409


def test_what_two_windows_do_at_once_is_all_kept(person, client):
    person.send(("a.csv", CONTENT))

    def write(column):
        data = {f"c:2:{column}": "1", f"w:2:{column}": "x"}
        return client.post(f"{person.there}/cells", data=data, headers={"origin": ADDRESS})

    with ThreadPoolExecutor(4) as windows:
        assert [answer.status_code for answer in windows.map(write, (1, 3, 5, 6))] == [303] * 4
    person.look()
    assert "1,35238,1,Léo,1,1" in person.take("csv").decode()


def test_nothing_sent_is_told(person):
    answer = person.client.post("/files", data={"lang": "fr"})
    assert answer.status_code == 400
    assert "Choisissez un fichier" in words(answer.text)


def test_a_file_is_deleted_when_it_is_taken_back(person, client):
    person.send(("a.csv", CONTENT))
    folder = client.app.state.space.uploads.root / person.there.rpartition("/")[2]
    assert folder.is_dir()
    person.do("delete")
    assert not folder.exists()
    answer = client.get(person.there, headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "n’est plus ici" in words(answer.text) or "n'est plus ici" in words(answer.text)
