"""On a cluster, the same command says the same, to the letter; whatever dies on the way."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import polars as pl
import pytest
from tests.engine import cluster

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]

WHY = cluster.lacking()
if WHY:
    pytestmark.append(pytest.mark.skip(reason=WHY))

ROWS = 1_000_000
SCHEMA = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"pattern": "^P[0-9]{7}$"}},
        {"name": "jour", "type": "date"},
        {"name": "mesure", "type": "number", "constraints": {"minimum": 0}},
        {"name": "usage", "type": "string", "constraints": {"enum": ["jour", "nuit"]}},
    ],
    "primaryKey": "id",
}


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    with cluster.started(tmp_path_factory.mktemp("cluster")) as url:
        yield url


@pytest.fixture(scope="module")
def million(tmp_path_factory):
    """A million rows: a faulty cell in each hundred rows, a repeated key in each two thousand."""
    folder = tmp_path_factory.mktemp("million")
    n = pl.int_range(ROWS)
    rows = pl.select(
        id=pl.format("P{}", pl.when(n % 2000 == 1999).then(n // 2).otherwise(n).cast(pl.String)
                     .str.zfill(7)),
        jour=pl.when(n % 300 == 7).then(pl.lit("15/03/2024")).otherwise(pl.lit("2024-03-15")),
        mesure=pl.when(n % 300 == 8).then(pl.lit("12,5")).when(n % 5000 == 9).then(pl.lit("-1"))
        .otherwise((n % 97).cast(pl.String)),
        usage=pl.when(n % 300 == 9).then(pl.lit("Nuit")).when(n % 5000 == 11).then(pl.lit("?"))
        .otherwise(pl.lit("jour")),
    )  # fmt: skip
    rows.write_csv(folder / "million.csv")
    (folder / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    return folder


def tamis(*words, code=(0, 1, 3)):
    done = subprocess.run(
        [sys.executable, "-c", "from tamis.cli.main import main; main()", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=cluster.environment(),
        timeout=600,
    )
    assert done.returncode in code, done.stderr[-4000:]
    return done.stdout


def said(*words):
    """Return a JSON report, but for how long it took."""
    told = json.loads(tamis("validate", *words, "--format", "json"))
    for one in told.get("reports", [told]):
        one.get("stats", {}).pop("seconds", None)
    return told


def test_territories_are_judged_alike(master, root, tmp_path):
    files = sorted((root / "fixtures" / "territoires").glob("*.csv"))
    files += sorted((root / "fixtures" / "readers").glob("[es]*.*s[vx]*"))
    files.append(tmp_path / "nowhere.csv")
    here = said(*files, "-s", "etalab/schema-irve-statique")
    there = said(
        *files, "-s", "etalab/schema-irve-statique", "--engine", "spark", "--master", master
    )
    assert len(here["reports"]) == len(files) > 15
    assert there == here


def test_a_schema_is_known_by_its_columns(master, root):
    file = root / "fixtures" / "territoires" / "annecy.csv"
    there = said(file, "--engine", "spark", "--master", master)
    assert there == said(file)
    assert there["schema"]["certainty"] == 1.0


def kill_an_executor(staging):
    """Wait until the kernel is at work, then kill whoever runs it."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if any(Path(staging).glob("*/made/_temporary")):
            for one in cluster.executors():
                os.kill(one, signal.SIGKILL)
            return True
        time.sleep(0.02)
    return False


def test_a_million_rows_and_an_executor_that_dies(master, million, tmp_path):
    words = (million / "million.csv", "-s", million / "schema.json")
    here = said(*words)
    killed = []
    watch = threading.Thread(target=lambda: killed.append(kill_an_executor(tmp_path)))
    watch.start()
    there = said(*words, "--engine", "spark", "--master", master, "--staging", tmp_path)
    watch.join()
    assert killed == [True]
    assert here["counts"]["table.duplicate-key"] == ROWS // 2000
    assert len(here["findings"]) > ROWS // 100
    assert there == here
    assert list(tmp_path.iterdir()) == []
