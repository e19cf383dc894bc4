"""What a release of several tables says of itself as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tamis.model.package import Package
from tamis.model.schema import ForeignKey, Schema
from tamis.model.text import Text, printable
from tamis.model.version import VERSION
from tamis.release.account import AccountEntry, total
from tamis.release.inputs.licences import by_licence, name_of
from tamis.release.inputs.manifest import Manifest
from tamis.release.output import changes_page, dcat, descriptors
from tamis.release.package_result import PackageRelease
from tamis.writers import datapackage

_PACKAGE: Final = "datapackage.json"
_REPORT: Final = "report.json"
#: The files beside the folders of the tables.
NAMES: Final = (_PACKAGE, _REPORT, "dcat.jsonld", changes_page.PAGE)


def write(
    out: Path,
    manifest: Manifest,
    package: Package,
    release: PackageRelease,
    keys: Mapping[str, tuple[ForeignKey, ...]],
) -> None:
    """Write the descriptors, the report and the page of changes of the whole.

    Args:
        out: the folder; those of the tables are filled.
        manifest: what the release says of itself.
        package: what its tables are.
        release: what was released.
        keys: the references that hold, by table.
    """
    schema = Schema(
        name=package.name,
        title=package.title,
        description=package.description,
        version=package.version,
        fields=(),
    )
    page = printable("\n".join(_changes(out, release)))
    (out / changes_page.PAGE).write_text(page, encoding="utf-8")
    descriptors.put(out / _REPORT, _report(manifest, schema, release))
    resources = list(_resources(out, release, keys))
    described = {
        **descriptors.package(manifest, schema),
        "sources": descriptors.origins(manifest.sources),
    }
    datapackage.write(out / _PACKAGE, described, resources)
    descriptors.put(out / "dcat.jsonld", dcat.document(manifest, schema, resources))


def _resources(
    out: Path, release: PackageRelease, keys: Mapping[str, tuple[ForeignKey, ...]]
) -> Iterator[dict[str, Any]]:
    """Return the tables, whose names references lead to, then the files beside them."""
    for name in release.tables:
        folder = out / name
        schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
        schema.pop("foreignKeys", None)
        if links := [_reference(key) for key in keys.get(name, ())]:
            schema["foreignKeys"] = links
        table = datapackage.table(folder / "data.csv", name, schema=schema)
        yield {**table, "path": f"{name}/data.csv"}
    for name, whole in release.tables.items():
        for file in whole.files:
            if file == "data.csv":
                continue
            stem = file.lower().replace(".", "-")
            described = datapackage.resource(
                out / name / file, f"{name}-{stem}", mediatype=_media(file), type="file"
            )
            yield {**described, "path": f"{name}/{file}"}


def _media(file: str) -> str:
    return descriptors.MEDIA_TYPES.get(Path(file).suffix, "text/plain")


def _reference(key: ForeignKey) -> dict[str, Any]:
    """Return a foreign key as Data Package v2 writes it."""
    return {
        "fields": list(key.fields),
        "reference": {"resource": key.resource, "fields": list(key.reference_fields)},
    }


def _report(manifest: Manifest, schema: Schema, release: PackageRelease) -> dict[str, Any]:
    by_source: dict[str, list[AccountEntry]] = {}
    for whole in release.tables.values():
        for entry in whole.account:
            by_source.setdefault(entry.source, []).append(entry)
    unread = {
        source.source.id: str(source.error)
        for whole in release.tables.values()
        for source in whole.unread
    }
    return {
        "tamis": VERSION,
        "schema": {"name": schema.name, "version": schema.version},
        "total": descriptors.figures(release.total),
        "tables": {
            name: {
                "total": descriptors.figures(whole.total),
                "changes": {
                    "added": whole.changes.added,
                    "removed": whole.changes.removed,
                    "changed": whole.changes.changed,
                },
                "kept": list(whole.kept),
                "report": f"{name}/{_REPORT}",
            }
            for name, whole in release.tables.items()
        },
        "empty": list(release.empty),
        "strange": [{"source": table.source, "table": table.name} for table in release.strange],
        "unchecked": {
            name: [_reference(key) for key in keys] for name, keys in release.unchecked.items()
        },
        "sources": [
            {"id": identifier, "account": descriptors.figures(total(entries))}
            for identifier, entries in by_source.items()
        ],
        "date": manifest.date,
        "unread": [{"id": name, "error": error} for name, error in unread.items()],
        "licence": name_of(manifest.licence),
        "licences": by_licence(manifest),
    }


def _changes(out: Path, release: PackageRelease) -> Iterator[str]:
    """Return the pages of the tables, one after the other, under their names."""
    yield f"# {Text(fr='Ce que cette publication change', en='What this release changes')}"
    for name in release.tables:
        page = (out / name / changes_page.PAGE).read_text(encoding="utf-8").strip()
        _, _, rest = page.partition("\n")
        yield f"\n## {name}\n"
        yield rest.strip().replace("\n## ", "\n### ")
    yield ""
