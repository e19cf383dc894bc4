"""Schemas to be judged, with their text: named by a user, or all of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tamis.loading import catalogue, documents, schemas
from tamis.loading.catalogue import Entry
from tamis.model.address import is_address
from tamis.schema_lint.run import SchemaToLint


def named(source: str | Path | Mapping[str, Any]) -> SchemaToLint:
    """Return the schema that a user names, faults and all.

    Raises:
        SchemaError: there is no such schema, or it is none.
    """
    if isinstance(source, Mapping):
        text = json.dumps(source, ensure_ascii=False, indent=2).encode()
        return SchemaToLint(schema=schemas.load_unchecked(source), path="-", content=text)
    name, path = str(source), Path(source)
    if path.suffix.lower() in documents.SUFFIXES or path.is_file():
        schema = schemas.load_unchecked(documents.load(path), path)
        return SchemaToLint(schema=schema, path=name, content=path.read_bytes(), folder=path.parent)
    if is_address(name) and catalogue.published_at(name) is None:
        descriptor = documents.load(name)
        text = json.dumps(descriptor, ensure_ascii=False, indent=2).encode()
        return SchemaToLint(schema=schemas.load_unchecked(descriptor), path=name, content=text)
    return published(*(catalogue.published_at(name) or catalogue.find(name)))


def published(entry: Entry, version: str) -> SchemaToLint:
    """Return one version of a schema of the catalogue."""
    return SchemaToLint(
        schema=schemas.from_entry(entry, version),
        path=f"{entry.name}@{version}",
        content=entry.versions[version].read_bytes(),
        published=version,
    )


def all_published() -> Iterator[SchemaToLint]:
    """Return every version of every schema of the catalogue."""
    for entry in catalogue.entries().values():
        for version in entry.versions:
            yield published(entry, version)
