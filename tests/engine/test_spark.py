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
    (folder / "parts").mkdir()
    for at, part in enumerate(rows.iter_slices(ROWS // 3 + 1)):
        part.write_csv(folder / "parts" / f"part-{at}.csv")
    rows.head(1000).write_csv(folder / "parts" / "again.csv")
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


def test_columns_are_heard_alike(master, tmp_path):
    """The last of many batches decides how the first row reads, and valid keys stay apart.

    Columns are judged whole: one number out of its crowd, one row like another.
    """
    schema = {
        "fields": [
            {"name": "id"}, {"name": "prix", "type": "number"}, {"name": "jour", "type": "date"},
            {"name": "puissance", "type": "number"}, {"name": "nom"}, {"name": "rue"},
        ],
        "primaryKey": ["id"],
    }  # fmt: skip
    (tmp_path / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    n = pl.int_range(150_000)
    rows = pl.select(
        id=n.cast(pl.String), prix=pl.lit("2,500"), jour=pl.lit("01/02/2024"),
        puissance=(n % 7 + 20).cast(pl.String), nom=pl.format("Station {}", n), rue=pl.lit("Rue"),
    )  # fmt: skip
    last = pl.DataFrame({
        "id": ["7 ", "x"], "prix": ["12,5", "2,500"], "jour": ["12/25/2024", "01/02/2024"],
        "puissance": ["22000", "25"], "nom": ["Station", "Station 5"], "rue": ["Rue", "Rue"],
    })  # fmt: skip
    pl.concat([rows, last]).write_csv(tmp_path / "t.csv", separator=";")
    asked = (tmp_path / "t.csv", "-s", tmp_path / "schema.json")
    here = said(*asked)
    assert said(*asked, "--engine", "spark", "--master", master) == here
    assert here["after"]["counts"]["cell.wrong-type"] == 150_002
    assert here["after"]["counts"]["likely.outlier"] == 1
    assert here["after"]["counts"]["likely.twin-row"] == 1


def test_a_schema_is_known_by_its_columns(master, root):
    file = root / "fixtures" / "territoires" / "annecy.csv"
    there = said(file, "--engine", "spark", "--master", master)
    assert there == said(file)
    assert there["schema"]["certainty"] == 1.0


def test_territories_are_merged_alike(master, root, tmp_path):
    words = ("aggregate", root / "fixtures" / "territoires", "--no-cache")
    words += ("-s", "etalab/schema-irve-statique")
    tamis(*words, "-o", tmp_path / "here")
    tamis(*words, "-o", tmp_path / "there", "--engine", "spark", "--master", master)
    assert alike(tmp_path / "here", tmp_path / "there") > 10


def alike(here, there):
    """Hold two releases together, byte for byte; return how many files each has."""
    names, others = (
        sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
        for one in (here, there)
    )
    assert names == others
    for name in names:
        assert (here / name).read_bytes() == (there / name).read_bytes(), name
    return len(names)


def killing(staging, signs):
    """Wait until one of these signs of work is there, then kill whoever does it."""

    def watch():
        until = time.monotonic() + 300
        while time.monotonic() < until:
            at_work = any(any(Path(staging).glob(sign)) for sign in signs)
            found = cluster.executors() if at_work else []
            for one in found:
                os.kill(one, signal.SIGKILL)
            if found:
                killed.append(True)
                return
            time.sleep(0.02)

    killed = []
    thread = threading.Thread(target=watch)
    thread.start()
    return thread, killed


def test_a_million_rows_and_an_executor_that_dies(master, million, tmp_path):
    words = (million / "million.csv", "-s", million / "schema.json")
    here = said(*words)
    thread, killed = killing(tmp_path, ["*/made"])
    there = said(*words, "--engine", "spark", "--master", master, "--staging", tmp_path)
    thread.join()
    assert killed == [True]
    ids = pl.read_csv(million / "million.csv")["id"]
    assert here["counts"]["table.duplicate-key"] == ROWS - ids.n_unique() > 100
    assert len(here["findings"]) > ROWS // 100
    assert there == here
    assert list(tmp_path.iterdir()) == []


MERGE = """
import sys
from pathlib import Path
from tamis import app
from tamis.engine.spark import Cluster
from tamis.release.options import AggregateOptions, CollectOptions

if __name__ == "__main__":
    sources, schema, out, master, staging = sys.argv[1:]
    spark = Cluster(master=master, staging=Path(staging), large=4 << 20) if master else None
    options = AggregateOptions(collect=CollectOptions(spark=spark))
    app.aggregate([sources], schema, out, options=options)
"""


def test_a_million_rows_are_merged_alike(master, million, tmp_path):
    (tmp_path / "merge.py").write_text(MERGE, encoding="utf-8")
    staging = tmp_path / "staging"
    staging.mkdir()

    def merge(out, where):
        words = (million / "parts", million / "schema.json", tmp_path / out, where, staging)
        subprocess.run(
            [sys.executable, tmp_path / "merge.py", *words],
            check=True,
            capture_output=True,
            env=cluster.environment(),
            timeout=600,
        )

    merge("here", "")
    thread, killed = killing(staging, ["*/*/run-*/work/*"])
    merge("there", master)
    thread.join()
    assert killed == [True]
    assert alike(tmp_path / "here", tmp_path / "there") > 10
    account = json.loads((tmp_path / "there" / "report.json").read_text(encoding="utf-8"))
    assert list(staging.iterdir()) == []
    assert account


def test_a_driver_that_dies_leaves_no_half_release(master, million, tmp_path):
    staging = tmp_path / "staging"
    staging.mkdir()
    words = ["aggregate", million / "parts", "-s", million / "schema.json", "--no-cache"]
    words += ["-o", tmp_path / "out", "--engine", "spark", "--master", master]
    words += ["--staging", staging]
    running = subprocess.Popen(
        [sys.executable, "-c", "from tamis.cli.main import main; main()", *map(str, words)],
        env=cluster.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until = time.monotonic() + 300
    while not any(staging.glob("*/*")) and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert not (tmp_path / "out").exists()
