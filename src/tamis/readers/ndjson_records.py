"""Records of NDJSON: an object a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

from tamis.model.limits import Limits
from tamis.model.parse_errors import parse_reason
from tamis.readers import Request
from tamis.readers.declared_encoding import json_encoding
from tamis.readers.documents import ensure_no_lone_error
from tamis.readers.members import Record, record
from tamis.readers.records import Names, damaged, decoder, table, too_long
from tamis.readers.stray_marks import MARK, mark_faults
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table


def ndjson_table(local: LocalFile, request: Request, format_name: str) -> Table:
    """Open an NDJSON file as a table: members are columns, nested values stay JSON.

    Features of GeoJSON, one a line (RFC 8142 without its separators), are read as such.

    Raises:
        SourceError: a line is no JSON object.
    """
    names, marked = Names(local, request), list[tuple[int, str]]()
    for record_ in _records(local, request, marked):
        names.add(record_)
    ensure_no_lone_error(local, _records(local, request, []))
    rows = table(local, format_name, names, lambda: _records(local, request, []))
    return replace(rows, faults=(*rows.faults, *mark_faults(marked)))


def _records(local: LocalFile, request: Request, marked: list[tuple[int, str]]) -> Iterator[Record]:
    """Return the records, and add the lines that begin with a byte order mark to `marked`."""
    read_one = decoder().decode
    with local.path.open(encoding=json_encoding(request.dialect.encoding)) as file:
        line = 0
        try:
            for line, text in enumerate(lines(file, local, request.limits), start=1):
                if text.startswith(MARK):
                    marked.append((line, text.rstrip()))
                    text = text.lstrip(MARK)  # noqa: PLW2901 no part of the line
                if text.strip():
                    value = read_one(text.strip())
                    if not isinstance(value, dict):
                        raise ValueError("{")  # noqa: TRY301 told like any other fault of the line
                    yield record(line, value)
        except (ValueError, RecursionError) as error:
            raise damaged(local.name, "NDJSON", parse_reason(error), line) from error


def lines(file: TextIO, local: LocalFile, limits: Limits) -> Iterator[str]:
    """Return the lines of a file, none of which is too long to be held.

    Raises:
        SourceError: one is.
    """
    line = 0
    while text := file.readline(limits.record + 1):
        line += 1
        if len(text) > limits.record:
            raise too_long(local, limits, line)
        yield text
