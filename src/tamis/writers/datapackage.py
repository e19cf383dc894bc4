"""The descriptor of a release (Data Package v2), checked by frictionless."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tamis.sources.digest import sha256

#: The profile that descriptors follow (Data Package v2, "$schema").
PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_RESOURCE: Final = "https://datapackage.org/profiles/2.0/dataresource.json"

_LO: Final = (
    "Licence Ouverte 2.0",
    "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
)
_ODBL: Final = ("Open Database License", "https://opendatacommons.org/licenses/odbl/1-0/")
#: Licences by the names that French portals use.
LICENCES: Final = {
    "etalab-2.0": _LO,
    "lov2": _LO,
    "fr-lo": ("Licence Ouverte 1.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence"),
    "odbl": _ODBL,
    "odc-odbl": _ODBL,
    "cc-by": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-by-sa": (
        "Creative Commons Attribution-ShareAlike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "cc-zero": ("Creative Commons Zero", "https://creativecommons.org/publicdomain/zero/1.0/"),
}


def licence(name: str) -> dict[str, str]:
    """Return a licence as Data Package writes it."""
    known = LICENCES.get(name.lower())
    return {"name": name, "title": known[0], "path": known[1]} if known else {"name": name}


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

    whole = {**descriptor, "resources": [dict(one) for one in resources]}
    Package.from_descriptor(json.loads(json.dumps(whole)), basepath=str(path.parent))
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
