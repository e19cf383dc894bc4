"""JSON: a list of objects, or an object one member of which is that list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.readers import Request
from tamis.readers._documents import features, only_list, reason, whole
from tamis.readers._held import Held
from tamis.readers._records import Record, damaged, decoder, table
from tamis.sources.path import Local
from tamis.tables.batch import Table

FORMAT = "json"
SUFFIXES = (".json",)


def read(local: Local, request: Request) -> Table:
    """Open a JSON file as a table: members are columns, nested values stay JSON.

    Raises:
        SourceError: it is not JSON, or has no list of objects.
    """
    with local.path.open("rb") as file:
        start = file.read(1 << 12).decode("utf-8-sig", errors="replace").lstrip()
    if start.startswith("["):
        return table(local, request, FORMAT, lambda path: _streamed(path, local.name))
    content = whole(local, request)
    records = features(content) or only_list(content)
    if records is None:
        raise _no_objects(local.name)
    made = [Record(1, one) for one in records]
    return table(local, request, FORMAT, lambda _: made)


def _streamed(path: Path, name: str) -> Iterator[Record]:
    """Return the objects of a list, one at a time, with the line at which each starts."""
    read_one = decoder().raw_decode
    with path.open(encoding="utf-8-sig", errors="strict", newline="") as file:
        try:
            held = Held(file.read)
            held.skip("[")
            while held.at_value():
                value = held.value(read_one)
                if not isinstance(value, dict):
                    raise _no_objects(name, held.line)
                yield Record(held.line, value)
        except (ValueError, RecursionError) as error:
            raise damaged(name, "JSON", reason(error)) from error


def _no_objects(name: str, line: int = 0) -> SourceError:
    """Return what to say of JSON that is sound, but no table."""
    fr, en = (f" (ligne {line})", f" (line {line})") if line else ("", "")
    return SourceError(
        Text(
            fr=f"« {name} » est du JSON, mais pas une liste d'objets{fr}.",
            en=f"“{name}” is JSON, but not a list of objects{en}.",
        ),
        Text(
            fr='Une ligne est un objet, et ses membres des valeurs : [{"nom": "Brionne"}].',
            en='A row is an object, and its members are values: [{"nom": "Brionne"}].',
        ),
    )
