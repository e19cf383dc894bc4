"""The catalogue of schemas (schema.data.gouv.fr, ``schemas.json``): what ships, what was pulled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from tamis import shipped
from tamis.loading import store
from tamis.model.errors import SchemaError
from tamis.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One schema of the catalogue.

    Attributes:
        kind: ``tableschema``, ``datapackage``, ``jsonschema`` or ``other``.
        versions: where each descriptor lies on this machine, oldest version first.
        addresses: the address that each version is published at.
        address: the one of whatever version is the latest.
        package: the name of the package that it is a member of, or "".
        examples: addresses of example files, by title.
        labels: the families that it belongs to (SCDL, CNIG…).
        about: other words for the same, to be searched.
        aliases: short names that people use for it.
        stands_for: names of textual standards of the catalogue that it is the schema of.
    """

    name: str
    title: str
    description: str
    kind: str
    versions: Mapping[str, Path]
    addresses: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    homepage: str = ""
    package: str = ""
    contact: str = ""
    documentation: str = ""
    tool: str = ""
    labels: tuple[str, ...] = ()
    about: str = ""
    aliases: tuple[str, ...] = ()
    stands_for: tuple[str, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)

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


def entries() -> Mapping[str, Entry]:
    """Return the schemas that ship and those that were pulled, by name.

    Where both have a version, the one that was pulled is the one meant.
    """
    return _merged(store.root(), store.stamp())


@lru_cache(maxsize=4)
def _merged(_root: Path, _stamp: int) -> Mapping[str, Entry]:
    merged = dict(built_in())
    for name, entry in pulled().items():
        merged[name] = _joined(merged[name], entry) if name in merged else entry
    return merged


def _joined(ours: Entry, theirs: Entry) -> Entry:
    versions = {**ours.versions, **theirs.versions}
    ordered = {version: versions[version] for version in sorted(versions, key=semver)}
    return replace(
        theirs,
        versions=ordered,
        about=f"{ours.title} {ours.description}",
        aliases=ours.aliases,
        stands_for=ours.stands_for,
    )


@lru_cache(maxsize=1)
def built_in() -> Mapping[str, Entry]:
    """Return the schemas that ship, by name."""
    folder = shipped.root()
    content = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))
    return {
        raw["name"]: entry(raw, {v["version_name"]: folder / v["schema_url"] for v in versions})
        for raw in content["schemas"]
        if (versions := raw["versions"])
    }


def pulled() -> Mapping[str, Entry]:
    """Return the schemas that were pulled, by name."""
    entries = (entry(raw, files) for raw, files in store.schemas())
    return {schema.name: schema for schema in entries if schema.versions}


def entry(raw: Mapping[str, Any], files: Mapping[str, Path]) -> Entry:
    """Return a schema of ``schemas.json``, of which each version lies in one of `files`."""
    examples = (example for example in raw.get("examples") or () if example.get("path"))
    return Entry(
        name=raw["name"],
        title=raw.get("title") or "",
        description=raw.get("description") or "",
        kind=raw["schema_type"],
        versions=files,
        addresses={
            v["version_name"]: v.get("published_url") or v["schema_url"] for v in raw["versions"]
        },
        address=raw.get("schema_url") or "",
        homepage=raw.get("homepage") or "",
        package=raw.get("datapackage_name") or "",
        contact=raw.get("contact") or "",
        documentation=raw.get("external_doc") or "",
        tool=raw.get("external_tool") or "",
        labels=tuple(raw.get("labels") or ()),
        aliases=tuple(raw.get("aliases") or ()),
        stands_for=tuple(raw.get("stands_for") or ()),
        examples={example.get("title") or example["path"]: example["path"] for example in examples},
    )


def find(name: str) -> tuple[Entry, str]:
    """Return the schema called ``name[@version]`` and the version meant.

    The owner may be left out where one schema only has that slug; short names that people use lead
    to what ships.

    Raises:
        SchemaError: there is none; the closest names are told.
    """
    wanted, _, version = name.partition("@")
    listed = entries()
    entry = listed.get(wanted) or _by_slug(wanted, listed) or _by_alias(wanted, listed)
    if entry is None:
        raise _unknown(wanted, listed)
    if version in {"", "latest"}:
        return entry, entry.latest
    if version.lstrip("v") not in entry.versions:
        raise _no_version(entry, version)
    return entry, version.lstrip("v")


def published_url(name: str, version: str) -> str:
    """Return the address that the catalogue gives a version of a schema, to the letter; "": none.

    >>> published_url("etalab/schema-irve-statique", "2.3.1").rpartition("/")[2]
    'schema-statique.json'
    """
    known = entries().get(name)
    address = known.addresses.get(version, "") if known else ""
    return address if address.startswith(("https://", "http://")) else ""


def published_at(address: str) -> tuple[Entry, str] | None:
    """Return the schema, and its version, that is published at an address, if it is known."""
    for entry in entries().values():
        if entry.address == address:
            return entry, entry.latest
        for version, published in entry.addresses.items():
            if published == address and version in entry.versions:
                return entry, version
    return None


def members(package: str, version: str) -> list[Entry]:
    """Return the schemas of that version which are members of a package, as they are listed."""
    return [e for e in entries().values() if e.package == package and version in e.versions]


def _no_version(entry: Entry, version: str) -> SchemaError:
    listed = ", ".join(entry.versions)
    return SchemaError(
        Text(
            fr=f"Le schéma « {entry.name} » n'a pas de version {version}.",
            en=f"The schema “{entry.name}” has no version {version}.",
        ),
        Text(
            fr=f"Versions connues : {listed}. D'autres : tamis schema pull.",
            en=f"Known versions: {listed}. Others: tamis schema pull.",
        ),
    )


def _by_slug(wanted: str, entries: Mapping[str, Entry]) -> Entry | None:
    matches = [e for name, e in entries.items() if name.partition("/")[2] == wanted]
    return matches[0] if len(matches) == 1 else None


def _by_alias(wanted: str, entries: Mapping[str, Entry]) -> Entry | None:
    return next((e for e in entries.values() if wanted.lower() in e.aliases), None)


def standing_for(name: str) -> str:
    """Return the schema that ships of a textual standard, "" where there is none."""
    return next((e.name for e in built_in().values() if name in e.stands_for), "")


def _unknown(wanted: str, entries: Mapping[str, Entry]) -> SchemaError:
    slugs = {name.partition("/")[2]: name for name in entries}
    near = get_close_matches(wanted, [*entries, *slugs], n=3, cutoff=0.4)
    shipped = standing_for(wanted)
    names = shipped or ", ".join(dict.fromkeys(slugs.get(name, name) for name in near))
    more = "" if store.stamp() else "tamis schema pull"
    return SchemaError(
        Text(
            fr=f"Aucun schéma ni fichier ne s'appelle « {wanted} ».",
            en=f"There is neither a schema nor a file called “{wanted}”.",
        ),
        Text(
            fr=(f"Vouliez-vous dire {names} ?" if names else "Voyez : tamis schema list.")
            + (f" Tout le catalogue national : {more}." if more else ""),
            en=(f"Did you mean {names}?" if names else "See: tamis schema list.")
            + (f" The whole national catalogue: {more}." if more else ""),
        ),
    )
