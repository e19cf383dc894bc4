"""The steps of a release: sources are gathered, their rows are selected, the folder is filled."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from tamis.model.errors import RefusedError
from tamis.model.profile import Profile
from tamis.model.schema import ForeignKey, Schema
from tamis.model.text import Text
from tamis.release import lineage
from tamis.release.collect.continuity import Continuity, find_withdrawn
from tamis.release.collect.former_rows import read_former_rows
from tamis.release.collect.matched import take_matching
from tamis.release.collect.scheduler import collect_sources
from tamis.release.inputs import licences
from tamis.release.inputs.former import FormerRelease
from tamis.release.inputs.former import load as load_former
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.merge.deduplicate import DuplicatePolicy, duplicate_policy
from tamis.release.merge.references import ReferringTable, keep_references
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
from tamis.release.output.guards import ensure_rows
from tamis.release.output.write_tables import PARTITIONS, write_tables
from tamis.release.progress import ProgressStatus, ProgressTracker, Step
from tamis.release.record_schema import RecordSchema
from tamis.release.result import Changes, Doubt, ReadSource, Release, UnreadSource
from tamis.release.source_result import SourceResult

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a release stands, where it is written, and where the one before is.

    `previous` is None where it is the one that is replaced.
    """

    folder: Path
    out: Path
    workspace: Path
    previous: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseContext:
    """What a release is made of and where."""

    manifest: Manifest
    schema: Schema
    profile: Profile
    policy: DuplicatePolicy
    options: AggregateOptions
    former: FormerRelease | None
    places: Places
    tracker: ProgressTracker

    @property
    def previous(self) -> Path | None:
        """The folder of the release before; None where there is none."""
        previous = self.places.previous or self.places.folder
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
                former, doubts, self.schema, self.profile, limits, self.places.workspace
            )

        return continuity.stand_in(outcomes, read_former)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredTable:
    """The sources of a release as they were read, former rows put in place of doubtful ones.

    Attributes:
        context: what the release is made of.
        outcomes: what became of each source.
        replaced: the releases whose rows must not give way to none.
        selection: the rows that stay, where they are chosen already.
    """

    context: ReleaseContext
    outcomes: Sequence[ReadSource | UnreadSource]
    replaced: tuple[FormerRelease | None, ...] = ()
    selection: Selection | None = None

    def ensure_rows(self, release: Release) -> None:
        """Refuse to replace a release that has rows by one that has none."""
        for former in self.replaced:
            ensure_rows(release, former)


def gather(
    manifest: Manifest,
    schema: Schema,
    places: Places,
    *,
    profile: Profile,
    options: AggregateOptions,
    progress: Callable[[ProgressStatus], None] | None = None,
) -> GatheredTable:
    """Read every source of a manifest, and keep former rows where its delivery is doubtful.

    Args:
        manifest: the sources.
        schema: what every row must be.
        places: where the release stands and is written.
        profile: what each rule weighs.
        options: how sources become a release.
        progress: called with how far it has gone, now and then.
    """
    tracker = ProgressTracker(progress)
    tracker.begin({source.id: source.path for source in manifest.sources})
    standing = load_former(places.folder)
    former = load_former(places.previous) if places.previous else standing
    sources = collect_sources(manifest, schema, profile, options.collect, places.workspace, tracker)
    context = ReleaseContext(
        manifest=manifest,
        schema=schema,
        profile=profile,
        policy=duplicate_policy(schema, manifest),
        options=options,
        former=former if former and former.schema == schema.name else None,
        places=places,
        tracker=tracker,
    )
    taken, outcomes = take_matching(manifest, context.stand_in(sources))
    return GatheredTable(
        context=replace(context, manifest=taken), outcomes=outcomes, replaced=(former, standing)
    )


def with_references(
    tables: Mapping[str, GatheredTable],
    workspace: Path,
    keys: Mapping[str, tuple[ForeignKey, ...]] | None = None,
) -> dict[str, GatheredTable]:
    """Reject the rows that refer to rows which are not released, and choose those that stay.

    Tables without any reference are left as they are. `keys` are the references of each table;
    those of its schema where nobody says.
    """
    referring = {
        name: ReferringTable(
            schema=_with_keys(table.context.schema, None if keys is None else keys.get(name, ())),
            sources=[source for source in table.outcomes if isinstance(source, ReadSource)],
            select=partial(select, context=table.context),
        )
        for name, table in tables.items()
    }
    kept = keep_references(referring, workspace)
    return {
        name: replace(
            table,
            outcomes=[
                kept[name].replaced.get(source.source.id, source)
                if isinstance(source, ReadSource)
                else source
                for source in table.outcomes
            ],
            selection=kept[name].selection,
        )
        if name in kept
        else table
        for name, table in tables.items()
    }


def _with_keys(schema: Schema, keys: tuple[ForeignKey, ...] | None) -> Schema:
    return schema if keys is None else replace(schema, foreign_keys=keys)


def fill(
    sources: Sequence[ReadSource | UnreadSource],
    context: ReleaseContext,
    selection: Selection | None = None,
) -> Release:
    """Fill the folder with what was read; return what the release is.

    Args:
        sources: what became of each source.
        context: what it is made of.
        selection: the rows that stay, where they are chosen already.

    Raises:
        RefusedError: no source could be read, or the last gate stops a row.
    """
    read = [source for source in sources if isinstance(source, ReadSource)]
    unread = tuple(source for source in sources if isinstance(source, UnreadSource))
    if not read:
        raise RefusedError(
            Text(fr="Aucune source n'a pu être lue.", en="No source could be read."),
            unread[0].error.text if unread else None,
        )
    out, policy, tracker = context.places.out, context.policy, context.tracker
    tracker.step(Step.CHOOSING)
    chosen = select(read, context) if selection is None else selection
    options = context.options
    origins = lineage.origin_columns(context.manifest.sources) if options.origin_columns else None
    written = write_tables(
        chosen,
        read,
        out,
        workspace=context.places.workspace,
        tracker=tracker,
        origins=origins,
        partition=options.partition,
    )
    tracker.step(Step.COMPARING)
    compared = _compare(context)
    tracker.step(Step.CLOSING)
    release = Release(
        folder=context.places.folder,
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


def _tell_changes(release: Release, compared: Compared | None, context: ReleaseContext) -> Release:
    """Write the page of the changes; return the release, with what it changes.

    Where the rows are those of the release before and nothing new is to be told of the sources,
    its own page is taken over: a run that changes nothing changes nothing here either.
    """
    previous, out = context.previous, context.places.out
    if compared is None and previous is not None:
        if not changes_page.is_news(release, context.former):
            shutil.copyfile(previous / changes_page.PAGE, out / changes_page.PAGE)
            return release
        compared = changes.nothing(out, context.schema, context.key)
        release = replace(release, changes=compared.changes)
    page = changes_page.page(compared or Compared(changes=Changes()), release, context.former)
    (out / changes_page.PAGE).write_text(page, encoding="utf-8")
    return release


def select(read: Sequence[ReadSource], context: ReleaseContext) -> Selection:
    """Return the rows of the sources that are not held back, and the duplicates among them."""
    return select_rows(
        [source.released for source in read if source.released is not None],
        context.schema,
        context.profile,
        context.policy,
        {source.id: source.priority for source in context.manifest.sources},
        context.options.collect.spark,
    )


def _compare(context: ReleaseContext) -> Compared | None:
    """Write the table of what changes against the release before."""
    return changes.compare(
        context.previous, context.places.out, context.schema, context.key, context.places.workspace
    )
