"""A release, from its sources to its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.release import archive
from tamis.release.collect.matched import without_forbidden
from tamis.release.context import Places
from tamis.release.fill import FILES, fill
from tamis.release.gather import gather, with_references
from tamis.release.inputs import fetch, licences
from tamis.release.inputs.manifest import Manifest
from tamis.release.merge.duplicate_policy import duplicate_policy
from tamis.release.options import AggregateOptions
from tamis.release.output import candidates
from tamis.release.output.guards import ensure_field, ensure_release_folder
from tamis.release.progress import ProgressStatus
from tamis.release.result import Release
from tamis.writers.lock import locked
from tamis.writers.swap import folder_beside, room_beside, tidied


def build(
    manifest: Manifest,
    schema: Schema,
    folder: Path,
    *,
    profile: Profile,
    options: AggregateOptions,
    progress: Callable[[ProgressStatus], None] | None = None,
) -> Release:
    """Make a release and put it in its place.

    Args:
        manifest: its sources.
        schema: what every row must be.
        folder: where to put it; a former release there is replaced.
        profile: what each rule weighs.
        options: how sources become a release.
        progress: called with how far it has gone, now and then.

    Raises:
        RefusedError: the folder holds something else or another run writes it, a source is
            restricted or does not allow the licence, none can be read, no row would be left,
            or the last gate stops a row.
        UsageError: a key, or the field to part rows by, names no field.
    """
    duplicate_policy(schema, manifest)
    ensure_field(schema, options.partition)
    candidates.ensure_possible(schema, options)
    ensure_release_folder(folder, FILES)
    fetch.refuse_restricted(manifest.sources)
    manifest = without_forbidden(manifest)
    licences.ensure_allowed(manifest)
    staging = options.collect.spark.staging if options.collect.spark else None
    keep = partial(archive.keep, folder, most=options.keep_releases)
    with (
        locked(folder),
        open_workspace(folder, staging) as workspace,
        folder_beside(folder, keep) as out,
    ):
        gathered = gather(
            manifest,
            schema,
            Places(folder=folder, out=out, workspace=workspace, previous=options.previous),
            profile=profile,
            options=options,
            progress=progress,
        )
        return fill(with_references({"": gathered}, workspace)[""])


@contextmanager
def open_workspace(folder: Path, staging: Path | None) -> Iterator[Path]:
    """Give a folder for intermediate files, once a killed run has been recovered from.

    It stands beside the release, or where every machine of a cluster finds it.
    """
    tidied(folder)
    with room_beside(staging / folder.name if staging else folder) as workspace:
        yield workspace
