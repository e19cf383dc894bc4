"""What is timed: each a whole process, named on the command line of this module.

``python -m benchmarks.tools NAME FILE`` does the work, and prints how many rows it read.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import SCHEMA

NAME = "etalab/schema-irve-statique"


def scan(path: str) -> int:
    """Read every cell as text with Polars and touch it: the bound that others are held to."""
    import polars as pl

    frame = pl.scan_csv(path, infer_schema=False, truncate_ragged_lines=True)
    lengths = frame.select(pl.len(), pl.all().str.len_bytes().sum().name.suffix(".bytes"))
    return int(lengths.collect(engine="streaming").item(0, 0))


def read(path: str) -> int:
    """Tamis: read only, with the encoding, the structure and the lines, and touch every cell."""
    import polars as pl

    from tamis import readers, sources
    from tamis.tables.ahead import ahead

    rows = 0
    with sources.opened(path) as local:
        for batch in ahead(readers.read(local).batches()):
            batch.frame.select(pl.all().str.len_bytes().sum())
            rows += batch.frame.height
    return rows


def validate(path: str) -> int:
    """Tamis: validate."""
    import tamis

    return tamis.validate(path, NAME).rows


def normalize(path: str) -> int:
    """Tamis: normalize, with a journal."""
    import tamis

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        return tamis.normalize(path, NAME, out / "out.csv", journal=out / "j.csv").report.rows


def aggregate(path: str) -> int:
    """Tamis: aggregate one file to CSV and Parquet."""
    import tamis

    with tempfile.TemporaryDirectory() as folder:
        return tamis.aggregate([path], NAME, Path(folder) / "release").total.rows


def frictionless(path: str) -> int:
    """frictionless: validate."""
    from frictionless import Resource, Schema, system

    with system.use_context(trusted=True):
        resource = Resource(path=path, schema=Schema(str(SCHEMA)))
        return int(resource.validate(limit_errors=1_000_000).tasks[0].stats["rows"])


TOOLS: dict[str, Callable[[str], int]] = {
    "scan": scan,
    "read": read,
    "validate": validate,
    "normalize": normalize,
    "aggregate": aggregate,
    "frictionless": frictionless,
}

if __name__ == "__main__":
    sys.stdout.write(f"{TOOLS[sys.argv[1]](sys.argv[2])}\n")
