"""A file = a form that a manifest may have.

Every leaf has ``SUFFIX`` and ``read(path)``, which returns the ``release`` table (may be empty)
and the ``sources`` as mappings, and raises ValueError where the file is not of the form.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

#: What a manifest says of the release, and of each source.
Listed: TypeAlias = tuple[Mapping[str, Any], list[Mapping[str, Any]]]


@cache
def leaves() -> Mapping[str, ModuleType]:
    """Return the forms by suffix."""
    stems = sorted(p.stem for p in Path(__file__).parent.glob("[a-z]*.py"))
    modules = (importlib.import_module(f"{__name__}.{stem}") for stem in stems)
    return {leaf.SUFFIX: leaf for leaf in modules}


def parted(raw: object) -> Listed:
    """Return the two parts of a manifest that is one object, or the list of its sources."""
    manifest = {"sources": raw} if isinstance(raw, list) else raw
    if not isinstance(manifest, Mapping):
        raise ValueError("sources")  # noqa: TRY004 one error for all that is no manifest
    entries, release = manifest.get("sources"), manifest.get("release") or {}
    if not isinstance(entries, list) or not entries or not isinstance(release, Mapping):
        raise ValueError("[[sources]]")
    return release, entries
