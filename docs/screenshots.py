"""Pictures of the page for docs/serving.md: ``python docs/screenshots.py`` (Chromium is needed)."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent / "images"
_HEADER = "COMMUNE_NOM;COLL_INSEE;ENFANT_SEXE;ENFANT_PRENOM;NOMBRE_OCCURRENCES;ANNEE"
_ROWS = (
    "Rennes;35238;F;Chloé;12;2020",
    "Rennes;35238;f;Zoé ;5;2020",
    "Rennes;35238;X;Léo;sept;2020",
    "Rennes;35238;M;Noël;3;20",
    "Total;;;;27;",
)


def main() -> None:
    """Take them."""
    import uvicorn
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    from tamis.serve.application import build
    from tamis.serve.options import ServeOptions

    server = uvicorn.Server(uvicorn.Config(build(ServeOptions(jobs=1)), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    browser: Any = webdriver.Chrome(
        options=options, service=Service(shutil.which("chromedriver") or "")
    )
    try:
        _take(browser, f"http://127.0.0.1:{port}/?lang=fr")
    finally:
        browser.quit()
        server.should_exit = True
        thread.join()


def _take(browser: Any, address: str) -> None:
    _HERE.mkdir(exist_ok=True)
    browser.set_window_size(1100, 900)
    browser.get(address)
    browser.save_screenshot(str(_HERE / "page-home.png"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prenoms.csv"
        path.write_bytes("\n".join([_HEADER, *_ROWS, ""]).encode("cp1252"))
        browser.find_element("css selector", "input[type=file]").send_keys(str(path))
        browser.find_element("css selector", ".send button").send_keys("\ue007")
        browser.implicitly_wait(60)
        browser.find_element("css selector", "#left")
    browser.set_window_size(1100, 1500)
    browser.save_screenshot(str(_HERE / "page-file.png"))
    # The report is told to be dark by the driver, as by a person's settings.
    features = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.save_screenshot(str(_HERE / "page-phone.png"))


if __name__ == "__main__":
    main()
