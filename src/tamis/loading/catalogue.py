"""A catalogue of schemas (schema.data.gouv.fr, ``schemas.json``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from tamis import shipped
from tamis.model.errors import SchemaError
from tamis.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One schema of a catalogue: its versions, oldest first, and where each descriptor lies."""

    name: str
    title: str
    description: str
    kind: str
    versions: Mapping[str, Path]
    homepage: str = ""

    @property
    def latest(self) -> str:
        """The highest version by semantic versioning."""
        return max(self.versions, key=semver)


def semver(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by.

    >>> sorted(["0.9.9", "2.0.1", "0.10.0"], key=semver)
    ['0.9.9', '0.10.0', '2.0.1']
    """
    return tuple(int(part) if part.isdigit() else -1 for part in version.lstrip("v").split("."))


@cache
def built_in() -> Mapping[str, Entry]:
    """Return the schemas that ship, by name."""
    folder = shipped.root()
    content = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))
    return {raw["name"]: _entry(raw, folder) for raw in content["schemas"]}


def _entry(raw: Mapping[str, Any], folder: Path) -> Entry:
    versions = {v["version_name"]: folder / v["schema_url"] for v in raw["versions"]}
    return Entry(
        name=raw["name"],
        title=raw["title"],
        description=raw["description"],
        kind=raw["schema_type"],
        versions=versions,
        homepage=raw.get("homepage") or "",
    )


def find(name: str) -> tuple[Entry, str]:
    """Return the schema called ``name[@version]`` and the version meant.

    The owner may be left out where one schema only has that slug.

    Raises:
        SchemaError: there is none; the closest names are told.
    """
    wanted, _, version = name.partition("@")
    known = built_in()
    entry = known.get(wanted) or _by_slug(wanted, known)
    if entry is None:
        raise _unknown(wanted, known)
    if version in {"", "latest"}:
        return entry, entry.latest
    if version.lstrip("v") not in entry.versions:
        listed = ", ".join(entry.versions)
        raise SchemaError(
            Text(
                fr=f"Le schéma « {entry.name} » n'a pas de version {version}.",
                en=f"The schema “{entry.name}” has no version {version}.",
            ),
            Text(fr=f"Versions connues : {listed}.", en=f"Known versions: {listed}."),
        )
    return entry, version.lstrip("v")


def _by_slug(wanted: str, known: Mapping[str, Entry]) -> Entry | None:
    found = [e for name, e in known.items() if name.partition("/")[2] == wanted]
    return found[0] if len(found) == 1 else None


def _unknown(wanted: str, known: Mapping[str, Entry]) -> SchemaError:
    slugs = {name.partition("/")[2]: name for name in known}
    near = get_close_matches(wanted, [*known, *slugs], n=3, cutoff=0.4)
    names = ", ".join(dict.fromkeys(slugs.get(one, one) for one in near))
    return SchemaError(
        Text(
            fr=f"Aucun schéma ni fichier ne s'appelle « {wanted} ».",
            en=f"There is no schema nor file called “{wanted}”.",
        ),
        Text(
            fr=f"Vouliez-vous dire {names} ?" if names else "Voyez : tamis schema list.",
            en=f"Did you mean {names}?" if names else "See: tamis schema list.",
        ),
    )
