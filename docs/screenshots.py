"""Pictures of the page and of reports for the manual: ``python docs/screenshots.py``.

Chromium takes those of pages, LibreOffice that of the workbook.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import chdir
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent / "images"
#: The lightest grey that is ink.
_BLANK = 250
_HEADER = "COMMUNE_NOM;COLL_INSEE;ENFANT_SEXE;ENFANT_PRENOM;NOMBRE_OCCURRENCES;ANNEE"
_ROWS = (
    "Rennes;35238;F;Chloé;12;2020",
    "Rennes;35238;f;Zoé ;5;2020",
    "Rennes;35238;X;Léo;sept;2020",
    "Rennes;35238;M;Noël;3;20",
    "Total;;;;27;",
)


def main() -> None:
    """Take them all."""
    page()
    reports(_HERE)


def page() -> None:
    """Take those of the page."""
    import uvicorn

    from tamis.serve.application import build
    from tamis.serve.options import ServeOptions

    server = uvicorn.Server(uvicorn.Config(build(ServeOptions(jobs=1)), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    browser = _browser()
    try:
        _take(browser, f"http://127.0.0.1:{port}/?lang=fr")
    finally:
        browser.quit()
        server.should_exit = True
        thread.join()


def _browser() -> Any:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or ""))


def reports(folder: Path) -> None:
    """Take those of the report in HTML and in a workbook, in both languages."""
    browser = _browser()
    try:
        browser.set_window_size(1100, 1000)
        for lang, ending in (("fr", ""), ("en", ".en")):
            with tempfile.TemporaryDirectory() as name:
                work = Path(name)
                source = work / "prenoms.csv"
                source.write_bytes("\n".join([_HEADER, *_ROWS, ""]).encode("cp1252"))
                _write_reports(source, work, lang)
                browser.get((work / "report.html").as_uri())
                browser.save_screenshot(str(folder / f"report-html{ending}.png"))
                shutil.copy(_of_sheet(work), folder / f"report-sheet{ending}.png")
    finally:
        browser.quit()


def _write_reports(source: Path, folder: Path, lang: str) -> None:
    import tamis
    from tamis.model.text import set_lang

    set_lang("fr" if lang == "fr" else "en")
    with chdir(folder):  # the pictures show no folder of this machine
        report = tamis.validate(source.name)
        for form in ("html", "xlsx"):
            report.save(f"report.{form}")


def _of_sheet(folder: Path) -> Path:
    """Return the picture of the first sheet of a workbook, as it is printed."""
    import pypdfium2

    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "report.xlsx")], check=True, capture_output=True)  # noqa: S603
    picture = pypdfium2.PdfDocument(folder / "report.pdf")[0].render(scale=1.5).to_pil()
    # Without the blank that the sheet leaves below.
    inked = picture.convert("L").point(lambda level: 255 if level < _BLANK else 0).getbbox()
    picture.crop((0, 0, picture.width, inked[3] + 30)).save(folder / "report.png")
    return folder / "report.png"


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
