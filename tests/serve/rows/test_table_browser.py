"""The pages of tables in a real browser: a filter by the keyboard, no serious fault for axe."""

import time

import pytest

pytest.importorskip("fastapi")

from tests.serve.browsing import CHROMIUM, DRIVER, GRAVE, listening, opened
from tests.serve.rows.release import write_release

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser-serve"),
    pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="there is no chromium with its driver"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    from tamis.serve.options import ServeOptions
    from tamis.serve.rows.options import RowsOptions

    rows = RowsOptions(folder=write_release(tmp_path_factory.mktemp("rows") / "r"))
    with listening(ServeOptions(jobs=1, rows=rows)) as place:
        yield place


def test_pages_of_tables_without_scripts_and_for_axe(address):
    from axe_core_python.selenium import Axe
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    driver = opened(scripts=True)
    try:
        driver.set_window_size(420, 900)
        for place in ("/tables", "/tables/data?lang=en", "/tables/data/rows/a1?lang=fr"):
            driver.get(address + place)
            faults = [v for v in Axe().run(driver)["violations"] if v["impact"] in GRAVE]
            assert not faults, [(v["id"], v["nodes"][0]["html"]) for v in faults]
            wide = "return document.documentElement.scrollWidth - window.innerWidth"
            assert driver.execute_script(wide) <= 0, place
        driver.get(f"{address}/tables/data?lang=en")
        driver.find_element(By.ID, "c").send_keys("Code INSEE")
        driver.find_element(By.ID, "v").send_keys("01001", Keys.ENTER)
        end = time.monotonic() + 20
        while "2 rows" not in driver.find_element(By.TAG_NAME, "main").text:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert "code__contains=01001" in driver.current_url
        assert not driver.get_log("browser")
    finally:
        driver.quit()
