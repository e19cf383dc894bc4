"""Merging many sources into a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.app._options import DataSource, SchemaSource, as_profile
from tamis.loading import schemas
from tamis.model.contract import Contract
from tamis.model.package import Package
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.sources import contents

if TYPE_CHECKING:
    from tamis.release.inputs.manifest import Manifest
    from tamis.release.options import AggregateOptions
    from tamis.release.package_result import PackageRelease
    from tamis.release.plan import ReleasePlan
    from tamis.release.progress import ProgressStatus
    from tamis.release.result import Release


def aggregate(
    sources: Sequence[DataSource] | Mapping[str, DataSource],
    schema: SchemaSource,
    folder: str | Path,
    *,
    key: Sequence[str] = (),
    latest: str = "",
    profile: str | Profile = "publish",
    options: AggregateOptions | None = None,
    progress: Callable[[ProgressStatus], None] | None = None,
) -> Release:
    """Merge many sources into one release: repaired, deduplicated, every row accounted for.

    The folder gets the rows as CSV, Parquet and GeoJSON, what was left out and why, what changes
    against the release before, reports and descriptors (docs/releases.md lists them all); it
    appears whole or not at all.

    Args:
        sources: files, patterns, folders, or manifests (``sources.toml``, ``.csv``, ``.json``);
            frames, bytes and open files too, which a mapping names.
        schema: a catalogue name, a path, a descriptor, or a loaded schema.
        folder: where to put the release; a former release there is replaced.
        key: fields that tell two rows are about one thing; else those of the options, of the
            manifest, or of the schema.
        latest: the field whose highest value decides between such rows.
        profile: what each rule weighs.
        options: everything else: what decides between duplicates, thresholds, cache, fetching;
            by default there is no cache, and only what the user names is read.
        progress: told how far it has gone, now and then.

    Raises:
        SourceError: a path leads to no file.
        SchemaError: the schema cannot be read.
        UsageError: the manifest is none, or a key names no field.
        RefusedError: the folder holds something else or another run writes it, a source is
            restricted or does not allow the licence, none can be read, no row would be left, or
            the last gate stops a row; nothing is written.
    """
    from tamis.release.build import build
    from tamis.release.inputs.sources import build_manifest, restrict_hosts
    from tamis.release.options import AggregateOptions

    loaded = _loaded(schema)
    chosen = options or AggregateOptions()
    chosen = replace(chosen, key=tuple(key) or chosen.key, latest=latest or chosen.latest)
    with contents.as_paths(sources, chosen.collect.limits) as named:
        manifest = build_manifest(named, loaded, chosen)
        rows = _rows_of(loaded, manifest)
        chosen = restrict_hosts(chosen, manifest, named)
        return build(
            manifest,
            rows,
            Path(folder),
            profile=as_profile(profile),
            options=chosen,
            progress=progress,
        )


def aggregate_package(
    sources: Sequence[DataSource],
    package: SchemaSource,
    folder: str | Path,
    *,
    profile: str | Profile = "publish",
    options: AggregateOptions | None = None,
    progress: Callable[[ProgressStatus], None] | None = None,
) -> PackageRelease:
    """Merge the tables of many sources into one release of a Data Package, references kept whole.

    Each table is a release in a folder of its name (`aggregate` tells what is there); a row whose
    reference leads to no released row is rejected. ``datapackage.json`` describes them together.

    Args:
        sources: packages (``datapackage.json``, zipped, or their folder), folders of files, files,
            patterns or manifests; which file is which table is known by its name, else by its
            columns.
        package: the package: a catalogue name, a path, a descriptor, or a loaded one.
        folder: where to put the release; a former release there is replaced.
        profile: what each rule weighs.
        options: everything else; a key counts for the tables that have its fields.
        progress: told how far it has gone, now and then.

    Raises:
        SourceError: a path leads to no file.
        SchemaError: the package cannot be read.
        UsageError: it is no package, the manifest is none, or a key names no field.
        RefusedError: as for `aggregate`.
    """
    from tamis.release.inputs.sources import build_manifest, restrict_hosts
    from tamis.release.options import AggregateOptions
    from tamis.release.package_build import build_package

    loaded = schemas.package(package)
    chosen = options or AggregateOptions()
    with contents.as_paths(sources, chosen.collect.limits) as named:
        manifest = build_manifest(named, loaded, chosen)
        return build_package(
            manifest,
            loaded,
            Path(folder),
            profile=as_profile(profile),
            options=restrict_hosts(chosen, manifest, named),
            progress=progress,
        )


def _loaded(schema: SchemaSource) -> Schema | Contract:
    """Load what rows or records must be.

    Raises:
        SchemaError: it is neither the schema of a table nor a JSON Schema.
    """
    loaded = schemas.load(schema)
    return loaded if isinstance(loaded, Contract) else schemas.tabular(loaded)


def _rows_of(schema: Schema | Contract, manifest: Manifest) -> Schema:
    """Return the schema of the rows of a release: of JSON records, the columns that they make."""
    if isinstance(schema, Schema):
        return schema
    from tamis.release.record_schema import record_schema

    return record_schema(schema, manifest.key, manifest.latest, manifest.records)


def plan_release(
    sources: Sequence[str | Path],
    schema: SchemaSource,
    folder: str | Path,
    *,
    options: AggregateOptions | None = None,
) -> ReleasePlan:
    """Return what `aggregate` would do with the same sources and options, without doing it.

    Nothing is fetched or written, but for the list of resources that data.gouv.fr gives.

    Raises:
        SourceError: a path leads to no file.
        SchemaError: the schema cannot be read.
        UsageError: the manifest is none, or a key names no field.
    """
    from tamis.release.inputs.sources import build_manifest, restrict_hosts
    from tamis.release.options import AggregateOptions
    from tamis.release.plan import plan

    loaded = schemas.load(schema)
    chosen = options or AggregateOptions()
    named = [str(source) for source in sources]
    if isinstance(loaded, Package):
        tables = replace(build_manifest(named, loaded, chosen), key=(), latest="")
        whole = Schema(name=loaded.name, version=loaded.version, fields=())
        return plan(tables, whole, Path(folder), restrict_hosts(chosen, tables, named))
    loaded = _loaded(loaded)
    manifest = build_manifest(named, loaded, chosen)
    return plan(
        manifest, _rows_of(loaded, manifest), Path(folder), restrict_hosts(chosen, manifest, named)
    )
