"""One row, a filter, a page far down: `tamis serve RELEASE` beside Datasette on the same rows.

``python -m benchmarks.rows_api --rows 1000000 --datasette PYTHON`` writes a release of charging
points (25 columns) and the same rows into SQLite (the key is primary, the filtered column indexed),
serves both, and has 1, 16 and 64 clients ask each, in turn: the same questions, in the same order.
PYTHON is that of an environment with datasette (PyPI); without it, tamis alone is timed. It prints
the median and the 99th percentile of each, and the memory held. The machine, its load and the
client's own time are the same for both: figures of one run are compared with one another only.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import polars as pl
import psutil

_MB = 1 << 20
_COMMUNES = 2_000
_OTHERS = 18
#: Builds the address of a question, from the number of a row.
Question = Callable[[int], str]


def points(rows: int) -> pl.DataFrame:
    """Return charging points, sorted by their key; the same each time."""
    number = pl.int_range(rows, eager=True)
    drawn = (number * 2_654_435_761) % 4_294_967_296
    frame = pl.DataFrame({"id": pl.select(pl.format("FRTST{}", number.cast(pl.String).str.zfill(9)))
                          .to_series()})  # fmt: skip
    return frame.with_columns(
        code_insee=(drawn % _COMMUNES + 10_000).cast(pl.String).str.zfill(5),
        puissance=(drawn % 350).cast(pl.Float64) + 0.4,
        gratuit=drawn % 3 == 0,
        date_maj=pl.date(2020, 1, 1) + pl.duration(days=pl.lit(drawn) % 2_000),
        longitude=(drawn % 10_000) / 1_000 - 4,
        latitude=(drawn // 7 % 8_000) / 1_000 + 43,
        **{f"c{n}": (drawn // (n + 3) % 5_000).cast(pl.String) for n in range(_OTHERS)},
    )


def write_release(frame: pl.DataFrame, folder: Path) -> None:
    """Write what `tamis serve` takes for a release."""
    folder.mkdir()
    frame.write_parquet(folder / "data.parquet", row_group_size=100_000)
    report = {"key": ["id"], "sources": [], "total": {"out": frame.height}}
    (folder / "report.json").write_text(json.dumps(report))


def write_sqlite(frame: pl.DataFrame, path: Path) -> None:
    """Write the same rows into SQLite, with the indexes that a careful person would make."""
    texts = frame.with_columns(pl.col("date_maj").cast(pl.String))
    kinds = {pl.Float64: "REAL", pl.Boolean: "INTEGER"}
    columns = [
        f'"{name}" {kinds.get(type(dtype), "TEXT")}' + (" PRIMARY KEY" if name == "id" else "")
        for name, dtype in texts.schema.items()
    ]
    marks = ", ".join("?" * len(columns))
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE data ({', '.join(columns)})")
        connection.executemany(f"INSERT INTO data VALUES ({marks})", texts.iter_rows())  # noqa: S608
        connection.execute("CREATE INDEX by_code ON data (code_insee)")


@contextmanager
def started(command: list[str], port: int) -> Iterator[psutil.Process]:
    """Start a server; give its process once it answers."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not _answers(port):
                time.sleep(0.1)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status > 0
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tamis(rows: int) -> dict[str, Question]:
    place = "/api/resources/data/data/"
    return {
        "key": lambda n: f"/rows/FRTST{n:09}",
        "filter": lambda n: f"{place}?code_insee__exact={_code(n)}",
        "unindexed": lambda n: f"{place}?puissance__greater=300&c3__exact={n % 5_000}",
        "far page": lambda n: f"{place}?page={_far(n, rows) // 20 + 1}&page_size=20",
    }


def _datasette(rows: int) -> dict[str, Question]:
    def sql(text: str, **values: Any) -> str:
        return f"/rows.json?{urlencode({'sql': text, '_shape': 'array', **values})}"

    def unindexed(n: int) -> str:
        filters = {"puissance__gte": 300, "c3": n % 5_000, "_size": 20, "_nofacet": 1}
        return f"/rows/data.json?{urlencode(filters)}&_nosuggest=1"

    far = "select * from data order by id limit 20 offset :offset"
    return {
        "key": lambda n: f"/rows/data/FRTST{n:09}.json?_shape=array",
        "filter": lambda n: (
            f"/rows/data.json?code_insee={quote(_code(n))}&_size=20&_nofacet=1&_nosuggest=1"
        ),
        "unindexed": unindexed,
        "far page": lambda n: sql(far, offset=_far(n, rows) // 20 * 20),
    }


def _code(n: int) -> str:
    return f"{n % _COMMUNES + 10_000:05}"


def _far(n: int, rows: int) -> int:
    return rows * 9 // 10 + n % (rows // 20)


def ask(port: int, paths: list[str], clients: int) -> tuple[list[float], int]:
    """Ask for every path, so many clients at once; return the seconds of each, and failures."""
    seconds: list[float] = []
    failures: list[str] = []
    waiting = iter(paths)
    lock = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while True:
            with lock:
                path = next(waiting, None)
            if path is None:
                break
            begun = time.perf_counter()
            connection.request("GET", path, headers={"accept": "application/json"})
            answer = connection.getresponse()
            body = answer.read()
            taken = time.perf_counter() - begun
            with lock:
                seconds.append(taken)
                if answer.status != 200 or not body:
                    failures.append(path)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds, len(failures)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16, 64])
    parser.add_argument("--datasette", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frame = points(asked.rows)
        write_release(frame, folder / "release")
        servers = {"tamis": _serve_tamis(folder / "release")}
        if asked.datasette:
            write_sqlite(frame, folder / "rows.db")
            servers["datasette"] = _serve_datasette(asked.datasette, folder / "rows.db")
        del frame
        print(f"{asked.rows} rows, {asked.calls} calls of each")
        questions = {"tamis": _tamis(asked.rows), "datasette": _datasette(asked.rows)}
        for server, (command, port) in servers.items():
            begun = time.perf_counter()
            with started(command, port) as process:
                print(f"{server}: answers after {time.perf_counter() - begun:.1f} s")
                _measure(server, port, questions[server], asked)
                print(f"{server}: {_held(process) / _MB:.0f} MB held")


def _serve_tamis(release: Path) -> tuple[list[str], int]:
    port = free_port()
    command = [sys.executable, "-m", "tamis", "serve", str(release), "--port", str(port)]
    return [*command, "--no-browser", "-j", "1"], port


def _serve_datasette(python: str, database: Path) -> tuple[list[str], int]:
    port = free_port()
    command = [python, "-m", "datasette", "serve", "-i", str(database), "--port", str(port)]
    return [*command, "--setting", "sql_time_limit_ms", "60000"], port


def _measure(
    server: str, port: int, questions: dict[str, Question], asked: argparse.Namespace
) -> None:
    draw = random.Random(7)
    for name, question in questions.items():
        ask(port, [question(n) for n in range(5)], 1)  # warm
        for clients in asked.clients:
            paths = [question(draw.randrange(asked.rows)) for _ in range(asked.calls)]
            begun = time.perf_counter()
            seconds, failed = ask(port, paths, clients)
            whole = time.perf_counter() - begun
            middle, last = statistics.median(seconds), statistics.quantiles(seconds, n=100)[98]
            print(
                f"{server:10} {name:10} {clients:3} clients: {middle * 1e3:8.1f} ms median, "
                f"{last * 1e3:8.1f} ms p99, {len(paths) / whole:7.0f} a second, {failed} failed"
            )


def _held(process: psutil.Process) -> int:
    return int(process.memory_info().rss)


if __name__ == "__main__":
    main()
