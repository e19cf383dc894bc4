"""The sources of a release are read, and their rows chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tamis.model.profile import Profile
from tamis.model.schema import ForeignKey, Schema
from tamis.release.collect.matched import take_matching
from tamis.release.collect.scheduler import collect_sources
from tamis.release.context import Places, ReleaseContext
from tamis.release.inputs.former import FormerRelease
from tamis.release.inputs.former import load as load_former
from tamis.release.inputs.manifest import Manifest
from tamis.release.merge.duplicate_policy import duplicate_policy
from tamis.release.merge.references import ReferringTable, keep_references
from tamis.release.merge.selection import Selection
from tamis.release.options import AggregateOptions
from tamis.release.output.guards import ensure_rows
from tamis.release.progress import ProgressStatus, ProgressTracker
from tamis.release.result import ReadSource, Release, UnreadSource


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

    @property
    def read(self) -> list[ReadSource]:
        """The sources that could be read, or whose former rows stand for them."""
        return [source for source in self.outcomes if isinstance(source, ReadSource)]

    @property
    def unread(self) -> list[UnreadSource]:
        """The sources that could not be read, and have no former rows."""
        return [source for source in self.outcomes if isinstance(source, UnreadSource)]

    def select(self) -> Selection:
        """Return the rows that stay, chosen now where they are not yet."""
        return self.selection or self.context.select(self.read)

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
            sources=table.read,
            select=table.context.select,
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
