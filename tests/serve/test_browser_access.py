"""What a screen reader is given, and what axe says, of the states of the page; the web form."""

from itertools import pairwise

import openpyxl
import pytest

pytest.importorskip("fastapi")

from tests.serve.browsing import MARKS, faults, find, opened, press, send, text_of, waits
from tests.serve.way import HEADER, PRENOMS

from tamis.serve.jobs import Job
from tamis.serve.workspace import Workspace

pytestmark = MARKS

#: Roles that do something, each of which must say what.
_ACTIVE = {"button", "checkbox", "combobox", "link", "radio", "searchbox", "textbox", "Date"}
GOOD = ["Rennes", "35238", "F", "Chloé", "12", "2020"]


def heard(browser):
    """Return what stands in the accessibility tree: role, name, description, live region."""
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    told = []
    for node in nodes:
        if node["ignored"]:
            continue
        states = {
            state["name"]: state["value"].get("value") for state in node.get("properties", ())
        }
        told.append(
            {
                "role": node["role"]["value"],
                "name": node.get("name", {}).get("value", "").strip(),
                "description": node.get("description", {}).get("value", ""),
                **states,
            }
        )
    return told


def ensure_heard(browser, *, heading, live):
    """Check what every state has: one title, named landmarks and controls, live regions."""
    nodes = heard(browser)
    roles = [node["role"] for node in nodes]
    assert {"banner", "main", "contentinfo"} <= set(roles)
    titles = [node["name"] for node in nodes if node["role"] == "heading" and node["level"] == 1]
    assert len(titles) == 1
    assert heading in titles[0]
    nameless = [node for node in nodes if node["role"] in _ACTIVE and not node["name"]]
    assert not nameless
    levels = [node["level"] for node in nodes if node["role"] == "heading"]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert sum(node.get("live") == "polite" for node in nodes) >= live
    return nodes


def fill(browser, address, lang="fr"):
    from selenium.webdriver.support.select import Select

    browser.get(f"{address}/?lang={lang}")
    Select(find(browser, "#fill-schema")).select_by_value(PRENOMS)
    press(browser, "form[action$='/fill'] button")
    waits(browser, "Nouvelle ligne" if lang == "fr" else "New row")


def write(browser, cells):
    from selenium.webdriver.support.select import Select

    for number, text in enumerate(cells, start=1):
        cell = find(browser, f"[name='c:0:{number}']")
        if cell.tag_name == "select":
            Select(cell).select_by_value(text)
        else:
            cell.clear()
            cell.send_keys(text)


def test_the_file_page_says_all_to_a_screen_reader(browser, address, sent):
    send(browser, address, sent)
    nodes = ensure_heard(browser, heading="prénoms.csv", live=31)
    names = {(node["role"], node["name"]) for node in nodes}
    assert ("button", "Enregistrer et vérifier de nouveau") in names
    assert ("button", "Retirer la ligne 2") in names
    cells = [node for node in nodes if node["name"] == "ENFANT_SEXE, ligne 2"]
    assert cells
    assert any("valeur" in node["description"] for node in cells)  # what is wrong with it
    headers = {node["name"] for node in nodes if node["role"] == "columnheader"}
    assert {"Ligne", "ENFANT_SEXE"} <= headers


def test_the_first_page_and_several_files_are_heard(browser, address, sent, tmp_path):
    browser.get(f"{address}/?lang=fr")
    nodes = ensure_heard(browser, heading="Vérifier et corriger", live=0)
    assert "Vérifier" in {node["name"] for node in nodes if node["role"] == "button"}
    other = tmp_path / "autre.csv"
    other.write_text(f"{HEADER}\n{','.join(GOOD)}\n")
    find(browser, "input[type=file]").send_keys(f"{sent}\n{other}")
    press(browser, ".send button")
    waits(browser, "autre.csv")
    ensure_heard(browser, heading="Vos fichiers", live=0)


def test_work_that_goes_on_is_heard_and_seen(browser, address, sent, monkeypatch):
    send(browser, address, sent)
    never = Job(request={}, client="", seconds=60)
    monkeypatch.setattr(Workspace, "is_ready", lambda *_: False)
    monkeypatch.setattr(Workspace, "start", lambda *_: never)
    browser.get(browser.current_url.partition("#")[0].partition("?")[0])
    waits(browser, "Lecture en cours")
    nodes = ensure_heard(browser, heading="prénoms.csv", live=1)
    assert ("progressbar", "Travail en cours") in {(node["role"], node["name"]) for node in nodes}
    assert not faults(browser, "light")
    assert not faults(browser, "dark", 360)


def test_a_workbook_and_the_end_are_heard_and_seen(browser, address, tmp_path):
    book = openpyxl.Workbook()
    for name in ("Nord", "Sud"):
        sheet = book.create_sheet(name)
        sheet.append(HEADER.split(","))
        sheet.append(["Rennes", "35238", "X", name, 1, 2020])
    book.remove(book.worksheets[0])
    book.save(tmp_path / "deux.xlsx")
    send(browser, address, tmp_path / "deux.xlsx")
    nodes = ensure_heard(browser, heading="deux.xlsx", live=2)
    assert ("combobox", "Feuille lue") in {(node["role"], node["name"]) for node in nodes}
    assert not faults(browser, "light", 360)
    assert not faults(browser, "dark")
    press(browser, "form[action$='/quit'] button")
    waits(browser, "tamis est arrêté")
    ensure_heard(browser, heading="tamis est arrêté", live=0)
    assert not faults(browser, "light")
    assert not faults(browser, "dark", 360)


def test_a_table_is_typed_in_with_the_keyboard_and_judged_as_it_is(browser, address):
    browser.get_log("browser")  # of what came before
    fill(browser, address)
    nodes = ensure_heard(browser, heading="Saisir des lignes", live=2)
    (sex,) = [n for n in nodes if n["role"] == "combobox" and "ENFANT_SEXE" in n["name"]]
    assert "obligatoire" in sex["name"]
    assert "Exemple" in sex["description"]
    (count,) = [n for n in nodes if n["role"] == "textbox" and "NOMBRE" in n["name"]]
    assert "Attendu" in count["description"]
    assert not faults(browser, "light")
    write(browser, [*GOOD[:5], "20x0"])
    waits(browser, "20x0")
    assert "20x0" in find(browser, "#e6").text
    assert not find(browser, "#e1").text
    assert not faults(browser, "dark", 360)
    press(browser, "[data-fill] button")
    waits(browser, "n’est pas encore ajoutée")
    nodes = ensure_heard(browser, heading="Saisir des lignes", live=2)
    assert any(node["role"] == "alert" for node in nodes)
    (year,) = [n for n in nodes if n["role"] == "textbox" and "ANNEE" in n["name"]]
    assert year["invalid"] == "true"
    assert "20x0" in year["description"]
    assert not faults(browser, "light", 360)
    write(browser, GOOD)
    press(browser, "[data-fill] button")
    waits(browser, "1 ligne : CONFORME")
    assert "Chloé" in text_of(browser, "#rows")
    assert not faults(browser, "dark")
    log = [entry["message"] for entry in browser.get_log("browser")]
    expected = ("favicon", "422")
    assert not [line for line in log if not any(known in line for known in expected)]


def test_without_scripts_a_table_is_typed_in_and_taken(address):
    from urllib.request import urlopen

    driver = opened(scripts=False)
    try:
        fill(driver, address, "en")
        write(driver, ["Rennes", "35238", "F", "Chloé", "12", "x"])
        press(driver, "[data-fill] button")
        waits(driver, "not added yet")
        write(driver, GOOD)
        press(driver, "[data-fill] button")
        waits(driver, "1 row: VALID")
        link = find(driver, "a[href$='/take/csv']").get_attribute("href")
    finally:
        driver.quit()
    with urlopen(link) as answer:
        assert answer.read().decode() == f"{HEADER}\n{','.join(GOOD)}\n"
