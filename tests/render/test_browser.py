"""The page in a real browser: no error, a filter that works, no serious fault of accessibility.

Chromium and its driver come from the system (`apt-get install chromium chromium-driver`), which
the CI script does by itself; without them, these tests are skipped.
"""

import shutil
from pathlib import Path

import pytest

import tamis
from tamis import render
from tamis.model.text import set_lang
from tamis.render import Style

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "fixtures" / "reports"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="there is no chromium with its driver"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

#: Faults that are not borne (https://github.com/dequelabs/axe-core/blob/develop/doc/API.md).
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def browser():
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Write the page of the faulty and of the sound fixture, in a language."""
    folder = tmp_path_factory.mktemp("pages")
    names = ("dirty.csv", "clean.csv")
    reports = [tamis.validate(REPORTS / one, REPORTS / "schema.json", keep=True) for one in names]

    def put(lang, several=False):
        set_lang(lang)
        path = folder / f"{lang}-{several}.html"
        with path.open("w", encoding="utf-8") as out:
            render.form("html").write(reports if several else reports[:1], out, Style())
        return path.as_uri()

    return put


def look(browser, uri, scheme="light", width=1200):
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(uri)


def shown(browser, selector):
    script = (
        "return [...document.querySelectorAll(arguments[0])].filter(e => e.offsetParent).length"
    )
    return browser.execute_script(script, selector)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_console_error_and_the_filter_works(browser, page, lang):
    from selenium.webdriver.common.by import By

    look(browser, page(lang))
    every = shown(browser, ".kind")
    assert every == len(browser.find_elements(By.CSS_SELECTOR, ".kind")) > 10
    search = browser.find_element(By.CSS_SELECTOR, ".filter input")
    search.send_keys("FERMEE")
    assert shown(browser, ".kind") == 1
    assert browser.find_element(By.CSS_SELECTOR, "output").text.startswith("1 ")
    search.clear()
    search.send_keys(" ")
    field = browser.find_elements(By.CSS_SELECTOR, ".filter select")[1]
    field.send_keys("debit")
    assert shown(browser, ".kind") == shown(browser, """.kind[data-fields='["debit"]']""") > 1
    assert not browser.get_log("browser")


def test_columns_without_a_finding_are_shown_on_demand(browser, page):
    look(browser, page("fr"))
    before = shown(browser, ".rows thead th")
    browser.execute_script("document.querySelector('.rows input').click()")
    assert shown(browser, ".rows thead th") == before + 2


def test_the_list_opens_to_be_printed(browser, page):
    look(browser, page("fr"))
    browser.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    assert browser.execute_script("return document.querySelector('details').open") is True


def test_the_policy_stops_a_script_that_is_not_the_pages_own(browser, page):
    look(browser, page("fr"))
    browser.execute_script(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        "document.body.append(s)"
    )
    assert browser.execute_script("return window.ran || 0") == 0
    assert any("Content Security Policy" in one["message"] for one in browser.get_log("browser"))


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("several", [False, True])
def test_no_page_is_wider_than_the_screen(browser, page, width, several):
    look(browser, page("fr", several), width=width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("several", [False, True])
def test_axe_finds_no_serious_fault(browser, page, scheme, several):
    from axe_core_python.selenium import Axe

    look(browser, page("fr", several), scheme)
    browser.execute_script(
        "for (const one of document.querySelectorAll('details')) one.open = true"
    )
    # The script of axe is run by the driver: the page's own policy would refuse it.
    found = Axe().run(browser)["violations"]
    grave = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE]
    assert not grave
