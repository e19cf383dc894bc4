"""What tamis knows of the releases of a published schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tamis.loading import catalogue, documents


def with_release(descriptor: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Add what tamis knows of releases of that schema, where its descriptor does not say."""
    ours = catalogue.built_in().get(name)
    if ours is None or "tamis:release" in descriptor:
        return descriptor
    shipped = documents.load(ours.versions[ours.latest])
    known = {field.get("name") for field in descriptor.get("fields") or ()}
    release = shipped.get("tamis:release")
    if not release or not _fits(release, known):
        return descriptor
    return {**descriptor, "tamis:release": release}


def _fits(release: Mapping[str, Any], names: set[Any]) -> bool:
    key = release.get("key") or []
    wanted = [key] if isinstance(key, str) else [*key]
    return names.issuperset([*wanted, *filter(None, [release.get("latest")])])
