"""``python -m benchmarks``: rows a second and peak memory, side by side, in one run.

Each measure is a whole process, start-up included; tools take turns, so that a noisy moment
falls on all of them. Ratios hold on any machine, seconds on none.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import ROOT
from benchmarks.tools import TOOLS

FOLDER = ROOT / "benchmarks" / "data"
#: Kinds of files: the share of dirty rows, and the dialect.
KINDS = {
    "clean": ("0", "utf8"),
    "dirty 1%": ("0.01", "utf8"),
    "dirty 10%": ("0.1", "utf8"),
    "ragged": ("0", "ragged"),
    "windows": ("0", "windows"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One tool on one file: seconds of the best run, and peak resident memory in MB."""

    tool: str
    kind: str
    rows: int
    seconds: float
    memory: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def once(tool: str, path: Path) -> tuple[float, float, int]:
    """Run a tool in a process of its own; return seconds, peak memory in MB, rows."""
    command = [sys.executable, "-m", "benchmarks.tools", tool, str(path)]
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, env={**os.environ, "LANG": "C"})
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{tool} failed on {path}")
        out.seek(0)
        return seconds, usage.ru_maxrss / 1024, int(out.read().split()[-1])


def measure(kind: str, count: int, tools: list[str], runs: int, slow: int) -> list[Measure]:
    """Return the measures of every tool on one kind of file."""
    big, small = (_file(kind, n) for n in (count, min(count, slow)))
    taken: dict[str, list[tuple[float, float, int]]] = {tool: [] for tool in tools}
    for _ in range(runs):
        for tool in tools:
            path = small if tool == "frictionless" else big
            if tool == "scan" and kind == "windows":
                continue  # Polars reads UTF-8 only
            taken[tool].append(once(tool, path))
    return [
        Measure(
            tool=tool,
            kind=kind,
            rows=seen[0][2],
            seconds=min(one[0] for one in seen),
            memory=max(one[1] for one in seen),
        )
        for tool, seen in taken.items()
        if seen
    ]


def _file(kind: str, count: int) -> Path:
    """Return the file, made by a process of its own: ours must stay small to measure others."""
    path = FOLDER / f"{kind.replace('%', '').replace(' ', '-')}-{count}.csv"
    command = [sys.executable, "-m", "benchmarks.data", str(path), str(count), *KINDS[kind]]
    subprocess.run(command, cwd=ROOT, check=True)
    return path


def table(measures: list[Measure]) -> str:
    """Return the measures as a Markdown table; ratios are of rows a second, in this run."""
    heads = (
        "file",
        "tool",
        "rows",
        "rows/s",
        "peak MB",
        "time / bare scan",
        "speed / frictionless",
    )
    lines = ["| " + " | ".join(heads) + " |", "|---|---|---:|---:|---:|---:|---:|"]
    scan = _of("scan", "clean", measures)
    for one in measures:
        slow = _of("frictionless", one.kind, measures)
        cells = (
            one.kind,
            one.tool,
            f"{one.rows:,}",
            f"{one.rate:,.0f}",
            f"{one.memory:,.0f}",
            f"{scan.rate / one.rate:.2f}" if scan else "",
            f"{one.rate / slow.rate:.1f}" if slow else "",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _of(tool: str, kind: str, measures: list[Measure]) -> Measure | None:
    return next((one for one in measures if (one.tool, one.kind) == (tool, kind)), None)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="rows of each file")
    parser.add_argument("--runs", type=int, default=3, help="runs of each tool; the best counts")
    parser.add_argument("--kinds", nargs="*", default=["clean"], choices=KINDS, help="files")
    parser.add_argument("--tools", nargs="*", default=list(TOOLS), choices=TOOLS)
    parser.add_argument("--slow-rows", type=int, default=20_000, help="rows for frictionless")
    parser.add_argument("--json", type=Path, help="write the measures here")
    given = parser.parse_args()
    measures: list[Measure] = []
    for kind in given.kinds:
        measures += measure(kind, given.rows, given.tools, given.runs, given.slow_rows)
    print(table(measures))
    if given.json:
        made = [{**asdict(one), "rate": round(one.rate)} for one in measures]
        given.json.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
