"""A release of the tables of a Data Package, their references kept whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tamis.model.errors import RefusedError, UsageError
from tamis.model.package import Package
from tamis.model.profile import Profile
from tamis.model.schema import ForeignKey, Schema
from tamis.model.text import Text
from tamis.release import archive
from tamis.release.build import open_workspace
from tamis.release.collect.matched import without_forbidden
from tamis.release.inputs import fetch, licences
from tamis.release.inputs.former import load as load_former
from tamis.release.inputs.manifest import Manifest
from tamis.release.inputs.package_sources import package_sources
from tamis.release.options import AggregateOptions
from tamis.release.output import package_documents
from tamis.release.output.guards import ensure_release_folder
from tamis.release.package_result import PackageRelease
from tamis.release.progress import ProgressStatus
from tamis.release.result import Release
from tamis.release.steps import GatheredTable, Places, fill, gather, with_references
from tamis.writers.lock import locked
from tamis.writers.swap import folder_beside


def build_package(
    manifest: Manifest,
    package: Package,
    folder: Path,
    *,
    profile: Profile,
    options: AggregateOptions,
    progress: Callable[[ProgressStatus], None] | None = None,
) -> PackageRelease:
    """Release the tables of a package together and put them in their place.

    Each table is a release in a folder of its name. A row whose reference leads to no released row
    is rejected.

    Args:
        manifest: the sources: packages, folders of files, or files.
        package: the tables and the references between them.
        folder: where to put the release; a former one there is replaced.
        profile: what each rule weighs.
        options: how sources become a release.
        progress: called with how far it has gone, now and then.

    Raises:
        RefusedError: the folder holds something else or another run writes it, a licence forbids
            it, no source could be read, or no row would be left.
        UsageError: a key names no field of any table.
    """
    schemas = _schemas(package)
    ensure_release_folder(folder, [*package_documents.NAMES, *schemas])
    fetch.refuse_restricted(manifest.sources)
    manifest = without_forbidden(manifest)
    _ensure_key(manifest, schemas)
    sources = package_sources(
        manifest,
        package,
        _sources_before(options.previous or folder, schemas),
        options.collect.limits,
    )
    manifests = {name: part for name, part in sources.manifests.items() if part.sources}
    for part in manifests.values():
        licences.ensure_allowed(part)
    if not manifests:
        raise RefusedError(
            Text(
                fr="Aucune source n'a de table du paquet.",
                en="No source has a table of the package.",
            )
        )
    keys = _foreign_keys(package, schemas, manifests)
    keep = partial(archive.keep, folder, most=options.keep_releases)
    with (
        locked(folder),
        open_workspace(folder, None) as workspace,
        folder_beside(folder, keep) as out,
    ):
        gathered = {
            name: gather(
                _with_key(part, schemas[name]),
                schemas[name],
                _places(name, folder, out, workspace, options.previous),
                profile=profile,
                options=_of_table(options, schemas[name]),
                progress=progress,
            )
            for name, part in manifests.items()
        }
        whole = with_references(gathered, workspace, keys)
        tables = {name: _fill(table) for name, table in whole.items()}
        release = PackageRelease(
            folder=folder,
            tables=tables,
            empty=tuple(name for name in schemas if name not in manifests),
            strange=sources.strange,
            unchecked=_unchecked(package, manifests),
        )
        package_documents.write(out, manifest, package, release, keys)
        return release


def _schemas(package: Package) -> dict[str, Schema]:
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


def _sources_before(previous: Path, schemas: Mapping[str, Schema]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the sources that each table had in the release before."""
    formers = {name: load_former(previous / name) for name in schemas}
    return {name: tuple(former.sources) for name, former in formers.items() if former is not None}


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


def _foreign_keys(
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


def _unchecked(
    package: Package, manifests: Mapping[str, Manifest]
) -> dict[str, tuple[ForeignKey, ...]]:
    """Return the references to tables that no source has, by table."""
    absent = {
        name: tuple(key for key in keys if key.resource and key.resource not in manifests)
        for name, keys in _stated_keys(package).items()
        if name in manifests
    }
    return {name: keys for name, keys in absent.items() if keys}


def _ensure_key(manifest: Manifest, schemas: Mapping[str, Schema]) -> None:
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


def _with_key(manifest: Manifest, schema: Schema) -> Manifest:
    """Return the manifest of a table: what names and dates its rows, where it has it."""
    return replace(
        manifest,
        key=manifest.key if _has(schema, manifest.key) else (),
        latest=manifest.latest if _has(schema, (manifest.latest,)) else "",
    )


def _of_table(options: AggregateOptions, schema: Schema) -> AggregateOptions:
    """Return the options of a table: rows are parted where it has the field; no cluster."""
    partition = options.partition if schema.field(options.partition) else ""
    return replace(options, partition=partition, collect=replace(options.collect, spark=None))


def _places(name: str, folder: Path, out: Path, workspace: Path, previous: Path | None) -> Places:
    """Return where a table stands and is written."""
    for place in (out / name, workspace / name):
        place.mkdir()
    return Places(
        folder=folder / name,
        out=out / name,
        workspace=workspace / name,
        previous=previous / name if previous else None,
    )


def _fill(table: GatheredTable) -> Release:
    release = fill(table.outcomes, table.context, table.selection)
    table.ensure_rows(release)
    return release
