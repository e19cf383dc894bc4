"""Load on `tamis serve`: many clients at once, none lost, memory flat, latency beside the command.

``python -m benchmarks.serve`` starts a server, has ``--clients`` post files of 1 to 20 MB to
``/validate``, and prints how long answers took, how many failed, and the memory of the server and
its processes as it went. The same files are then read by ``tamis validate``, one at a time, and,
where ``--validata`` is the Python of an environment with validata-table, by that. Figures of one
run are compared with one another only.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import requests

_HEADER = "COMMUNE_NOM,COLL_INSEE,ENFANT_SEXE,ENFANT_PRENOM,NOMBRE_OCCURRENCES,ANNEE\n"
_SCHEMA = "scdl/prenoms@1.1.6"
_DESCRIPTOR = Path(__file__).parents[1] / "schemas/scdl/prenoms/1.1.6/schema.json"
_MB = 1 << 20
#: Seconds that an answer is waited for: the machine may be busy with other things.
_LONG = 3600
_VALIDATA = """
import json, sys
from validata_core import validate
with open(sys.argv[2]) as descriptor:
    validate(sys.argv[1], json.load(descriptor))
"""


def made(path: Path, megabytes: float) -> Path:
    """Write a file of that size, of which a row in a thousand is at fault; return it."""
    draw = random.Random(path.name)  # the same each time
    size = 0
    with path.open("w", encoding="utf-8") as out:
        out.write(_HEADER)
        while size < megabytes * _MB:
            sex = draw.choice("MF") if draw.random() > 0.001 else "X"
            name = "".join(draw.choices("aeilnorst", k=6)).capitalize()
            row = f"Rennes,35238,{sex},{name},{draw.randrange(3, 90)},2020\n"
            size += out.write(row)
    return path


@contextmanager
def served(jobs: int) -> Iterator[tuple[str, psutil.Process]]:
    """Start a server; give its address and its process."""
    command = [sys.executable, "-m", "tamis", "serve", "--port", "0", "--no-browser"]
    command += ["-j", str(jobs), "--waiting", "1000", "--per-client", "1000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        address = (process.stdout.readline() if process.stdout else "").split()[-1]
        try:
            yield address, psutil.Process(process.pid)
        finally:
            process.terminate()


def resident(process: psutil.Process) -> int:
    """Return the bytes that a process and its children hold."""
    held = 0
    for part in (process, *process.children(recursive=True)):
        try:
            held += part.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return held


def computed(command: list[str]) -> float:
    """Return the seconds of processor that a command takes, whatever else the machine does."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--sizes", type=float, nargs="+", default=[1, 5, 20])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--validata", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [made(folder / f"{size:g}.csv", size) for size in asked.sizes]
        with served(asked.jobs) as (address, process):
            _load(address, process, files, asked)
        for path in files:
            command = [sys.executable, "-m", "tamis", "validate", str(path), "-s", _SCHEMA, "-q"]
            print(f"tamis validate, {path.stem} MB: {computed(command):.2f} s of processor")
            if asked.validata:
                other = [asked.validata, "-c", _VALIDATA, str(path), str(_DESCRIPTOR)]
                print(f"validata-table, {path.stem} MB: {computed(other):.2f} s of processor")


def _load(
    address: str, process: psutil.Process, files: list[Path], asked: argparse.Namespace
) -> None:
    taken: dict[str, list[float]] = {path.stem: [] for path in files}
    failed: list[str] = []
    memory: list[int] = []
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(0.5):
            memory.append(resident(process))

    def call(number: int) -> None:
        path = files[number % len(files)]
        with path.open("rb") as file:
            started = time.perf_counter()
            try:
                answer = requests.post(
                    f"{address}validate",
                    files={"file": file},
                    data={"schema": _SCHEMA},
                    timeout=_LONG,
                )
            except requests.RequestException as error:
                failed.append(str(error))
                return
        taken[path.stem].append(time.perf_counter() - started)
        if answer.status_code != 200 or "report" not in answer.json():
            failed.append(answer.text[:200])

    requests.get(f"{address}health", timeout=60)
    call(0)  # processes have started
    watching = threading.Thread(target=watch)
    watching.start()
    for round_ in range(asked.rounds):
        with ThreadPoolExecutor(asked.clients) as executor:
            list(executor.map(call, range(asked.clients)))
        print(f"round {round_ + 1}: {resident(process) / _MB:.0f} MB held after it")
    is_over.set()
    watching.join()
    print(f"{asked.rounds * asked.clients} calls, {len(failed)} failed {failed[:1]}")
    print(f"memory: {max(memory) / _MB:.0f} MB at most")
    for size, seconds in taken.items():
        middle, last = statistics.median(seconds), max(seconds)
        print(f"{size} MB: {middle:.2f} s in the middle, {last:.2f} s at most, all at once")


if __name__ == "__main__":
    main()
