"""``python -m benchmarks.small``: 100 files of 500 rows, over the same rows in one file.

Each measure is a whole process of the command; what counts is the processor time, of which the
median of the runs is taken.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from benchmarks import FOLDER, ROOT, SCHEMA
from benchmarks.data import schema_of

#: Sorts of files, by the kind of which they are made.
SORTS = {"charging points": ("utf8", SCHEMA), "addresses": ("addresses", None)}
COMMANDS = ("validate", "aggregate")
_FILES, _ROWS = 100, 500


def table(runs: int) -> str:
    """Return how many times the one file the many take, a row a sort of file (Markdown)."""
    what = f"{_FILES} files of {_ROWS} rows, processor time over that of the same rows in one file"
    heads = [f"{what} (median of {runs}):", "", f"| files | {' | '.join(COMMANDS)} |"]
    rows = [f"| {sort} | {' | '.join(_ratios(sort, runs))} |" for sort in SORTS]
    return "\n".join([*heads, "|---|" + "---:|" * len(COMMANDS), *rows])


def _ratios(sort: str, runs: int) -> Iterator[str]:
    how, schema = SORTS[sort]
    whole, parts = _files(how)
    for command in COMMANDS:
        taken = [
            [_cpu(command, path, schema or schema_of(how)) for path in (whole, parts)]
            for _ in range(runs)
        ]
        one, many = (statistics.median(each) for each in zip(*taken, strict=True))
        yield f"{many / one:.1f}"


def _files(how: str) -> tuple[Path, Path]:
    """Return one file, and a folder of its rows in many."""
    whole = FOLDER / f"small-{how}.csv"
    folder = whole.with_suffix("")
    if not folder.exists():
        command = [
            sys.executable,
            "-m",
            "benchmarks.data",
            str(whole),
            str(_FILES * _ROWS),
            "0",
            how,
        ]
        subprocess.run(command, cwd=ROOT, check=True)
        folder.mkdir()
        with whole.open(encoding="utf-8") as rows:
            header = next(rows)
            for number in range(_FILES):
                part = folder / f"{number:03}.csv"
                part.write_text(header + "".join(islice(rows, _ROWS)), encoding="utf-8")
    return whole, folder


def _cpu(command: str, path: Path, schema: Path) -> float:
    """Return the processor seconds of a whole process and its children."""
    with tempfile.TemporaryDirectory() as out:
        more = ["-o", f"{out}/release", "--no-cache"] if command == "aggregate" else ["--no-config"]
        process = subprocess.Popen(
            [sys.executable, "-m", "tamis", command, str(path), "-s", str(schema), "-q", *more],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{command} failed on {path}")
        return usage.ru_utime + usage.ru_stime


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.small", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts")
    print(table(parser.parse_args(arguments).runs))


if __name__ == "__main__":
    main()
