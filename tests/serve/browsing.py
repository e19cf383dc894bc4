"""A real browser before a real server: what its tests do in it.

Chromium and its driver come from the system; without them, these tests are skipped.
"""

import shutil
import threading
import time
from contextlib import contextmanager

import pytest
from tests.serve.way import HEADER

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
#: Faults that are not borne (https://github.com/dequelabs/axe-core/blob/develop/doc/API.md).
GRAVE = {"serious", "critical"}
CONTENT = "\n".join(
    [HEADER, *(f"Rennes,35238,X,Léo,{n},2020" for n in range(1, 31)), "Total,,,,465,", ""]
)
MARKS = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser-serve"),
    pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="there is no chromium with its driver"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


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


@contextmanager
def listening(options):
    """Serve in this process, on a free port; give the address."""
    import uvicorn

    from tamis.serve.application import build

    server = uvicorn.Server(uvicorn.Config(build(options), port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
