"""What a release says of itself, beside its tables: its sources, key, day, schema, access."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tamis.loading import schemas
from tamis.model.errors import TamisError
from tamis.model.schema import Field, Schema
from tamis.serve.rows.layout import is_package
from tamis.sources import sidecar

#: Files whose mark restricts the whole release.
_MARKED: Final = ("data.parquet", "data.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """What a release says of itself.

    Attributes:
        title: what people call it.
        description: what it is, in a sentence or two; "" where nobody says.
        date: its day (ISO 8601); "" where it has none.
        key: the fields that name a row.
        sources: its sources, by id, as ``report.json`` tells them.
        fields: the fields of its rows, by name.
        schema: the name of the schema of its rows, and its version.
        is_restricted: whether no cell of it may be shown.
    """

    title: str = ""
    description: str = ""
    date: str = ""
    key: tuple[str, ...] = ()
    sources: Mapping[str, Mapping[str, Any]]
    fields: Mapping[str, Field]
    schema: str = ""
    is_restricted: bool = False


def read_facts(folder: Path) -> ReleaseFacts:
    """Return what the release in a folder says of itself; what it does not say is left out."""
    report, package = _json(folder / "report.json"), _json(folder / "datapackage.json")
    schema = report.get("schema") or {}
    return ReleaseFacts(
        title=str(package.get("title") or folder.name),
        description=str(package.get("description") or ""),
        date=str(report.get("date") or ""),
        key=tuple(map(str, report.get("key") or ())),
        sources={str(source.get("id")): source for source in report.get("sources") or ()},
        fields=_fields(folder / "schema.json"),
        schema=f"{schema.get('name', '')}@{schema.get('version', '')}" if schema else "",
        is_restricted=is_restricted(folder),
    )


def is_restricted(folder: Path) -> bool:
    """Whether a mark beside the release, its rows or its package restricts it.

    A mark that cannot be read restricts: what it guards is not guessed.
    """
    try:
        places = [folder, *(folder / name for name in _MARKED)]
        places += [folder.parent] if is_package(folder.parent) else []
        origins = [sidecar.read(path) for path in places]
    except TamisError:
        return True
    return any(origin is not None and origin.restricted for origin in origins)


def _fields(path: Path) -> Mapping[str, Field]:
    try:
        loaded = schemas.load_unchecked(_json(path))
    except (TamisError, KeyError, TypeError, ValueError):
        return {}
    return {field.name: field for field in loaded.fields} if isinstance(loaded, Schema) else {}


def _json(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
