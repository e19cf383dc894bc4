"""NDJSON: an object a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tamis.readers import Request
from tamis.readers._records import Record, damaged, decoder, table
from tamis.sources.path import Local
from tamis.tables.batch import Table

FORMAT = "ndjson"
SUFFIXES = (".ndjson", ".jsonl", ".geojsonl")


def read(local: Local, request: Request) -> Table:
    """Open an NDJSON file as a table: members are columns, nested values stay JSON.

    Raises:
        SourceError: a line is no JSON object.
    """
    return table(local, request, FORMAT, lambda path: _records(path, local.name))


def _records(path: Path, name: str) -> Iterator[Record]:
    read_one = decoder().decode
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        line = 0
        try:
            for line, text in enumerate(file, start=1):
                if text.strip():
                    value = read_one(text.strip())
                    if not isinstance(value, dict):
                        raise ValueError("{")  # noqa: TRY301 told like any other fault of the line
                    yield Record(line, value)
        except (ValueError, RecursionError) as error:
            raise damaged(name, "NDJSON", str(error), line) from error
