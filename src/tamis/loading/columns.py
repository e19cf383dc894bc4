"""The columns of every version of every table of the catalogue, at hand without its descriptors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tamis.loading import catalogue, schemas, store
from tamis.loading.catalogue import Entry
from tamis.model.errors import SchemaError
from tamis.model.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The names of the fields of one version of a table, and which of them are required."""

    schema: str
    version: str
    names: tuple[str, ...]
    required: frozenset[str]


def columns_of(schema: Schema) -> Columns:
    """Return the columns of a schema."""
    return Columns(
        schema=schema.name,
        version=schema.version,
        names=tuple(field.name for field in schema.fields),
        required=frozenset(field.name for field in schema.fields if field.required),
    )


def tables() -> Iterator[Columns]:
    """Return the columns of every version of every table that is known."""
    saved = _saved()
    for entry in catalogue.entries().values():
        if entry.kind != "tableschema":
            continue
        for version, path in entry.versions.items():
            row = saved.get(f"{entry.name}@{version}")
            if row is not None and row["file"] == path.name:
                yield _made(entry.name, version, row)
            elif (columns := _read(entry, version)) is not None:
                yield _made(entry.name, version, columns)


def save(entries: Mapping[str, Entry]) -> None:
    """Write the columns of schemas that were pulled beside them."""
    rows = {
        f"{entry.name}@{version}": {**row, "file": path.name}
        for entry in entries.values()
        if entry.kind == "tableschema"
        for version, path in entry.versions.items()
        if (row := _read(entry, version)) is not None
    }
    content = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    store.write(store.root() / "columns.json", content.encode())


def _saved() -> Mapping[str, Any]:
    try:
        content: Mapping[str, Any] = json.loads((store.root() / "columns.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return content


def _read(entry: Entry, version: str) -> dict[str, list[str]] | None:
    """Return the columns that a descriptor states; None where it is no table's."""
    try:
        loaded = schemas.from_entry(entry, version)
    except SchemaError:
        return None
    fields = getattr(loaded, "fields", ())
    key = getattr(loaded, "primary_key", ())
    required = [field.name for field in fields if field.required or field.name in key]
    return {"names": [field.name for field in fields], "required": required}


def _made(name: str, version: str, row: Mapping[str, Any]) -> Columns:
    return Columns(
        schema=name,
        version=version,
        names=tuple(row["names"]),
        required=frozenset(row["required"]),
    )
