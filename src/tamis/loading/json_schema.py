"""JSON Schemas: descriptors in, contracts out (drafts 4 to 2020-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tamis.model.contract import Contract

#: What only a JSON Schema has, where it does not say that it is one.
_MARKS: Final = frozenset(
    {"properties", "patternProperties", "items", "allOf", "anyOf", "oneOf", "$ref", "$defs", "type"}
)


def is_one(descriptor: Mapping[str, Any]) -> bool:
    """Whether a descriptor is a JSON Schema, as opposed to a Table Schema or a package."""
    if isinstance(descriptor.get("fields"), list):
        return False
    if "json-schema.org" in str(descriptor.get("$schema", "")):
        return True
    return not isinstance(descriptor.get("resources"), list) and bool(_MARKS & descriptor.keys())


def from_descriptor(
    descriptor: Mapping[str, Any], *, name: str = "", version: str = "", path: str = ""
) -> Contract:
    """Build a contract out of a JSON Schema.

    Args:
        descriptor: the JSON Schema.
        name: its name in a catalogue; else its own.
        version: its version in a catalogue; else its own.
        path: where it came from.
    """
    return Contract(
        name=name or str(descriptor.get("name") or descriptor.get("title") or ""),
        uri=str(descriptor.get("$id") or descriptor.get("id") or "tamis:/schema"),
        dialect=str(descriptor.get("$schema") or "http://json-schema.org/draft-07/schema#"),
        title=str(descriptor.get("title") or ""),
        description=str(descriptor.get("description") or ""),
        version=version or str(descriptor.get("version") or "").lstrip("v"),
        path=path,
        descriptor=descriptor,
    )
