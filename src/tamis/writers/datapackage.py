"""The descriptor of a release (Data Package v2), checked by frictionless."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tamis.model import licence as licences
from tamis.model.text import printable_json
from tamis.sources.digest import sha256

#: The profile that descriptors follow (Data Package v2, "$schema").
PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_RESOURCE: Final = "https://datapackage.org/profiles/2.0/dataresource.json"


def licence(name: str) -> dict[str, str]:
    """Return a licence as Data Package writes it."""
    known = licences.find(name)
    if known is None:
        return {"name": name}
    address = {"path": known.path} if known.path else {}
    return {"name": name, "title": known.title, **address}


def resource(path: Path, name: str, *, digest: str = "", **more: Any) -> dict[str, Any]:
    """Return the descriptor of a file: its size and its hash are those of what is written.

    `digest` is its SHA-256 where it is known; else the file is read.
    """
    return {
        "$schema": _RESOURCE,
        "name": name,
        "path": path.name,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest or sha256(path)}",
        **more,
    }


def table(path: Path, name: str, *, digest: str = "", **more: Any) -> dict[str, Any]:
    """Return the descriptor of a CSV file of ours; `schema` is its schema, or where it stands."""
    return resource(
        path,
        name,
        digest=digest,
        type="table",
        scheme="file",
        format="csv",
        mediatype="text/csv",
        encoding="utf-8",
        dialect={"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"'},
        **more,
    )


def write(
    path: Path, descriptor: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]
) -> None:
    """Write ``datapackage.json``.

    Raises:
        FrictionlessException: the descriptor is not valid, which is a fault of tamis.
    """
    from frictionless import Package

    whole = {**descriptor, "resources": [dict(resource) for resource in resources]}
    Package.from_descriptor(json.loads(json.dumps(whole)), basepath=str(path.parent))
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    path.write_text(printable_json(text) + "\n", encoding="utf-8")
