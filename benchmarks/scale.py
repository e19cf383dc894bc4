"""``python -m benchmarks.scale``: what Spark costs on this machine, beside the local engine.

The same file is validated by both, in turns, each run a whole process; then once more inside a
session that is warm, step by step. Bytes of what is staged and shuffled are counted on disk.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks import SCHEMA
from benchmarks.__main__ import file_of

STEPS = ("read", "kernel and keys")


def wall(*words: str) -> float:
    """Return the seconds of a whole process."""
    import subprocess

    command = [sys.executable, "-c", "from tamis.cli.main import main; main()", *words]
    started = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def steps(path: Path) -> tuple[dict[str, float], int, int]:
    """Return the seconds of each step in a warm session, then the bytes staged and made."""
    from tamis import app
    from tamis.engine import spark as engine
    from tamis.engine.spark import Cluster, Errand, Known, Read
    from tamis.loading import profile, schemas

    schema, weights = schemas.tabular(SCHEMA), profile.load()
    errand = Errand(
        number=0,
        location=str(path),
        request=app.DEFAULT_READ_OPTIONS.request(schema),
        schema=schema,
        profile=weights,
    )
    took: dict[str, float] = {}
    with Cluster().session() as (spark, staging):
        for turn in ("cold", "warm"):
            folder = staging / turn
            started = time.perf_counter()
            (read,) = engine.read(spark, [errand], folder)
            if not isinstance(read, Read):
                raise SystemExit(str(read.error))
            took["read"] = time.perf_counter() - started
            known = {0: Known(schema=schema, profile=weights, header=read.header)}
            started = time.perf_counter()
            engine.judged(spark, [read], known, folder)
            took["kernel and keys"] = time.perf_counter() - started
        return took, _size(staging / "warm" / "read"), _size(staging / "warm" / "made")


def _size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    path = file_of("clean", rows)
    words = ("validate", str(path), "-s", str(SCHEMA), "-q")
    here = min(wall(*words) for _ in range(2))
    there = min(wall(*words, "--engine", "spark") for _ in range(2))
    took, staged, made = steps(path)
    print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
    print(f"spark, whole process / local, whole process: {there / here:.1f}")
    for step in STEPS:
        print(f"spark, {step}, warm session / local, whole process: {took[step] / here:.1f}")
    print(f"staged {staged / 1e6:.0f} MB, made and shuffled at most {made / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
