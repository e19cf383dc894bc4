"""What a call asks to be merged: paths, manifests, and what data.gouv.fr lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tamis.model import licence as licences
from tamis.model.address import origin
from tamis.model.contract import Contract
from tamis.model.errors import UsageError
from tamis.model.package import Package
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.inputs import datagouv
from tamis.release.inputs.licences import unstated
from tamis.release.inputs.manifest import Manifest, merge_manifests
from tamis.release.inputs.manifest_files import read_manifests
from tamis.release.options import AggregateOptions, DatagouvOptions
from tamis.tables import unfinished


def build_manifest(
    arguments: Sequence[str], schema: Schema | Contract | Package, options: AggregateOptions
) -> Manifest:
    """Return the manifest of a release; what the options say comes before what it says itself.

    Raises:
        SourceError: a path leads to no file, or the API cannot be had.
        UsageError: nothing is given, or a manifest is none.
    """
    is_package = isinstance(schema, Package)
    parts = [read_manifests(arguments, whole_packages=is_package)] if arguments else []
    if options.datagouv is not None:
        parts.append(_listed_resources(options.datagouv, schema, options))
    if not parts:
        raise UsageError(
            Text(fr="Aucune source n'est donnée.", en="No source is given."),
            Text(
                fr="Donnez des fichiers, un manifeste, ou --from-datagouv.",
                en="Give files, a manifest, or --from-datagouv.",
            ),
        )
    merged = merge_manifests(parts)
    overrides: dict[str, Any] = {
        "key": options.key,
        "latest": options.latest,
        "prefer": options.prefer,
        "records": options.records,
        "date": options.date,
        "licence": options.licence,
    }
    manifest = replace(merged, **{name: value for name, value in overrides.items() if value})
    _ensure_date(manifest.date)
    manifest = _without(manifest, options.exclude)
    manifest = _with_source_licence(manifest, options.source_licence)
    silent = unstated(manifest)
    if options.ask_licence is not None and manifest.licence and silent:
        manifest = _with_source_licence(manifest, options.ask_licence(silent))
    return manifest


def _with_source_licence(manifest: Manifest, licence: str) -> Manifest:
    """Return the manifest with a licence for the sources that state none."""
    if not licence:
        return manifest
    sources = tuple(
        source if licences.is_stated(source.licence) else replace(source, licence=licence)
        for source in manifest.sources
    )
    return replace(manifest, sources=sources)


def _without(manifest: Manifest, ids: Sequence[str]) -> Manifest:
    """Return the manifest without some of its sources.

    Raises:
        UsageError: one of them is not there.
    """
    known = {source.id for source in (*manifest.sources, *manifest.withdrawn)}
    strange = next((identifier for identifier in ids if identifier not in known), None)
    if strange is not None:
        raise UsageError(
            Text(
                fr=f"Aucune source ne s'appelle « {strange} ».",
                en=f"There is no source “{strange}”.",
            ),
            Text(fr="Voyez --exclude-source.", en="See --exclude-source."),
        )
    kept = tuple(source for source in manifest.sources if source.id not in set(ids))
    return replace(manifest, sources=kept)


def _ensure_date(day: str) -> None:
    """Refuse a day of the release that is none: what expires is counted from it."""
    try:
        date.fromisoformat(day[:10] or "0001-01-01")
    except ValueError as error:
        raise UsageError(
            Text(fr=f"« {day} » n'est pas une date.", en=f"“{day}” is not a date."),
            Text(fr="Écrivez-la ainsi : 2026-11-30.", en="Write it like this: 2026-11-30."),
        ) from error


def _listed_resources(
    query: DatagouvOptions, schema: Schema | Contract | Package, options: AggregateOptions
) -> Manifest:
    named_query = replace(query, schema=query.schema or schema.name)
    policy = options.collect.fetch
    if options.collect.cache is not None:
        return datagouv.list_resources(named_query, options.collect.cache / "fetched", policy)
    with unfinished.temporary_folder("listing") as folder:
        return datagouv.list_resources(named_query, Path(folder), policy)


def restrict_hosts(
    options: AggregateOptions, manifest: Manifest, arguments: Sequence[str]
) -> AggregateOptions:
    """Return the options with the hosts that may be asked where addresses come from an answer."""
    if not manifest.hosts:
        return options
    named = [origin(argument) for argument in arguments]
    hosts = {f"{server.host}:{server.port}" for server in named if server is not None}
    policy = options.collect.fetch
    closed = replace(policy, closed=True, hosts=(*manifest.hosts, *policy.hosts, *sorted(hosts)))
    return replace(options, collect=replace(options.collect, fetch=closed))
