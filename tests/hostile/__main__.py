"""A corpus of bad input, tried: ``python -m tests.hostile``; a sample: ``--sample 60 --seed 7``.

Counts, for each kind, what was tried, read, refused in a sentence, crashed (a traceback, a code
that means a fault, a process that died) and what passed the limits: 1.25 GB beyond what the process
takes idle, 60 seconds of processor, ten minutes in all. ``--write`` puts the table into docs/reliability.md.
"""

import argparse
import json
import random
import re
import select
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import psutil
from tests.hostile import corpus

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
MEMORY, SECONDS, PATIENCE = 5 << 28, 60.0, 600.0
OUTCOMES = ("read", "refused", "crashed", "over")
_READ, _REFUSED = {0, 1}, {2, 3, 4}


class Player:
    """A process that plays cases; another one takes its place when it dies or is ended."""

    def __init__(self, room):
        self._room = room
        self._process = None

    def _start(self):
        self._said = (self._room / "said").open("w+b")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.player", str(self._room)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True,
        )  # fmt: skip
        self._process.stdout.readline()
        self._watched = psutil.Process(self._process.pid)

    def play(self, number):
        """Return the outcome of a case, what it took, and what is to be told of it."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        (before, began), peak = self._taken(), 0
        print(number, file=self._process.stdin, flush=True)
        end = time.monotonic() + PATIENCE
        while True:
            ready, _, _ = select.select([self._process.stdout], [], [], 0.05)
            memory, seconds = self._taken()
            peak = max(peak, memory - before)
            if ready:
                return self._answer(self._process.stdout.readline(), number, peak)
            if peak > MEMORY or seconds - began > SECONDS or time.monotonic() > end:
                self._process.kill()
                self._process.wait()
                what = "memory" if peak > MEMORY else "time"
                return {"outcome": "over", "peak": peak, "why": what}

    def _taken(self):
        """Return the bytes that the process and its children hold, and their seconds of processor."""
        try:
            family = [self._watched, *self._watched.children(recursive=True)]
            times = [one.cpu_times() for one in family]
            memory = sum(one.memory_info().rss for one in family)
            return memory, sum(one.user + one.system for one in times)
        except psutil.Error:
            return 0, 0.0

    def _answer(self, line, number, peak):
        if not line:  # it died: of the budget of memory, which ends the process, or of a fault
            code = self._process.wait()
            said = (self._room / str(number) / ".out").read_text(errors="replace")
            answer = {
                "code": code,
                "wrong": "" if said.strip() else "a process that died",
                "said": said,
            }
        else:
            answer = json.loads(line)
        code, wrong = answer["code"], answer["wrong"]
        known = "read" if code in _READ else "refused" if code in _REFUSED else "crashed"
        return {
            "outcome": "crashed" if wrong else known, "peak": peak,
            "why": f"{code}: {wrong or answer['said']}",
            "seconds": answer.get("seconds", 0.0),
        }  # fmt: skip

    def close(self):
        if self._process is not None and self._process.poll() is None:
            self._process.stdin.close()
            self._process.wait()


def main() -> int:
    options = _options()
    known = list(corpus.cases())
    numbers = [
        n for n, case in enumerate(known) if re.search(options.only, f"{case.kind} {case.name}")
    ]
    if options.sample:
        quick = [n for n in numbers if not known[n].slow]
        numbers = sorted(random.Random(options.seed).sample(quick, options.sample))  # noqa: S311
    counts, faults = defaultdict(Counter), []
    most = {"peak": 0, "seconds": 0.0}
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        player = Player(Path(name))
        end = time.monotonic() + options.minutes * 60
        for number in numbers:
            if time.monotonic() > end:
                print(f"stopped before case {number} of {numbers[-1]}", file=sys.stderr)
                break
            case = known[number]
            result = player.play(number)
            outcome = result["outcome"]
            counts[case.kind].update(("tried", outcome))
            most = {name: max(figure, result.get(name, 0)) for name, figure in most.items()}
            if outcome in {"crashed", "over"} or case.wanted not in {"", outcome}:
                faults.append(f"{case.kind}: {case.name}: {outcome}, wanted {case.wanted or 'any'}"
                              f" ({result['why'].strip()})")  # fmt: skip
                print(faults[-1], file=sys.stderr, flush=True)
        player.close()
    table = _table(counts)
    print(table)
    print(f"most: {most['peak'] >> 20} MB, {most['seconds']:.1f} s; {len(faults)} faults")
    if options.write:
        _write(counts)
    return 1 if faults else 0


def _options():
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="so many cases, drawn by --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=600.0, help="stop after so many")
    parser.add_argument("--only", default="", help="cases whose kind and name match a pattern")
    parser.add_argument(
        "--write", action="store_true", help="write the table to docs/reliability.md"
    )
    return parser.parse_args()


def _former(page):
    """Return the counts that the page has of each kind: a run of some kinds leaves the others."""
    rows = re.findall(r"^\| ([^|]+) \|" + r" (\d+) \|" * 5 + "$", page, re.MULTILINE)
    names = ("tried", *OUTCOMES)
    return {kind: Counter(dict(zip(names, map(int, figures), strict=True)))
            for kind, *figures in rows if kind != "all"}  # fmt: skip


def _table(counts):
    kinds = {**counts, "all": sum(counts.values(), Counter())}
    lines = [
        "| kind | tried | read | refused | crashed | over the limit |",
        "|---|---|---|---|---|---|",
    ]
    for kind, tally in kinds.items():
        figures = (tally["tried"], *(tally[outcome] for outcome in OUTCOMES))
        lines.append(f"| {kind} | " + " | ".join(map(str, figures)) + " |")
    return "\n".join(lines)


def _write(counts):
    page = PAGE.read_text(encoding="utf-8")
    table = _table({**_former(page), **counts})
    begin, end = "<!-- hostile -->\n", "\n<!-- end of hostile -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}{table}{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
