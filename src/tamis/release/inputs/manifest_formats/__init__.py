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
    found = (importlib.import_module(f"{__name__}.{stem}") for stem in stems)
    return {leaf.SUFFIX: leaf for leaf in found}


def parted(raw: object) -> Listed:
    """Return the two parts of a manifest that is one object, or the list of its sources."""
    whole = {"sources": raw} if isinstance(raw, list) else raw
    if not isinstance(whole, Mapping):
        raise ValueError("sources")  # noqa: TRY004 one error for all that is no manifest
    listed, release = whole.get("sources"), whole.get("release") or {}
    if not isinstance(listed, list) or not listed or not isinstance(release, Mapping):
        raise ValueError("[[sources]]")
    return release, listed
