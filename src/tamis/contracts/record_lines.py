"""Where the records of a document stand, so that each is judged, told and counted by itself."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tamis.model.contract import Contract

#: How many members deep a list of records is looked for.
_DEPTH: Final = 3

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A schema in parts: what is around the records, and what each record must be.

    ``items`` of a list that is reached by ``properties`` alone is a plain conjunction (JSON
    Schema 2020-12 core, section 10.3.1.2): apart, both say what the whole says.

    Attributes:
        envelope: the schema, with ``items`` of each list of records left out.
        records: the schema of a record, by the members that lead to its list; the empty path
            is a document that is itself the list.
        alone: whether a record may also be a document of its own (an object schema).
    """

    envelope: Mapping[str, Any]
    records: Mapping[Path, Mapping[str, Any]]
    alone: bool

    @property
    def bare(self) -> bool:
        """Whether nothing but being a list is asked of the document around its records."""
        keywords = {k for k in self.envelope if k not in _SILENT}
        return () in self.records and keywords <= {"type", "items"}


#: Keywords that assert nothing.
_SILENT: Final = frozenset(
    {"$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "examples"}
)


def split(contract: Contract, wanted: Collection[Path] | None = None) -> Split:
    """Return the parts of a contract; of its lists, those that are `wanted` where someone says."""
    descriptor = contract.descriptor
    lists = list(_lists(descriptor, (), _DEPTH)) if not _inward(descriptor) else []
    lists = [path for path in lists if wanted is None or path in wanted]
    envelope = copy.deepcopy(dict(descriptor)) if lists else descriptor
    records: dict[Path, Mapping[str, Any]] = {}
    for path in lists:
        node: Any = envelope
        for name in path:
            node = node["properties"][name]
        node["items"] = True if contract.dialect.endswith("2020-12/schema") else {}
        steps = [part for name in path for part in ("properties", _escaped(name))]
        pointer = "/".join(["#", *steps, "items"])
        records[path] = {"$schema": contract.dialect, "$ref": contract.uri + pointer}
    return Split(
        envelope=envelope, records=records, alone=descriptor.get("type", "object") == "object"
    )


def _lists(schema: Mapping[str, Any], path: Path, depth: int) -> Iterator[Path]:
    """Return the members that lead to each list whose items have one schema."""
    if "$ref" in schema:
        return
    if isinstance(schema.get("items"), Mapping) and "prefixItems" not in schema:
        yield path
        return
    members = schema.get("properties")
    if depth and isinstance(members, Mapping):
        for name, inner in members.items():
            if isinstance(inner, Mapping):
                yield from _lists(inner, (*path, name), depth - 1)


def _inward(descriptor: Mapping[str, Any]) -> bool:
    """Whether a reference leads to ``items``, which must then stay where it is."""
    return any(
        isinstance(reference, str) and "/items" in reference
        for reference in _references(descriptor)
    )


def _references(schema: Any) -> Iterator[Any]:
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            if key in {"$ref", "$dynamicRef", "$recursiveRef"}:
                yield value
            else:
                yield from _references(value)
    elif isinstance(schema, list):
        for part in schema:
            yield from _references(part)


def reached(value: Any, path: Path) -> Any:
    """Return what members lead to; None where they lead nowhere."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def emptied(value: Any, paths: Iterable[Path]) -> Any:
    """Return a document whose lists of records are empty, the rest of it shared."""
    for path in paths:
        value = _emptied(value, path)
    return value


def _emptied(value: Any, path: Path) -> Any:
    if not path:
        return [] if isinstance(value, list) else value
    if not isinstance(value, dict) or path[0] not in value:
        return value
    return {**value, path[0]: _emptied(value[path[0]], path[1:])}


def _escaped(name: str) -> str:
    """Return a member's name as a JSON Pointer writes it (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def pointer(*parts: object) -> str:
    """Return the JSON Pointer of a place (RFC 6901).

    >>> pointer("results", 3, "a/b")
    '/results/3/a~1b'
    """
    return "".join(f"/{_escaped(str(part))}" for part in parts)
