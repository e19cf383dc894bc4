"""Lists of values in a file of their own: an ``enum`` that is a path or an address.

Nothing is fetched here: what stands at an address was pulled, and a path leads into the folder of
the schema and nowhere else.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tamis.loading import package_files, store
from tamis.model.address import is_address
from tamis.model.errors import SchemaError
from tamis.model.text import Text

#: What a list in a file is known by, where it is no address.
_ENDINGS: Final = (".csv", ".json", ".txt")
#: Values beyond which a list is a table.
_MOST: Final = 100_000


def with_values(descriptor: Mapping[str, Any], folder: Path | None) -> Mapping[str, Any]:
    """Return a descriptor whose lists of values stand in it.

    Args:
        descriptor: a Table Schema.
        folder: where the schema lies; None where paths lead nowhere.

    Raises:
        SchemaError: a list is not at hand, or is none.
    """
    fields = descriptor.get("fields")
    if not isinstance(fields, list) or not any(map(_named, fields)):
        return descriptor
    return {**descriptor, "fields": [_resolved(field, folder) for field in fields]}


def _named(field: Any) -> str:
    constraints = field.get("constraints") if isinstance(field, Mapping) else None
    listed = constraints.get("enum") if isinstance(constraints, Mapping) else None
    is_file = isinstance(listed, str) and (is_address(listed) or listed.endswith(_ENDINGS))
    return str(listed) if is_file else ""


def _resolved(field: Any, folder: Path | None) -> Any:
    named = _named(field)
    if not named:
        return field
    return {**field, "constraints": {**field["constraints"], "enum": _values(named, folder)}}


def _values(named: str, folder: Path | None) -> list[Any]:
    path = store.stored_file(named) if is_address(named) else _beside(named, folder)
    if path is None:
        raise SchemaError(
            Text(
                fr=f"La liste de valeurs « {named} » n'est pas sur cette machine.",
                en=f"The list of values “{named}” is not on this machine.",
            ),
            Text(
                fr="Téléchargez-la avec : tamis schema pull --allow-host, ou --ref "
                "ADRESSE=FICHIER.",
                en="Fetch it with: tamis schema pull --allow-host, or --ref URL=FILE.",
            ),
        )
    try:
        listed = _read(path, named)
    except (OSError, ValueError, csv.Error) as error:
        raise _not_a_list(named) from error
    if not listed or len(listed) > _MOST:
        raise _not_a_list(named)
    return listed


def _beside(named: str, folder: Path | None) -> Path | None:
    path = package_files.inside(folder, named) if folder else None
    return path if path is not None and path.is_file() else None


def _read(path: Path, named: str) -> list[Any]:
    """Return a JSON list, or the first column of a CSV below its label."""
    text = path.read_text(encoding="utf-8-sig")
    if named.lower().partition("?")[0].endswith(".json"):
        content = json.loads(text)
        if not isinstance(content, list):
            raise ValueError(named)
        return content
    rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text[:500] else ","))
    return list(dict.fromkeys(row[0] for row in rows[1:] if row and row[0]))


def _not_a_list(named: str) -> SchemaError:
    return SchemaError(
        Text(
            fr=f"« {named} » n'est pas une liste de valeurs.",
            en=f"“{named}” is not a list of values.",
        ),
        Text(
            fr="Il faut une liste JSON, ou un CSV dont la première colonne est la liste.",
            en="What is needed is a JSON list, or a CSV whose first column is the list.",
        ),
    )
