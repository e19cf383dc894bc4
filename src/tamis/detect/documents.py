"""Which published JSON Schema a document follows: by the names in it, then by its faults."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from tamis.loading import catalogue, detect, schemas
from tamis.loading.catalogue import semver
from tamis.loading.columns import Columns
from tamis.loading.detect import MIN_CERTAINTY, MIN_LABELS, likeness
from tamis.model.contract import Contract
from tamis.model.limits import MB
from tamis.model.report import Report
from tamis.sources.local import LocalFile
from tamis.sources.sniff import sniff_format

if TYPE_CHECKING:
    from tamis.contracts.finding_log import JudgeOptions

#: Beyond this size nothing is guessed, and so many objects are looked at, so many versions tried.
_LARGEST: Final = 32 * MB
_OBJECTS: Final = 5_000
_TRIED: Final = 12
#: Names that any GeoJSON has prove nothing (RFC 7946).
_COMMON: Final = frozenset(
    {"type", "features", "geometry", "properties", "coordinates", "bbox", "crs", "geometries", "id"}
)
_FORMATS: Final = frozenset({".json", ".geojson"})


def may_be_one(local: LocalFile, declared: str) -> bool:
    """Whether a file may be a JSON document whose schema can be told; `declared`: its format."""
    named = f".{declared}" if declared else local.path.suffix.lower()
    if named not in _FORMATS or local.path.stat().st_size > _LARGEST:
        return False
    return bool(declared) or sniff_format(local.path) == "json"


def judged(local: LocalFile, options: JudgeOptions) -> Report | None:
    """Judge a JSON document against the published JSON Schema that it looks like most.

    Among versions whose names explain it as well, the one with the fewest errors is meant, then
    the latest.

    Args:
        local: the file.
        options: what is asked of the run.

    Returns:
        The report, its schema with a certainty; None where it looks more like the rows of a table.

    Raises:
        SourceError: it turns out not to be JSON, or beyond the limits.
    """
    from tamis.contracts import documents
    from tamis.contracts.run import run

    names = tuple(set(_names_in(documents.whole(local, options.limits))) - _COMMON)
    sure, alike = _alike(names)
    rows = detect.rank(names)
    if not alike or (rows and rows[0].certainty >= sure):
        return None
    best: Report | None = None
    for columns in alike:
        report = run(local, _contract(columns), options)
        if best is None or report.verdict.errors < best.verdict.errors:
            best = report
        if not report.verdict.errors:
            break
    return best and replace(best, schema=replace(best.schema, certainty=round(sure, 2)))


def _contract(columns: Columns) -> Contract:
    contract = schemas.load(f"{columns.schema}@{columns.version}")
    assert isinstance(contract, Contract)  # noqa: S101 entries of that kind are
    return contract


def _alike(names: Sequence[str]) -> tuple[float, list[Columns]]:
    """Return the versions that explain some names best, all as well, the latest first; how well."""
    known = [(likeness(names, columns)[0], columns) for columns in _published()]
    best = max((sure for sure, _ in known), default=0.0)
    if best < MIN_CERTAINTY:
        return best, []
    alike = [columns for sure, columns in known if sure == best]
    return best, sorted(alike, key=lambda columns: semver(columns.version), reverse=True)[:_TRIED]


def _published() -> Iterator[Columns]:
    """Return the names of members that each version knows, and those that it asks for."""
    for entry in catalogue.entries().values():
        for version, path in entry.versions.items() if entry.kind == "jsonschema" else ():
            document = json.loads(path.read_text(encoding="utf-8-sig"))
            objects = list(_objects(document))
            listed = [
                members["properties"] for members in objects if _holds(members, "properties", dict)
            ]
            asked = [
                members["required"] for members in objects if _holds(members, "required", list)
            ]
            names = {name for members in listed for name in members} - _COMMON
            if len(names) >= MIN_LABELS:
                yield Columns(
                    schema=entry.name,
                    version=version,
                    names=tuple(names),
                    required=frozenset(str(name) for members in asked for name in members)
                    - _COMMON,
                )


def _holds(value: Mapping[str, Any], name: str, kind: type) -> bool:
    return isinstance(value.get(name), kind)


def _names_in(value: Any) -> Iterator[str]:
    for part in islice(_objects(value), _OBJECTS):
        yield from part


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Return the objects in a value, level after level."""
    level = [value]
    while level:
        inner: list[Any] = []
        for part in level:
            if isinstance(part, dict):
                yield part
                inner += part.values()
            elif isinstance(part, list):
                inner += part
        level = inner
