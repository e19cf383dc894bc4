"""What a release says of itself: the report and the descriptor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tamis.model.errors import SourceError
from tamis.model.report import Report
from tamis.model.schema import Schema
from tamis.model.version import VERSION
from tamis.release import lineage
from tamis.release.account import Entry, total
from tamis.release.gather import Gathered
from tamis.release.manifest import Manifest, Source
from tamis.writers import datapackage


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A source that could not be read, and why."""

    source: Source
    error: SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What was released.

    Attributes:
        folder: where it stands.
        account: what became of the rows of each source, in order.
        reports: the report of each source that was read, as delivered.
        unread: the sources that could not be read.
        key, latest: what told duplicates apart.
    """

    folder: Path
    account: tuple[Entry, ...]
    reports: tuple[Report, ...]
    unread: tuple[Unread, ...]
    key: tuple[str, ...]
    latest: str

    @property
    def total(self) -> Entry:
        """The account of the whole."""
        return total(self.account)


def describe(
    out: Path, manifest: Manifest, schema: Schema, release: Release, gathered: list[Gathered]
) -> None:
    """Write the report and the descriptor."""
    report = {
        "tamis": VERSION,
        "schema": {"name": schema.name, "version": schema.version},
        "key": list(release.key),
        "latest": release.latest,
        "total": _figures(release.total),
        "sources": [
            _source(one, entry) for one, entry in zip(gathered, release.account, strict=True)
        ],
        "unread": [
            {"id": one.source.id, "path": one.source.path, "error": str(one.error)}
            for one in release.unread
        ],
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    (out / "report.json").write_text(text + "\n", encoding="utf-8")
    datapackage.write(
        out / "datapackage.json", _package(manifest, schema), list(_resources(out, schema))
    )


def _figures(entry: Entry) -> dict[str, int]:
    figures = {name: n for name, n in asdict(entry).items() if isinstance(n, int)}
    return {"in": figures.pop("rows"), **figures}


def _source(one: Gathered, entry: Entry) -> dict[str, Any]:
    report = one.report
    known = {name: value for name, value in asdict(one.source).items() if value}
    return {
        **known,
        "bytes": report.source.bytes,
        "sha256": report.source.sha256,
        "encoding": report.source.encoding,
        "valid": report.valid,
        "valid_after_repair": report.after.valid,
        "account": _figures(entry),
        "counts": dict(report.counts),
        "repairs": dict(report.changes),
        "columns_left_out": list(one.left_out),
    }


def _package(manifest: Manifest, schema: Schema) -> dict[str, Any]:
    name = (schema.name.rpartition("/")[2] or "release").lower()
    made: dict[str, Any] = {
        "name": "".join(c if c.isalnum() or c in "._-" else "-" for c in name),
        "title": manifest.title or schema.title or name,
        "sources": [
            {
                "title": one.producer or one.id,
                "path": one.url or Path(one.path).name,
                **({"licence": one.licence} if one.licence else {}),
                **({"modified": one.modified} if one.modified else {}),
            }
            for one in manifest.sources
        ],
    }
    if manifest.description:
        made["description"] = manifest.description
    if manifest.licence:
        made["licenses"] = [datapackage.licence(manifest.licence)]
    return made


def _resources(out: Path, schema: Schema) -> Iterator[dict[str, Any]]:
    fields = [*schema.descriptor.get("fields", ()), *lineage.FIELDS]
    yield datapackage.table(out / "data.csv", "data", {**schema.descriptor, "fields": fields})
    parquet = datapackage.resource(
        out / "data.parquet", "data-parquet", mediatype="application/vnd.apache.parquet"
    )
    parquet.pop("bytes")  # frictionless counts none while it reads Parquet, and finds them wrong
    yield parquet
    for name in ("rejects", "duplicates", "journal"):
        yield datapackage.resource(out / f"{name}.csv", name, mediatype="text/csv")
    yield datapackage.resource(out / "report.json", "report", mediatype="application/json")
