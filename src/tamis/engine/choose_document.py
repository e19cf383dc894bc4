"""Which published JSON Schema a document follows: by the names in it, then by its faults."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from tamis.contracts import documents
from tamis.contracts.run import run
from tamis.contracts.told import Order
from tamis.loading import catalogue, detect, schemas
from tamis.loading.catalogue import Entry, semver
from tamis.loading.detect import ENOUGH
from tamis.model.contract import Contract
from tamis.model.limits import MB
from tamis.model.report import Report
from tamis.sources.path import Local

#: Beyond this size nothing is guessed, and so many objects are looked at, so many versions tried.
_LARGEST: Final = 32 * MB
_OBJECTS: Final = 5_000
_TRIED: Final = 12
#: Names that any GeoJSON has prove nothing (RFC 7946), and of others so many are wanted.
_COMMON: Final = frozenset(
    {"type", "features", "geometry", "properties", "coordinates", "bbox", "crs", "geometries", "id"}
)
_PROOF: Final = 3
_FORMATS: Final = frozenset({".json", ".geojson"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """A version of a JSON Schema: the names of members that it knows, and those it asks for."""

    entry: Entry
    version: str
    known: frozenset[str]
    required: frozenset[str]

    def likeness(self, names: frozenset[str]) -> float:
        """Return how well it explains a document's names, from 0 to 1 (as `detect.likeness`)."""
        found = names & self.known
        if len(found) < _PROOF:
            return 0.0
        wanted = self.required or self.known
        return len(found) / len(names) * (1 + len(found & wanted) / len(wanted)) / 2


def may_be_one(local: Local, said: str) -> bool:
    """Whether a file may be a JSON document whose schema can be told; `said` is the format said."""
    named = f".{said}" if said else local.path.suffix.lower()
    return named in _FORMATS and local.path.stat().st_size <= _LARGEST


def judged(local: Local, order: Order) -> Report | None:
    """Judge a JSON document against the published JSON Schema that it looks like most.

    Among versions whose names explain it as well, the one with the fewest errors is meant, then
    the latest.

    Args:
        local: the file.
        order: what is asked of the run.

    Returns:
        The report, its schema with a certainty; None where it looks more like the rows of a table.

    Raises:
        SourceError: it turns out not to be JSON, or beyond the limits.
    """
    names = frozenset(_names_in(documents.whole(local, order.limits))) - _COMMON
    alike = _alike(names)
    if not alike:
        return None
    sure = alike[0].likeness(names)
    rows = detect.ranked(sorted(names))
    if rows and rows[0].certainty >= sure:
        return None
    reports = [run(local, _contract(one), order) for one in alike]
    best = min(reports, key=lambda one: one.verdict.errors)
    return replace(best, schema=replace(best.schema, certainty=round(sure, 2)))


def _contract(one: _Names) -> Contract:
    made = schemas.of_entry(one.entry, one.version)
    assert isinstance(made, Contract)  # noqa: S101 entries of that kind are
    return made


def _alike(names: frozenset[str]) -> list[_Names]:
    """Return the versions that explain some names best, all as well, the latest first."""
    known = [(one.likeness(names), one) for one in _published()] if names else []
    best = max((likeness for likeness, _ in known), default=0.0)
    if best < ENOUGH:
        return []
    alike = [one for likeness, one in known if likeness == best]
    return sorted(alike, key=lambda one: semver(one.version), reverse=True)[:_TRIED]


def _published() -> Iterator[_Names]:
    for entry in catalogue.known().values():
        for version, path in entry.versions.items() if entry.kind == "jsonschema" else ():
            said = json.loads(path.read_text(encoding="utf-8-sig"))
            objects = list(_objects(said))
            listed = [one["properties"] for one in objects if _holds(one, "properties", dict)]
            asked = [one["required"] for one in objects if _holds(one, "required", list)]
            yield _Names(
                entry=entry,
                version=version,
                known=frozenset(name for one in listed for name in one) - _COMMON,
                required=frozenset(str(name) for one in asked for name in one) - _COMMON,
            )


def _holds(value: Mapping[str, Any], name: str, kind: type) -> bool:
    return isinstance(value.get(name), kind)


def _names_in(value: Any) -> Iterator[str]:
    for one in islice(_objects(value), _OBJECTS):
        yield from one


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Return the objects in a value, level after level."""
    level = [value]
    while level:
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                yield one
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        level = inner
