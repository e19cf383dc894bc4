"""``python killing.py FOLDER RUNS SEED``: releases killed at any instant, each checked after.

Children are forked from a process that has everything imported and has computed nothing: a run is
as short as can be, and the instants fall in the work rather than in the imports.
"""

import csv
import hashlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import frictionless  # noqa: F401 imported before the forks
import pandera.polars  # noqa: F401
import requests  # noqa: F401

import tamis
import tamis.app

SCHEMA = {
    "name": "essai",
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "etat"},
        {"name": "lieu", "type": "geopoint"},
    ],
}


def main(folder, runs, seed):
    chance = random.Random(seed)  # noqa: S311 no secret
    out = folder / "sortie"
    for state in ("ancien", "nouveau"):
        (folder / state).mkdir()
        for at in range(3):
            lines = (f'{at * 1000 + n},{state},"{n % 5}.5, 48.{at}"\n' for n in range(300))
            (folder / state / f"{at}.csv").write_text("id,etat,lieu\n" + "".join(lines))
    finished(folder / "ancien", out)
    took = finished(folder / "ancien", out)
    before, seen = "ancien", {"killed": 0, "old": 0, "new": 0, "ended": 0}
    for turn in range(runs):
        wanted = "nouveau" if before == "ancien" else "ancien"
        child = started(folder / wanted, out)
        if turn % 2:
            time.sleep(chance.uniform(0, took * 2))
        else:
            nearly(out, child)
            time.sleep(chance.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        seen["killed" if os.WIFSIGNALED(status) else "ended"] += 1
        state = whole(out)
        seen["old" if state == before else "new"] += 1
        before = state
    finished(folder / "nouveau", out)
    assert whole(out) == "nouveau"
    left = {one.name for one in folder.iterdir()} - {"ancien", "nouveau", "sortie"}
    assert not left, left
    print(json.dumps(seen))


def started(source, out):
    child = os.fork()
    if child:
        return child
    os.setsid()
    try:
        tamis.aggregate([source], SCHEMA, out)
    finally:
        os._exit(0)


def nearly(out, child):
    """Wait until the release is about to be put in its place: its last file but one is written."""
    last = out.with_name(f".{out.name}.{child}.part") / "datapackage.json"
    end = time.monotonic() + 60
    while not last.exists() and time.monotonic() < end:
        time.sleep(0.0005)


def finished(source, out):
    since = time.monotonic()
    os.waitpid(started(source, out), 0)
    return time.monotonic() - since


def whole(out):
    """Return which release stands there; it is all of one, as its descriptor says."""
    package = json.loads((out / "datapackage.json").read_text())
    for one in package["resources"]:
        content = (out / one["path"]).read_bytes()
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == one["hash"], one["path"]
    for name in ("schema.json", "report.json", "dcat.jsonld", "scorecards/0.md"):
        assert (out / name).stat().st_size
    with (out / "data.csv").open(newline="") as file:
        states = {row["etat"] for row in csv.DictReader(file)}
    assert len(states) == 1, states
    return states.pop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
