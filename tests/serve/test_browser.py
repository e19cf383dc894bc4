"""The page in a real browser: a whole way with scripts, and without; no serious fault for axe.

Chromium and its driver come from the system; without them, these tests are skipped.
"""

import shutil
import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from tests.serve.way import HEADER

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
#: Faults that are not borne (https://github.com/dequelabs/axe-core/blob/develop/doc/API.md).
GRAVE = {"serious", "critical"}
CONTENT = "\n".join(
    [HEADER, *(f"Rennes,35238,X,Léo,{n},2020" for n in range(1, 31)), "Total,,,,465,", ""]
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser-serve"),
    pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="there is no chromium with its driver"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def address():
    import uvicorn

    from tamis.serve.application import build
    from tamis.serve.options import ServeOptions

    config = uvicorn.Config(build(ServeOptions(jobs=1)), port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


def opened(*, scripts):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    if not scripts:
        off = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", off)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.implicitly_wait(20)
    return driver


@pytest.fixture(scope="module")
def browser():
    driver = opened(scripts=True)
    yield driver
    driver.quit()


@pytest.fixture
def sent(tmp_path):
    path = tmp_path / "prénoms.csv"
    path.write_bytes(CONTENT.replace(",", ";").encode("cp1252"))
    return path


def find(browser, selector):
    return browser.find_element("css selector", selector)


def press(browser, selector):
    """Press a button or follow a link as the keyboard does."""
    find(browser, selector).send_keys("\ue007")


def text_of(browser, selector="main"):
    return find(browser, selector).text


def waits(browser, says, seconds=240):
    """Wait until the page says something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if says in text_of(browser):
                return
        except Exception:  # noqa: BLE001, S110 the page is being replaced
            pass
        time.sleep(0.1)
    raise AssertionError(text_of(browser))


def send(browser, address, path, lang="fr"):
    browser.get(f"{address}/?lang={lang}")
    find(browser, "input[type=file]").send_keys(str(path))
    press(browser, ".send button")
    waits(browser, "à corriger" if lang == "fr" else "to correct")


def faults(browser, scheme, width=1200):
    """Return the grave faults that axe finds; the driver runs it, for the policy would not."""
    from axe_core_python.selenium import Axe

    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")
    beyond = browser.execute_script(_BEYOND, width)
    assert not beyond
    found = Axe().run(browser)["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE]


#: What stands beyond the edge of a page that is wider than the screen.
_BEYOND = """
if (document.documentElement.scrollWidth <= arguments[0]) return [];
return [...document.querySelectorAll("body *")]
  .filter(e => e.getBoundingClientRect().right > arguments[0] && !e.closest(".skip"))
  .map(e => e.outerHTML.slice(0, 120)).slice(0, 5);
"""


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
