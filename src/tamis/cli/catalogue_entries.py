"""Schemas of the catalogue, one a line or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tamis.loading.catalogue import Entry

from tamis.cli import streams
from tamis.model.text import Text

_KINDS: Final = {
    "tableschema": Text(fr="table", en="table"),
    "datapackage": Text(fr="paquet", en="package"),
    "jsonschema": Text(fr="JSON", en="JSON"),
    "other": Text(fr="texte", en="prose"),
}


def show(entries: Sequence[Entry], format: str) -> None:
    """Write the entries, in their order."""
    if format == "json":
        streams.print_json([_object(entry) for entry in entries])
        return
    wide = max((len(entry.name) for entry in entries), default=0)
    for entry in entries:
        kind = str(_KINDS.get(entry.kind, entry.kind))
        sys.stdout.write(f"{entry.name:<{wide}}  {entry.latest:<8} {kind:<7} {entry.title}\n")


def _object(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "description": entry.description,
        "schema_type": entry.kind,
        "versions": list(entry.versions),
        "latest": entry.latest,
        "homepage": entry.homepage,
        "package": entry.package or None,
        "labels": list(entry.labels),
        "examples": dict(entry.examples),
    }
