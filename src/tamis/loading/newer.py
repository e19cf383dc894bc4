"""What moving a file from the version that it follows to the latest one would take."""

from __future__ import annotations

from functools import lru_cache

from tamis.loading import catalogue, schemas
from tamis.loading.catalogue import semver
from tamis.loading.diff import diff
from tamis.loading.version_layout import mapping
from tamis.model.difference import ChangeKind
from tamis.model.errors import TamisError
from tamis.model.report import Newer
from tamis.model.schema import Schema


def newer_version(schema: Schema) -> Newer | None:
    """Return what parts a schema of the catalogue from its latest version, None where it is it."""
    entry = catalogue.entries().get(schema.name)
    if entry is None or schema.version not in entry.versions:
        return None
    if semver(schema.version) >= semver(entry.latest):
        return None
    return _newer(schema.name, schema.version, entry.latest)


@lru_cache(maxsize=64)
def _newer(name: str, version: str, latest: str) -> Newer | None:
    try:
        before, after = (schemas.tabular(f"{name}@{each}") for each in (version, latest))
    except TamisError:
        return None
    changes = diff(before, after).changes
    layout = mapping(before, after)
    known = {field.name for field in before.fields} | set(layout.renamed.values())
    return Newer(
        version=latest,
        since=since(after),
        to_fill=tuple(
            field.name for field in after.fields if field.required and field.name not in known
        ),
        renamed=len(layout.renamed),
        dropped=layout.lost,
        tightened=sum(
            change.breaks and change.kind not in {ChangeKind.ADDED, ChangeKind.RENAMED}
            for change in changes
        ),
    )


def since(schema: Schema) -> str:
    """Return the day that a version says it is from (AAAA-MM-JJ), "" where it does not."""
    for keyword in ("lastModified", "created"):
        text = schema.descriptor.get(keyword)
        if isinstance(text, str) and text[:4].isdecimal():
            return text[:10]
    return ""
