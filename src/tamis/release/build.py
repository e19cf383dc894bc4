"""A release, from its sources to its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from tamis.model.errors import RefusedError
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release import archive, lineage
from tamis.release.collect.continuity import Continuity, find_withdrawn
from tamis.release.collect.former_rows import read_former_rows
from tamis.release.collect.matched import take_matching, without_forbidden
from tamis.release.collect.scheduler import collect_sources
from tamis.release.inputs import fetch, licences
from tamis.release.inputs.former import FormerRelease
from tamis.release.inputs.former import load as load_former
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.merge.deduplicate import DuplicatePolicy, duplicate_policy
from tamis.release.merge.selection import Selection, select_rows
from tamis.release.options import AggregateOptions
from tamis.release.output import (
    changes,
    changes_page,
    documents,
    feed,
    history,
    records,
    resources,
)
from tamis.release.output.changes import Compared
from tamis.release.output.guards import ensure_field, ensure_release_folder, ensure_rows
from tamis.release.output.write_tables import PARTITIONS, write_tables
from tamis.release.progress import ProgressStatus, ProgressTracker, Step
from tamis.release.record_schema import RecordSchema
from tamis.release.result import Changes, Doubt, ReadSource, Release, UnreadSource
from tamis.release.source_result import SourceResult
from tamis.writers.lock import locked
from tamis.writers.swap import folder_beside, room_beside, tidied

#: The tables of a release, in the order of their importance; the last two not always.
TABLES: Final = (
    "data.csv",
    "data.parquet",
    "data.geojson",
    *records.NAMES,
    "rejects.csv",
    "rejects.parquet",
    "duplicates.csv",
    "conflicts.csv",
    "journal.csv",
    changes.TABLE,
    history.TABLE,
    resources.TABLE,
)
#: All that may stand in the folder of a release.
FILES: Final = (*TABLES, PARTITIONS, changes_page.PAGE, feed.NAME, *documents.NAMES)


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
    policy = duplicate_policy(schema, manifest)
    ensure_field(schema, options.partition)
    ensure_release_folder(folder, FILES)
    fetch.refuse_restricted(manifest.sources)
    manifest = without_forbidden(manifest)
    licences.ensure_allowed(manifest)
    tracker = ProgressTracker(progress)
    tracker.begin({source.id: source.path for source in manifest.sources})
    staging = options.collect.spark.staging if options.collect.spark else None
    with locked(folder), _workspace(folder, staging) as workspace:
        standing = load_former(folder)
        former = load_former(options.previous) if options.previous else standing
        sources = collect_sources(manifest, schema, profile, options.collect, workspace, tracker)
        keep = partial(archive.keep, folder, most=options.keep_releases)
        with folder_beside(folder, keep) as out:
            context = _Context(
                manifest=manifest,
                schema=schema,
                profile=profile,
                policy=policy,
                options=options,
                former=former if former and former.schema == schema.name else None,
                folder=folder,
                out=out,
                workspace=workspace,
                tracker=tracker,
            )
            taken, outcomes = take_matching(manifest, context.stand_in(sources))
            release = _fill(outcomes, replace(context, manifest=taken))
            for replaced in (former, standing):
                ensure_rows(release, replaced)
            return release


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What a release is made of and where: `out` is filled, then takes the place of `folder`."""

    manifest: Manifest
    schema: Schema
    profile: Profile
    policy: DuplicatePolicy
    options: AggregateOptions
    former: FormerRelease | None
    folder: Path
    out: Path
    workspace: Path
    tracker: ProgressTracker

    @property
    def previous(self) -> Path | None:
        """The folder of the release before; None where there is none."""
        previous = self.options.previous or self.folder
        return previous if previous.is_dir() else None

    @property
    def key(self) -> tuple[str, ...]:
        """The fields that name a row; none where duplicates stay."""
        return () if self.policy.keep_all else self.policy.key

    def former_changes(self) -> Changes:
        """Return what the release before says that it changed."""
        return changes.former_changes(self.previous) if self.previous else Changes()

    def stand_in(
        self, outcomes: Sequence[ReadSource | UnreadSource]
    ) -> list[ReadSource | UnreadSource]:
        """Put rows of the release before in place of those of doubtful sources."""
        former = self.former
        continuity = Continuity(former=former, today=self.manifest.date, options=self.options)

        def read_former(doubts: Mapping[Source, Doubt]) -> Mapping[str, SourceResult]:
            if former is None:
                return {}
            limits = self.options.collect.limits
            return read_former_rows(
                former, doubts, self.schema, self.profile, limits, self.workspace
            )

        return continuity.stand_in(outcomes, read_former)


def _fill(sources: Sequence[ReadSource | UnreadSource], context: _Context) -> Release:
    """Fill the folder with what was read; return what the release is."""
    read = [source for source in sources if isinstance(source, ReadSource)]
    unread = tuple(source for source in sources if isinstance(source, UnreadSource))
    if not read:
        raise RefusedError(
            Text(fr="Aucune source n'a pu être lue.", en="No source could be read."),
            unread[0].error.text if unread else None,
        )
    out, policy, tracker = context.out, context.policy, context.tracker
    tracker.step(Step.CHOOSING)
    selection = _select(read, context)
    options = context.options
    origins = lineage.origin_columns(context.manifest.sources) if options.origin_columns else None
    written = write_tables(
        selection,
        read,
        out,
        workspace=context.workspace,
        tracker=tracker,
        origins=origins,
        partition=options.partition,
    )
    tracker.step(Step.COMPARING)
    compared = _compare(context)
    tracker.step(Step.CLOSING)
    release = Release(
        folder=context.folder,
        account=written.account,
        sources=tuple(read),
        unread=unread,
        key=policy.key,
        latest=policy.latest,
        prefer=policy.prefer,
        conflicts=written.conflicts,
        changes=context.former_changes() if compared is None else compared.changes,
        hashes=written.hashes,
        withdrawn=tuple(find_withdrawn(context.manifest, context.former, sources)),
        licence=licences.name_of(context.manifest.licence),
        unclear_licences=licences.unclear(context.manifest),
    )
    if isinstance(context.schema, RecordSchema):
        records.write(context.schema, read, context.previous, out)
    if context.manifest.found:
        resources.write(context.manifest.found, out / resources.TABLE)
    release = _tell_changes(release, compared, context)
    history_ = history.write(context.previous, out, context.manifest, release)
    text = feed.feed(context.manifest, context.schema, history_)
    (out / feed.NAME).write_text(text, encoding="utf-8")
    release = replace(release, files=tuple(name for name in TABLES if (out / name).is_file()))
    documents.write(
        out,
        context.manifest,
        context.schema,
        release,
        marked=policy.keep_all,
        has_origins=options.origin_columns,
    )
    return release


def _tell_changes(release: Release, compared: Compared | None, context: _Context) -> Release:
    """Write the page of the changes; return the release, with what it changes.

    Where the rows are those of the release before and nothing new is to be told of the sources,
    its own page is taken over: a run that changes nothing changes nothing here either.
    """
    previous, out = context.previous, context.out
    if compared is None and previous is not None:
        if not changes_page.is_news(release, context.former):
            shutil.copyfile(previous / changes_page.PAGE, out / changes_page.PAGE)
            return release
        compared = changes.nothing(out, context.schema, context.key)
        release = replace(release, changes=compared.changes)
    page = changes_page.page(compared or Compared(changes=Changes()), release, context.former)
    (out / changes_page.PAGE).write_text(page, encoding="utf-8")
    return release


@contextmanager
def _workspace(folder: Path, staging: Path | None) -> Iterator[Path]:
    """Give a folder for intermediate files, once a killed run has been recovered from.

    It stands beside the release, or where every machine of a cluster finds it.
    """
    tidied(folder)
    with room_beside(staging / folder.name if staging else folder) as workspace:
        yield workspace


def _select(read: Sequence[ReadSource], context: _Context) -> Selection:
    """Return the rows of the sources that are not held back, and the duplicates among them."""
    return select_rows(
        [source.released for source in read if source.released is not None],
        context.schema,
        context.profile,
        context.policy,
        {source.id: source.priority for source in context.manifest.sources},
        context.options.collect.spark,
    )


def _compare(context: _Context) -> Compared | None:
    """Write the table of what changes against the release before."""
    return changes.compare(
        context.previous, context.out, context.schema, context.key, context.workspace
    )
