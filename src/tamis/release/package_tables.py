"""The tables of a package that a release takes: their schemas, keys and references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tamis.model.errors import RefusedError, UsageError
from tamis.model.package import Package
from tamis.model.schema import ForeignKey, Schema
from tamis.model.text import Text
from tamis.release.inputs.manifest import Manifest
from tamis.release.output import package_documents


def table_schemas(package: Package) -> dict[str, Schema]:
    """Return the schema of each table; references are followed once all tables are read.

    Raises:
        RefusedError: a table has the name of a file of the release.
    """
    schemas = {
        resource.name: replace(
            resource.schema,
            name=resource.schema.name or resource.name,
            title=resource.schema.title or resource.title,
            foreign_keys=(),
        )
        for resource in package.resources
        if resource.schema is not None
    }
    taken = next((name for name in schemas if not _is_name(name)), None)
    if taken is not None:
        raise RefusedError(
            Text(
                fr=f"La table « {taken} » ne peut pas donner son nom à un dossier.",
                en=f"The table “{taken}” cannot give its name to a folder.",
            )
        )
    return schemas


def _is_name(name: str) -> bool:
    """Whether the folder of a table may have its name."""
    return name not in {*package_documents.NAMES, ".", ".."} and not set(name) & set("/\\:\0")


def _stated_keys(package: Package) -> dict[str, tuple[ForeignKey, ...]]:
    """Return the references of each table, one to itself without a name."""
    stated = {}
    for resource in package.resources:
        own = resource.schema.foreign_keys if resource.schema else ()
        stated[resource.name] = tuple(
            replace(key, resource="" if key.resource == resource.name else key.resource)
            for key in dict.fromkeys((*own, *resource.foreign_keys))
        )
    return stated


def foreign_keys(
    package: Package, schemas: Mapping[str, Schema], manifests: Mapping[str, Manifest]
) -> dict[str, tuple[ForeignKey, ...]]:
    """Return the references that can be followed: both tables are released and have the fields."""
    return {
        name: tuple(
            key
            for key in keys
            if (not key.resource or key.resource in manifests)
            and len(key.fields) == len(key.reference_fields)
            and all(schemas[name].field(part) for part in key.fields)
            and all(schemas[key.resource or name].field(part) for part in key.reference_fields)
        )
        for name, keys in _stated_keys(package).items()
        if name in manifests
    }


def unchecked_keys(
    package: Package, manifests: Mapping[str, Manifest]
) -> dict[str, tuple[ForeignKey, ...]]:
    """Return the references to tables that no source has, by table."""
    absent = {
        name: tuple(key for key in keys if key.resource and key.resource not in manifests)
        for name, keys in _stated_keys(package).items()
        if name in manifests
    }
    return {name: keys for name, keys in absent.items() if keys}


def ensure_key(manifest: Manifest, schemas: Mapping[str, Schema]) -> None:
    """Refuse a key, or a date, that no table has.

    Raises:
        UsageError: it is such a one.
    """
    for names in (manifest.key, (manifest.latest,) if manifest.latest else ()):
        if names and not any(_has(schema, names) for schema in schemas.values()):
            raise UsageError(
                Text(
                    fr=f"Aucune table du paquet n'a {', '.join(names)}.",
                    en=f"No table of the package has {', '.join(names)}.",
                ),
                Text(fr="Voyez --key et --latest.", en="See --key and --latest."),
            )


def _has(schema: Schema, names: Sequence[str]) -> bool:
    return all(schema.field(name) is not None for name in names)


def with_key(manifest: Manifest, schema: Schema) -> Manifest:
    """Return the manifest of a table: what names and dates its rows, where it has it."""
    return replace(
        manifest,
        key=manifest.key if _has(schema, manifest.key) else (),
        latest=manifest.latest if _has(schema, (manifest.latest,)) else "",
    )
