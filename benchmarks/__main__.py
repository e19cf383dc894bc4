"""``python -m benchmarks``: rows a second and peak memory, side by side, in one run.

Each measure is a whole process, start-up included; tools take turns, so that a noisy moment
falls on all of them, and the median of the runs counts. Ratios hold on any machine, seconds on
none.

``validata`` (validata-table) wants other versions of libraries than ours: it is measured where
``VALIDATA_PYTHON`` names the Python of an environment that has it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks import FOLDER, ROOT, SCHEMA, overview, small
from benchmarks.data import KINDS as OWN
from benchmarks.data import keyed, schema_of
from benchmarks.measures import Measure, put
from benchmarks.tools import OBJECTS, TABLES, TOOLS
from tamis.model.limits import MB

PAGE = ROOT / "docs" / "performance.md"
#: Kinds of files: the share of dirty rows, and the dialect.
KINDS = {
    "clean": ("0", "utf8"),
    "dirty 1%": ("0.01", "utf8"),
    "dirty 10%": ("0.1", "utf8"),
    "ragged": ("0", "ragged"),
    "windows": ("0", "windows"),
    "key": ("0", "utf8"),
    "linked": ("0.1", "utf8"),
    "objects": ("0.01", "objects"),
    "french": ("0", "french"),
    "addresses": ("0", "addresses"),
    "addresses 1%": ("0.01", "addresses"),
    "addresses 10%": ("0.1", "addresses"),
    "sirene": ("0", "sirene"),
    "sirene 1%": ("0.01", "sirene"),
    "sirene 10%": ("0.1", "sirene"),
    "people": ("0", "people"),
    "people 1%": ("0.01", "people"),
    "people 10%": ("0.1", "people"),
}
#: Kinds that are the file of another kind, under another schema.
ALIKE = {"key": "clean", "linked": "dirty 10%"}
#: What each kind is held to: the bound, and what others use.
BOUNDS = {"objects": ("jsonschema-rs", "jsonschema")}
#: Tools that take minutes on many rows, and how many they get at most.
SLOW = {"frictionless": 20_000, "validata": 20_000, "pandera": 100_000, "jsonschema": 20_000}
#: Kinds that a tool cannot read: other encodings than UTF-8, rows with a cell too many.
UNABLE = {
    "scan": {"windows"},
    "duckdb": {"windows"},
    "duckdb typed": {"windows"},
    "pandera": {"windows", "ragged"},
}
#: Seconds between two looks at the memory of processes that have children.
_LOOK = 0.02
#: Up to so many rows, a tool is run as often as asked; beyond, once.
OFTEN = 1_000_000


class Taken(NamedTuple):
    """What one run took: seconds, those of the processors, peak memory in MB, rows read."""

    seconds: float
    cpu: float
    memory: float
    rows: int


def once(tool: str, path: Path, schema: Path) -> Taken:
    """Run a tool in a process of its own."""
    python = os.environ.get("VALIDATA_PYTHON", "") if tool == "validata" else sys.executable
    command = [python, "-m", "benchmarks.tools", tool, str(path), str(schema)]
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.DEVNULL,
            # Whoever installs a tool has its modules compiled; so have all tools here.
            env={**os.environ, "LANG": "C", "PYTHONDONTWRITEBYTECODE": ""},
        )
        together = 0.0
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            together = max(together, _together(process.pid))
            time.sleep(_LOOK)
        _, status, usage = ended
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{tool} failed on {path}")
        out.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        rows = int(out.read().split()[-1])
        memory = max(usage.ru_maxrss / 1024, together)
        return Taken(seconds=seconds, cpu=cpu, memory=memory, rows=rows)


def _together(pid: int) -> float:
    """Return the memory (MB) of a process and its children together, 0 where it has none."""
    try:
        parent = psutil.Process(pid)
        children = parent.children(recursive=True)
        sizes = [each.memory_info().rss for each in (parent, *children)]
    except psutil.Error:
        return 0.0
    return sum(sizes) / MB if children else 0.0


def measure(kind: str, count: int, tools: list[str], runs: int) -> Iterator[Measure]:
    """Return the measures of every tool on one kind of file, taken in turns."""
    suited = [tool for tool in tools if tool in (OBJECTS if kind == "objects" else TABLES)]
    suited = [tool for tool in suited if kind not in UNABLE.get(tool, ())]
    if kind == "objects":
        count = min(count, 100_000)
    schema = FOLDER / "objects.schema.json" if kind == "objects" else SCHEMA
    if kind in ALIKE:
        schema = keyed(linked=kind == "linked")
    if KINDS[kind][1] in OWN:
        schema = schema_of(KINDS[kind][1])
    taken: dict[str, list[Taken]] = {tool: [] for tool in suited}
    for _ in range(runs if count <= OFTEN else 1):
        for tool in suited:
            path = file_of(kind, min(count, SLOW.get(tool, count)))
            taken[tool].append(once(tool, path, schema))
    for tool, seen in taken.items():
        yield Measure(
            tool=tool,
            kind=kind,
            size=count,
            rows=seen[0].rows,
            seconds=statistics.median(one.seconds for one in seen),
            cpu=statistics.median(one.cpu for one in seen),
            memory=max(one.memory for one in seen),
        )


def installed() -> list[str]:
    """Return the tools that this machine has."""
    absent = set() if os.environ.get("VALIDATA_PYTHON") else {"validata"}
    return [tool for tool in TOOLS if tool not in absent]


def file_of(kind: str, count: int) -> Path:
    """Return the file, made by a process of its own: ours must stay small to measure others."""
    suffix = "json" if kind == "objects" else "csv"
    name = ALIKE.get(kind, kind).replace("%", "").replace(" ", "-")
    path = FOLDER / f"{name}-{count}.{suffix}"
    if not path.exists():
        command = [sys.executable, "-m", "benchmarks.data", str(path), str(count), *KINDS[kind]]
        subprocess.run(command, cwd=ROOT, check=True)
    return path


def table(measures: list[Measure]) -> str:
    """Return the measures as a Markdown table; ratios are of rows a second, in this run."""
    heads = ("file", "tool", "rows", "rows/s", "peak MB", "time / bound", "CPU / bound", "× others")
    lines = ["| " + " | ".join(heads) + " |", "|---|---|---:|---:|---:|---:|---:|---:|"]
    for one in measures:
        least, others = BOUNDS.get(one.kind, ("scan", "frictionless"))
        scan = _of(least, one, measures) or _of(least, one, measures, kind="clean")
        slow = _of(others, one, measures)
        cells = (
            one.kind,
            one.tool,
            f"{one.rows:,}",
            f"{one.rate:,.0f}",
            f"{one.memory:,.0f}",
            f"{scan.rate / one.rate:.2f}" if scan else "",
            f"{(one.cpu / one.rows) / (scan.cpu / scan.rows):.2f}" if scan else "",
            f"{one.rate / slow.rate:.1f}" if slow else "",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _of(tool: str, like: Measure, measures: list[Measure], kind: str = "") -> Measure | None:
    """Return what a tool took on the file that `like` was taken on, or on another kind of it."""
    wanted = (tool, kind or like.kind, like.size)
    return next((one for one in measures if (one.tool, one.kind, one.size) == wanted), None)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of each kind of file")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="*",
        default=[10_000, 100_000],
        help="further sizes of the clean file, such as 5000000 20000000",
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of each tool; the median counts")
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=KINDS, help="files")
    parser.add_argument("--tools", nargs="*", default=installed(), choices=TOOLS)
    parser.add_argument("--json", type=Path, help="write the measures here")
    parser.add_argument("--docs", action="store_true", help="put the table into the page")
    given = parser.parse_args()
    wanted = [(kind, given.rows) for kind in given.kinds]
    wanted += [("clean", size) for size in given.sizes if "clean" in given.kinds]
    measures: list[Measure] = []
    for kind, size in dict.fromkeys(wanted):
        taken = list(measure(kind, size, given.tools, given.runs))
        measures += taken
        print(table(taken), flush=True)
    made = table(measures)
    if len(wanted) > 1:
        print(f"\n{made}")
    if given.json:
        run = {"python": platform.python_version(), "cores": os.cpu_count(), "runs": given.runs}
        listed = [{**asdict(one), "rate": round(one.rate)} for one in measures]
        text = json.dumps({**run, "measures": listed}, indent=2)
        given.json.write_text(text + "\n", encoding="utf-8")
    if given.docs:
        what = f"{os.cpu_count()} cores, medians of {given.runs} runs taken in turns:"
        put(PAGE, "measures", f"{what}\n\n{made}")
        overview.write(PAGE, measures, given.rows, given.runs)
        put(PAGE, "small", small.table(given.runs))


if __name__ == "__main__":
    main()
