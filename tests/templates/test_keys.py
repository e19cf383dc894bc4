"""A template typed into with real keys: LibreOffice on a screen of its own (Xvfb, xdotool)."""

import os
import subprocess
import time
from shutil import which

import pytest

import tamis
from tamis.app import write_template

PROGRAMS = ("Xvfb", "xdotool", "soffice")
MISSING = [name for name in PROGRAMS if which(name) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}"),
]

SCHEMA = {
    "name": "essai",
    "fields": [
        {"name": "siret", "type": "string",
         "constraints": {"required": True, "pattern": "^\\d{14}$"}},
        {"name": "code", "type": "string", "constraints": {"enum": ["01", "2A"]}},
        {"name": "nombre", "type": "integer", "constraints": {"minimum": 1, "maximum": 9}},
    ],
    "custom_checks": [{"name": "french-siret-value", "params": {"column": "siret"}}],
}  # fmt: skip
#: What is typed in each cell of a row: what the template refuses, then what it takes.
TYPED = (("73282932000075", "73282932000074"), ("03", "01"), ("12", "7"))


class Screen:
    """A screen and its keyboard."""

    def __init__(self, display):
        self.env = {
            **os.environ,
            "DISPLAY": display,
            "LC_ALL": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "gen",
        }

    def do(self, *words, check=True):
        done = subprocess.run(
            ["xdotool", *words],
            env=self.env,
            capture_output=True,
            text=True,
            check=check,
            timeout=60,
        )
        return done.stdout.split()

    def windows(self):
        return set(self.do("search", "--onlyvisible", "--name", ".", check=False))

    def keys(self, *names):
        for name in names:
            self.do("key", name)
            time.sleep(0.3)

    def write(self, text):
        self.do("type", "--delay", "60", text)
        time.sleep(0.3)

    def wait(self, is_done, seconds, what="answers"):
        end = time.monotonic() + seconds
        while not is_done():
            if time.monotonic() > end:
                pytest.fail(f"in time, nothing {what}")
            time.sleep(0.5)


@pytest.fixture
def screen():
    display = f":{90 + os.getpid() % 9}"
    server = subprocess.Popen(["Xvfb", display, "-screen", "0", "1200x800x24"])
    try:
        screen = Screen(display)
        screen.wait(lambda: screen.do("getdisplaygeometry", check=False), 20)
        yield screen
    finally:
        server.terminate()
        server.wait()


def test_what_is_typed_is_checked(screen, tmp_path):
    path = tmp_path / "modele.xlsx"
    write_template(SCHEMA, path)
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--norestore", "--nologo",
         "--nofirststartwizard", "--calc", str(path)],
        env=screen.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        screen.wait(lambda: screen.do("search", "--name", "modele.xlsx", check=False), 240)
        time.sleep(12)
        # There is no window manager: what has the keyboard is said here.
        table = screen.do("search", "--onlyvisible", "--name", "modele.xlsx")[-1]
        screen.do("windowfocus", table)
        screen.do("mousemove", "500", "600", "click", "1")
        time.sleep(1)
        for nth, (refused, taken) in enumerate(TYPED):
            place = ("Escape", "ctrl+Home", "Down", "Down", *["Right"] * nth)
            screen.keys(*place)
            screen.write(refused)
            screen.keys("Return")
            screen.wait(lambda: screen.windows() - {table}, 30, f"refuses {refused}")
            for dialog in screen.windows() - {table}:
                screen.do("windowfocus", dialog)
                screen.keys("Escape")
            time.sleep(2)
            screen.do("windowfocus", table)
            screen.keys(*place)
            screen.write(taken)
            screen.keys("Tab")
            time.sleep(2)
            others = screen.windows() - {table}
            names = [screen.do("getwindowname", other, check=False) for other in others]
            assert names == [], taken
        written = path.stat().st_mtime_ns
        screen.keys("ctrl+s")
        time.sleep(3)
        for dialog in screen.windows() - {table}:  # it asks whether to keep the form of Excel
            screen.do("windowfocus", dialog)
            screen.keys("Return")
        screen.wait(lambda: path.stat().st_mtime_ns > written, 60, "is saved")
        time.sleep(2)
    finally:
        office.terminate()
        office.wait(30)
    report = tamis.validate(path, SCHEMA)
    assert report.valid
    assert set(report.counts) <= {"row.blank"}
    corrected = tmp_path / "saisie.csv"
    tamis.normalize(path, SCHEMA, corrected)
    siret, code, number = (taken for _, taken in TYPED)
    assert corrected.read_text("utf-8-sig") == f"siret,code,nombre\n{siret},{code},{number}\n"
