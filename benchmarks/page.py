"""A large file through the page of `tamis serve`, beside `tamis validate` of the same file.

``python -m benchmarks.page`` starts a server, sends it a file of ``--rows`` rows of which one in
twenty is at fault, and prints how long each step that a person waits for takes, as a ratio to the
time that ``tamis validate`` takes for the same file, measured just before and just after.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import requests

from benchmarks.serve import served

_HEADER = "COMMUNE_NOM,COLL_INSEE,ENFANT_SEXE,ENFANT_PRENOM,NOMBRE_OCCURRENCES,ANNEE\n"
_SCHEMA = "scdl/prenoms@1.1.6"
#: Names have no digits.
_LETTERS = str.maketrans("0123456789", "aeilnorstu")
#: One row in so many is at fault.
_FAULTY = 20


def made(path: Path, rows: int) -> Path:
    """Write a file of that many rows; return it."""
    with path.open("w", encoding="utf-8") as out:
        out.write(_HEADER)
        for row in range(rows):
            sex = "X" if row % _FAULTY == 0 else "F"
            name = str(row).translate(_LETTERS)
            out.write(f"Rennes,35238,{sex},A{name},{3 + row % 90},2020\n")
    return path


class Visit:
    """A person who has the page open."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.session = requests.Session()
        self.session.headers.update({"origin": self.origin, "accept": "text/html"})
        self.there = ""

    def send(self, path: Path) -> None:
        """Send a file, and wait until its page is there."""
        with path.open("rb") as file:
            data = {"lang": "fr", "schema": _SCHEMA}
            sent = self.session.post(f"{self.origin}/files", files={"files": file}, data=data)
        self.there = sent.url.partition("?")[0].partition("#")[0]
        self.wait()

    def wait(self) -> None:
        """Wait until the file is read."""
        while not self.session.get(f"{self.there}/state").json()["ready"]:
            time.sleep(0.02)

    def save(self, row: int) -> None:
        """Correct a cell, and wait until the file is judged again."""
        data = {f"c:{row}:3": "F", f"w:{row}:3": "X"}
        self.session.post(f"{self.there}/cells", data=data)
        self.wait()

    def judge(self, row: int) -> None:
        """Have a row judged as it is typed."""
        content = json.dumps({"row": row, "cells": [[3, "M"]]})
        answer = self.session.post(f"{self.there}/judge", data=content)
        answer.raise_for_status()

    def show(self, page: int) -> None:
        """Look at a page of rows."""
        text = self.session.get(f"{self.there}?page={page}").text
        if not re.search("<tr data-row=", text):
            raise SystemExit("there is no row")


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = made(Path(name) / "a.csv", asked.rows)
        command = [sys.executable, "-m", "tamis", "validate", str(path), "-s", _SCHEMA, "-q"]

        def validate() -> object:
            return subprocess.run(command, capture_output=True, check=False)

        with served(1) as (address, _):
            visit = Visit(address)
            requests.get(f"{address}health", timeout=60)
            visit.send(made(Path(name) / "b.csv", 100))  # processes have started
            visit.judge(1)
            before = [timed(validate) for _ in range(asked.times)]
            sent = timed(lambda: visit.send(path))
            times = range(asked.times)
            taken = {
                "a page of fifty rows": [timed(partial(visit.show, 1 + n * 7)) for n in times],
                "a row judged as it is typed": [
                    timed(partial(visit.judge, 1 + n * _FAULTY)) for n in times
                ],
                "a correction saved, all judged again": [
                    timed(partial(visit.save, 1 + n * _FAULTY)) for n in times
                ],
            }
            after = [timed(validate) for _ in range(asked.times)]
    base = statistics.median(before + after)
    print(f"tamis validate, {asked.rows} rows: {base:.2f} s in the middle")
    print(f"sent, report and first page: {sent / base:.2f}")
    for step, seconds in taken.items():
        print(f"{step}: {statistics.median(seconds) / base:.3f}")


if __name__ == "__main__":
    main()
