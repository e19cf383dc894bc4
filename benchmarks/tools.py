"""What is timed: each a whole process, named on the command line of this module.

``python -m benchmarks.tools NAME FILE [SCHEMA]`` does the work, and prints how many rows it read.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import SCHEMA


def scan(path: str, schema: str) -> int:  # noqa: ARG001
    """Read every cell as text with Polars and touch it: the bound that others are held to."""
    import polars as pl

    frame = pl.scan_csv(path, infer_schema=False, truncate_ragged_lines=True)
    lengths = frame.select(pl.len(), pl.all().str.len_bytes().sum().name.suffix(".bytes"))
    return int(lengths.collect(engine="streaming").item(0, 0))


def read(path: str, schema: str) -> int:  # noqa: ARG001
    """Tamis: read only, with the encoding, the structure, the lines and the hash."""
    from tamis import readers, sources
    from tamis.tables.prefetch import prefetched

    with sources.open_source(path) as local:
        return sum(batch.frame.height for batch in prefetched(readers.read(local).batches()))


def validate(path: str, schema: str) -> int:
    """Tamis: validate."""
    import tamis

    return tamis.validate(path, schema).rows


def normalize(path: str, schema: str) -> int:
    """Tamis: normalize, with a journal."""
    import tamis

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        return tamis.normalize(path, schema, out / "out.csv", journal=out / "j.csv").report.rows


def aggregate(path: str, schema: str) -> int:
    """Tamis: aggregate one file to CSV and Parquet."""
    import tamis

    with tempfile.TemporaryDirectory() as folder:
        return tamis.aggregate([path], schema, Path(folder) / "release").total.rows


def frictionless(path: str, schema: str) -> int:
    """frictionless: validate."""
    from frictionless import Resource, Schema, system

    with system.use_context(trusted=True):
        resource = Resource(path=path, schema=Schema(schema))
        return int(resource.validate(limit_errors=1_000_000).tasks[0].stats["rows"])


def duckdb(path: str, schema: str) -> int:  # noqa: ARG001
    """DuckDB: read every cell as text and touch it; nothing is judged."""
    import duckdb as db

    lengths = "SELECT count(*), sum(strlen(COLUMNS(*)))"
    reads = "read_csv(?, all_varchar = true, header = true, ignore_errors = true)"
    row = db.execute(f"{lengths} FROM {reads}", [path]).fetchone()
    return int(row[0]) if row else 0


#: The types of DuckDB that texts of a field are read as; any other is text.
_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}


def duckdb_typed(path: str, schema: str) -> int:
    """DuckDB: read typed columns, the lines that have a cell of another type as rejects."""
    import duckdb as db

    fields = json.loads(Path(schema).read_text(encoding="utf-8"))["fields"]
    types = {field["name"]: _TYPES.get(field.get("type", ""), "VARCHAR") for field in fields}
    reads = "read_csv(?, columns = ?, header = true, store_rejects = true)"
    counts = f"SELECT count(*), count(COLUMNS(*)) FROM {reads}"  # noqa: S608 our own text
    rows = db.execute(counts, [path, types]).fetchall()  # to the end: rejects are told then
    lines = db.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone()
    return int(rows[0][0]) + int(lines[0]) if lines else 0


def validata(path: str, schema: str) -> int:
    """validata-table: validate."""
    from validata_core import validate as judge  # type: ignore[import-not-found]

    report = judge(path, schema)
    return int(report.stats.rows)


def pandera(path: str, schema: str) -> int:
    """pandera on pandas: patterns, lists, required and unique values, of texts."""
    import pandas as pd
    import pandera.errors
    import pandera.pandas as pa

    descriptor = json.loads(Path(schema).read_text(encoding="utf-8"))
    columns = {}
    for field in descriptor["fields"]:
        limits = field.get("constraints", {})
        checks = []
        if "pattern" in limits:
            checks.append(pa.Check.str_matches(limits["pattern"]))
        if "enum" in limits:
            checks.append(pa.Check.isin(limits["enum"]))
        if field["type"] == "boolean":
            words = (field.get("trueValues", ["true"]), field.get("falseValues", ["false"]))
            checks.append(pa.Check.isin([*words[0], *words[1]]))
        if field["type"] == "date":
            checks.append(pa.Check.str_matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
        columns[field["name"]] = pa.Column(
            str, checks, nullable=not limits.get("required"), required=False
        )
    key = descriptor.get("primaryKey")
    contract = pa.DataFrameSchema(columns, unique=[key] if key else None)
    frame = pd.read_csv(path, dtype=str)
    try:
        contract.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        sys.stderr.write(f"{len(error.failure_cases)}\n")
    return len(frame)


def jsonschema_rs(path: str, schema: str) -> int:
    """jsonschema-rs, bare: which objects are right; the bound of the others."""
    import jsonschema_rs

    held = json.loads(Path(path).read_text(encoding="utf-8"))
    item = json.loads(Path(schema).read_text(encoding="utf-8"))["items"]
    validator = jsonschema_rs.validator_for(item)
    sys.stderr.write(f"{sum(not validator.is_valid(one) for one in held)}\n")
    return len(held)


def jsonschema(path: str, schema: str) -> int:
    """jsonschema, bare: every fault of each object."""
    from jsonschema import Draft202012Validator

    held = json.loads(Path(path).read_text(encoding="utf-8"))
    item = json.loads(Path(schema).read_text(encoding="utf-8"))["items"]
    validator = Draft202012Validator(item)
    sys.stderr.write(f"{sum(len(list(validator.iter_errors(one))) for one in held)}\n")
    return len(held)


def objects(path: str, schema: str) -> int:
    """Tamis: validate JSON objects."""
    import tamis

    return tamis.validate(path, schema).rows


#: What is run on tables, and what on objects.
TABLES: dict[str, Callable[[str, str], int]] = {
    "scan": scan,
    "read": read,
    "validate": validate,
    "normalize": normalize,
    "aggregate": aggregate,
    "duckdb": duckdb,
    "duckdb typed": duckdb_typed,
    "pandera": pandera,
    "validata": validata,
    "frictionless": frictionless,
}
OBJECTS: dict[str, Callable[[str, str], int]] = {
    "jsonschema-rs": jsonschema_rs,
    "objects": objects,
    "jsonschema": jsonschema,
}
TOOLS = TABLES | OBJECTS

if __name__ == "__main__":
    given = [*sys.argv[1:], str(SCHEMA)]
    sys.stdout.write(f"{TOOLS[given[0]](given[1], given[2])}\n")
