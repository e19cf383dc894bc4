"""The descriptor of a release (Data Package v1), made and checked by frictionless."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

#: Licences by the names that French portals use.
LICENCES: Final = {
    "etalab-2.0": (
        "Licence Ouverte 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    ),
    "lov2": ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence"),
    "odbl": ("Open Database License", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "odc-odbl": ("Open Database License", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "cc-by": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-zero": ("Creative Commons Zero", "https://creativecommons.org/publicdomain/zero/1.0/"),
}


def licence(name: str) -> dict[str, str]:
    """Return a licence as Data Package writes it."""
    known = LICENCES.get(name.lower())
    return {"name": name, "title": known[0], "path": known[1]} if known else {"name": name}


def resource(path: Path, name: str, **more: Any) -> dict[str, Any]:
    """Return the descriptor of a file: its size and its hash are those of what is written."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return {
        "name": name,
        "path": path.name,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest.hexdigest()}",
        **more,
    }


def table(path: Path, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the descriptor of a CSV file of ours, with its schema."""
    return resource(
        path,
        name,
        type="table",
        scheme="file",
        format="csv",
        mediatype="text/csv",
        encoding="utf-8",
        dialect={"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"'},
        schema=dict(schema),
    )


def write(
    path: Path, descriptor: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]
) -> None:
    """Write ``datapackage.json``.

    Raises:
        FrictionlessException: the descriptor is not valid, which is a fault of tamis.
    """
    from frictionless import Package

    package = Package.from_descriptor({**descriptor, "resources": [dict(r) for r in resources]})
    text = json.dumps(package.to_descriptor(), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
