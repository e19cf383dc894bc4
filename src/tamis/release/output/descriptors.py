"""What a release says of itself: its report and its descriptors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from tamis.model import licence as licences
from tamis.model.licence import Fit
from tamis.model.schema import Schema
from tamis.model.text import printable_json
from tamis.model.version import VERSION
from tamis.release import lineage
from tamis.release.account import AccountEntry
from tamis.release.inputs.licences import by_licence, name_of
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.result import KeptRows, ReadSource, Release
from tamis.writers import datapackage


def put(path: Path, content: Any) -> None:
    """Write an object as JSON."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    path.write_text(printable_json(text) + "\n", encoding="utf-8")


def report(manifest: Manifest, schema: Schema, release: Release) -> dict[str, Any]:
    """Return the report of a release: the account, and what each source gave."""
    return {
        "tamis": VERSION,
        "schema": {"name": schema.name, "version": schema.version},
        "key": list(release.key),
        "latest": release.latest,
        "prefer": list(release.prefer),
        "total": figures(release.total),
        "conflicts": release.conflicts,
        **({} if release.candidates is None else {"candidates": release.candidates}),
        "changes": asdict(release.changes),
        "sources": [
            dict(_source(source, entry)) | _same(source, release)
            for source, entry in zip(release.sources, release.account, strict=True)
        ],
        "date": manifest.date,
        "withdrawn": [asdict(source) for source in release.withdrawn],
        "unread": [
            {"id": unread.source.id, "path": unread.source.shown, "error": str(unread.error)}
            for unread in release.unread
        ],
        "licence": release.licence,
        "licences": by_licence(manifest),
        "unclear_licences": list(release.unclear_licences),
        "share_alike": share_alike(manifest),
    }


def share_alike(manifest: Manifest) -> list[str]:
    """Return the sources whose licence the release does not keep, where that licence asks to."""
    return [
        source.id
        for source in manifest.sources
        if licences.keeps_licence(source.licence)
        and licences.fit(source.licence, manifest.licence) is not Fit.ALLOWED
    ]


def figures(entry: AccountEntry) -> dict[str, int]:
    """Return the figures of an account."""
    numbers = {name: n for name, n in asdict(entry).items() if isinstance(n, int)}
    return {"in": numbers.pop("rows"), **numbers}


def _source(source: ReadSource, entry: AccountEntry) -> Iterator[tuple[str, Any]]:
    delivered = source.delivered
    members = {**asdict(source.source), "path": source.source.shown}
    yield from ((name, value) for name, value in members.items() if value)
    if delivered is not None:
        for name in ("format", "bytes", "sha256", "encoding", "valid"):
            yield name, getattr(delivered, name)
        yield "valid_after_repair", delivered.valid_after
    yield "state", source.state
    if source.doubt is not None:
        yield "doubt", source.doubt.value
    if source.kept is not None:
        yield "kept", dict(_kept(source.kept))
    if source.held_back:
        yield "held_back", True
    if source.stale:
        yield "stale", source.stale
    if source.cut:
        yield "cut", True
    if source.last_read is not None:
        yield "last_read", asdict(source.last_read)
    yield "account", figures(entry)
    if delivered is not None:
        yield "version", _bare(asdict(delivered.choice))
        yield "counts", dict(delivered.counts)
        yield "repairs", dict(delivered.repairs)
        yield "columns_left_out", list(delivered.left_out)


def _same(source: ReadSource, release: Release) -> dict[str, str]:
    """Return which other source has the very bytes of this one."""
    first = release.doubles.get(source.source.id)
    return {"same_content_as": first} if first else {}


def _kept(kept: KeptRows) -> Iterator[tuple[str, Any]]:
    """Return what the report says of former rows that stand in."""
    yield "rows", kept.result.rows
    yield "rejected", kept.result.rejected
    yield "read_on", kept.last_read.date
    if kept.error is not None:
        yield "error", str(kept.error)


def _bare(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if value}


def descriptor(
    schema: Schema, release: Release, *, marked: bool, has_origins: bool = False
) -> dict[str, Any]:
    """Return the Table Schema of what is released: the fields, then the lineage."""
    own = {field.name for field in schema.fields}
    origins = [field for field in lineage.ORIGIN_FIELDS if field["name"] not in own]
    more = [*(origins if has_origins else ()), *((lineage.MARK_FIELD,) if marked else ())]
    fields = [*schema.descriptor.get("fields", ()), *lineage.FIELDS, *more]
    table_schema = {**schema.descriptor, "fields": fields}
    table_schema.pop("primaryKey", None)
    table_schema.pop("foreignKeys", None)
    own_keys = [key for key in schema.descriptor.get("foreignKeys", ()) if _is_own(key)]
    if own_keys:
        table_schema["foreignKeys"] = own_keys
    if release.key and not marked and not schema.keyless:
        table_schema["primaryKey"] = list(release.key)
    if marked:
        table_schema.pop("uniqueKeys", None)
    return table_schema


def _is_own(key: Any) -> bool:
    """Whether a foreign key leads to the table itself: what it else leads to is not here."""
    reference = key.get("reference") if isinstance(key, Mapping) else None
    return isinstance(reference, Mapping) and not reference.get("resource")


def package(manifest: Manifest, schema: Schema) -> dict[str, Any]:
    """Return the descriptor of the release, without its resources (Data Package v2)."""
    name = (schema.name.rpartition("/")[2] or "release").lower()
    descriptor: dict[str, Any] = {
        "$schema": datapackage.PROFILE,
        "name": "".join(c if c.isalnum() or c in "._-" else "-" for c in name),
        "title": manifest.title or schema.title or name,
    }
    if manifest.description:
        descriptor["description"] = manifest.description
    if manifest.url:
        descriptor["homepage"] = manifest.url
    if manifest.date:
        descriptor["created"] = (
            manifest.date if "T" in manifest.date else f"{manifest.date}T00:00:00Z"
        )
    if manifest.publisher:
        descriptor["contributors"] = [{"title": manifest.publisher, "roles": ["publisher"]}]
    descriptor |= dict(_for_portals(manifest))
    if manifest.licence:
        descriptor["licenses"] = [datapackage.licence(manifest.licence)]
    return descriptor


def _for_portals(manifest: Manifest) -> Iterator[tuple[str, Any]]:
    """Return what a portal asks of a new dataset, where the manifest says it."""
    for name in ("organization", "frequency", "spatial", "temporal", "keywords"):
        if value := getattr(manifest, name):
            yield name, list(value) if isinstance(value, tuple) else value


_ORIGIN: Final = ("modified", "territory", "identifier")


def origins(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """Return the sources as a descriptor states them."""
    listed = []
    for source in sources:
        more = {name: getattr(source, name) for name in _ORIGIN}
        members = {"licence": name_of(source.licence)}
        members |= {name: value for name, value in more.items() if value}
        listed.append(
            {"title": source.producer or source.id, "path": source.url or source.shown, **members}
        )
    return listed


#: Without saying that these are files, frictionless wants extras of its own to look into them.
_OPAQUE: Final = frozenset({".parquet", ".json", ".ndjson"})
#: Media types by the ending of a name.
MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".geojson": "application/geo+json",
    ".ndjson": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
    ".html": "text/html",
    ".md": "text/markdown",
    ".xml": "application/atom+xml",
}


def resources(
    out: Path, names: Iterable[str], schema: Schema, hashes: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Return the descriptors of the files of the release; `hashes` are those that are known."""
    described = {"data.csv": {"schema": "schema.json", "title": schema.title}}
    for name in names:
        path = out / name
        stem = path.stem.lower() if path.suffix == ".csv" else name.lower().replace(".", "-")
        if name in described:
            yield datapackage.table(path, stem, digest=hashes.get(name, ""), **described[name])
        else:
            kind = MEDIA_TYPES.get(path.suffix, "text/plain")
            more = {"type": "file"} if path.suffix in _OPAQUE else {}
            yield datapackage.resource(path, stem, mediatype=kind, **more)
