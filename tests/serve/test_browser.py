"""The page in a real browser: a whole way with scripts, and without; no serious fault for axe."""

import time
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from tests.serve.browsing import CONTENT, MARKS, faults, find, opened, press, send, text_of, waits

pytestmark = MARKS


def choose(browser, row, value):
    cell = find(browser, f"select[name='c:{row}:3']")
    browser.execute_script(
        "arguments[0].value = arguments[1];"
        "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))", cell, value
    )  # fmt: skip
    return cell


def test_a_clerk_corrects_thirty_faults_in_the_page_and_takes_the_file(
    browser, address, sent, tmp_path
):
    import tamis

    send(browser, address, sent)
    assert "31 lignes à corriger" in text_of(browser)
    cell = choose(browser, 1, "F")
    end = time.monotonic() + 240
    while "right" not in cell.find_element("xpath", "..").get_attribute("class"):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert "n’a plus d’erreur" in text_of(browser, "#m1")
    for row in range(2, 31):
        choose(browser, row, "F")
    press(browser, "[data-cells] > p:last-child button")
    waits(browser, "1 ligne à corriger")
    press(browser, "button[name=remove]")
    waits(browser, "Rien ne reste à corriger")
    assert "CONFORME\n0 erreur, 0 avertissement" in text_of(browser, "#verdicts")
    browser.refresh()
    press(browser, "form[action$='/undo'] button")
    waits(browser, "1 ligne à corriger")
    press(browser, "form[action$='/redo'] button")
    waits(browser, "Rien ne reste à corriger")
    there = browser.current_url.partition("#")[0].partition("?")[0]
    script = (
        "const done = arguments[1];"
        "fetch(arguments[0]).then(a => a.text()).then(done, e => done(String(e)))"
    )
    taken = browser.execute_async_script(script, f"{there}/take/csv")
    by_hand = CONTENT.replace(",X,", ",F,").replace("Total,,,,465,\n", "").replace(",", ";")
    (tmp_path / "b.csv").write_bytes(by_hand.encode("cp1252"))
    tamis.normalize(tmp_path / "b.csv", "scdl/prenoms", tmp_path / "c.csv")
    assert taken.encode() == (tmp_path / "c.csv").read_bytes()
    log = [entry["message"] for entry in browser.get_log("browser")]
    assert not [line for line in log if "favicon" not in line]


def test_a_whole_row_is_judged_and_drawn_as_it_is_typed(browser, address):
    send(browser, address, Path(__file__).parents[2] / "fixtures" / "territoires" / "annecy.csv")
    press(browser, "a[href$='/row/2']")
    waits(browser, "Revenir au fichier")
    cell = next(
        cell
        for cell in browser.find_elements("css selector", "[data-cell]")
        if cell.get_attribute("value") == "6.126 / inconnue"
    )
    cell.clear()
    cell.send_keys("[6.126, 45.898]")
    assert find(browser, "[data-map] svg").is_displayed()
    assert not faults(browser, "dark")
    browser.execute_script("arguments[0].value = arguments[0].dataset.was", cell)
    log = [entry["message"] for entry in browser.get_log("browser")]
    assert not [line for line in log if "favicon" not in line]


def test_axe_finds_no_serious_fault_in_any_state(browser, address, sent, tmp_path):
    browser.get(f"{address}/?lang=fr")
    assert not faults(browser, "light")
    assert not faults(browser, "dark", 360)
    unknown = tmp_path / "inconnu.csv"
    unknown.write_text("a,b\n1,2\n")
    find(browser, "input[type=file]").send_keys(str(unknown))
    press(browser, ".send button")
    waits(browser, "aucun schéma connu")
    find(browser, "#q").send_keys("prénoms\n")
    waits(browser, "Vérifier avec ce schéma")
    assert not faults(browser, "dark")
    send(browser, address, sent)
    assert not faults(browser, "light")
    assert not faults(browser, "dark", 360)
    both = tmp_path / "les mêmes.csv"
    both.write_bytes(sent.read_bytes())
    browser.get(f"{address}/?lang=fr")
    find(browser, "input[type=file]").send_keys(f"{sent}\n{both}")
    press(browser, ".send button")
    waits(browser, "les mêmes.csv")
    assert not faults(browser, "light", 360)
    send(browser, address, sent)
    press(browser, "a[href$='/row/1']")
    waits(browser, "Revenir au fichier")
    assert not faults(browser, "light", 360)
    browser.get(f"{address}/apidocs?lang=en")
    assert not faults(browser, "dark")
    browser.get(f"{address}/f/{'a' * 32}")
    assert not faults(browser, "light")


def test_the_keyboard_alone_goes_all_the_way(browser, address, sent):
    from selenium.webdriver.common.keys import Keys

    send(browser, address, sent)
    browser.execute_script("document.body.focus()")
    reached = set()
    for _ in range(40):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        focus = browser.switch_to.active_element
        reached.add(focus.get_attribute("name") or focus.get_attribute("href") or focus.text)
    assert any("/take/excel" in name for name in reached)
    assert "c:1:3" in reached
    assert "remove" in reached


def test_without_scripts_a_file_is_dropped_read_corrected_and_taken(address, sent):
    driver = opened(scripts=False)
    try:
        send(driver, address, sent)
        from selenium.webdriver.support.select import Select

        for row in range(1, 31):
            Select(find(driver, f"select[name='c:{row}:3']")).select_by_value("M")
        press(driver, "[data-cells] > p:last-child button")
        waits(driver, "1 ligne à corriger")
        press(driver, "button[name=remove]")
        waits(driver, "Rien ne reste à corriger")
        link = find(driver, "a[href$='/take/csv']").get_attribute("href")
    finally:
        driver.quit()
    from urllib.request import urlopen

    with urlopen(link) as answer:
        rows = answer.read().decode().splitlines()
    assert len(rows) == 31
    assert rows[1] == "Rennes,35238,M,Léo,1,2020"
    assert Path(sent).read_bytes() == CONTENT.replace(",", ";").encode("cp1252")
