"""A release of the tables of a Data Package, their references kept whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from tamis.model.errors import RefusedError
from tamis.model.package import Package
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release import archive
from tamis.release.build import open_workspace
from tamis.release.collect.matched import without_forbidden
from tamis.release.context import Places
from tamis.release.fill import fill
from tamis.release.gather import gather, with_references
from tamis.release.inputs import fetch, licences
from tamis.release.inputs.former import load as load_former
from tamis.release.inputs.manifest import Manifest
from tamis.release.inputs.package_sources import package_sources
from tamis.release.options import AggregateOptions
from tamis.release.output import package_documents
from tamis.release.output.guards import ensure_release_folder
from tamis.release.package_result import PackageRelease
from tamis.release.package_tables import (
    ensure_key,
    foreign_keys,
    table_schemas,
    unchecked_keys,
    with_key,
)
from tamis.release.progress import ProgressStatus
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
    schemas = table_schemas(package)
    ensure_release_folder(folder, [*package_documents.NAMES, *schemas])
    fetch.refuse_restricted(manifest.sources)
    manifest = without_forbidden(manifest)
    ensure_key(manifest, schemas)
    before = _sources_before(options.previous or folder, schemas)
    sources = package_sources(manifest, package, before, options.collect.limits)
    manifests = _table_manifests(sources.manifests, schemas)
    keys = foreign_keys(package, schemas, manifests)
    keep = partial(archive.keep, folder, most=options.keep_releases)
    with (
        locked(folder),
        open_workspace(folder, None) as workspace,
        folder_beside(folder, keep) as out,
    ):
        gathered = {
            name: gather(
                part,
                schemas[name],
                _places(name, folder, out, workspace, options.previous),
                profile=profile,
                options=_of_table(options, schemas[name]),
                progress=progress,
            )
            for name, part in manifests.items()
        }
        whole = with_references(gathered, workspace, keys)
        release = PackageRelease(
            folder=folder,
            tables={name: fill(table) for name, table in whole.items()},
            empty=tuple(name for name in schemas if name not in manifests),
            strange=sources.strange,
            unchecked=unchecked_keys(package, manifests),
        )
        package_documents.write(out, manifest, package, release, keys)
        return release


def _table_manifests(
    manifests: Mapping[str, Manifest], schemas: Mapping[str, Schema]
) -> dict[str, Manifest]:
    """Return the manifest of each table that a source has.

    Raises:
        RefusedError: no source has a table, or one does not allow the licence.
    """
    used = {
        name: with_key(manifest, schemas[name])
        for name, manifest in manifests.items()
        if manifest.sources
    }
    for manifest in used.values():
        licences.ensure_allowed(manifest)
    if not used:
        raise RefusedError(
            Text(
                fr="Aucune source n'a de table du paquet.",
                en="No source has a table of the package.",
            )
        )
    return used


def _sources_before(previous: Path, schemas: Mapping[str, Schema]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the sources that each table had in the release before."""
    formers = {name: load_former(previous / name) for name in schemas}
    return {name: tuple(former.sources) for name, former in formers.items() if former is not None}


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
