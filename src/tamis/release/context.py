"""What a release is made of, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.release.collect.continuity import Continuity
from tamis.release.collect.foreign_rows import ForeignRows
from tamis.release.collect.former_rows import read_former_rows
from tamis.release.inputs.former import FormerRelease
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.merge.duplicate_policy import DuplicatePolicy
from tamis.release.merge.selection import Selection, select_rows
from tamis.release.options import AggregateOptions
from tamis.release.output import changes
from tamis.release.progress import ProgressTracker
from tamis.release.result import Changes, Doubt, ReadSource, UnreadSource
from tamis.release.source_result import SourceResult


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

    @property
    def later(self) -> str:
        """The day of the release before where it is later than that of this one, else ""."""
        before = self.former.date if self.former else ""
        return before if self.manifest.date and before > self.manifest.date else ""

    def former_changes(self) -> Changes:
        """Return what the release before says that it changed."""
        return changes.former_changes(self.previous) if self.previous else Changes()

    def stand_in(
        self, outcomes: Sequence[ReadSource | UnreadSource]
    ) -> list[ReadSource | UnreadSource]:
        """Put rows of the release before in place of those of doubtful sources."""
        former = self.former
        continuity = Continuity(
            former=former,
            today=self.manifest.date,
            options=self.options,
            foreign=self._foreign_rows(outcomes),
        )

        def read_former(doubts: Mapping[Source, Doubt]) -> Mapping[str, SourceResult]:
            if former is None:
                return {}
            limits = self.options.collect.limits
            return read_former_rows(
                former, doubts, self.schema, self.profile, limits, self.places.workspace
            )

        return continuity.stand_in(outcomes, read_former)

    def _foreign_rows(self, outcomes: Sequence[ReadSource | UnreadSource]) -> Mapping[str, int]:
        """Return how many rows are those of other sources, by source (see `ForeignRows`)."""
        if self.former is None:
            return {}
        least = 1 - self.options.max_shrink
        foreign = ForeignRows(former=self.former, schema=self.schema, key=self.key, least=least)
        read = {each.source.id: each.result for each in outcomes if isinstance(each, ReadSource)}
        return foreign.find(read, [each.source.id for each in outcomes])

    def select(self, read: Sequence[ReadSource]) -> Selection:
        """Return the rows of the sources that are not held back, and the duplicates among them."""
        return select_rows(
            [source.released for source in read if source.released is not None],
            self.schema,
            self.profile,
            self.policy,
            {source.id: source.priority for source in self.manifest.sources},
            self.options.collect.spark,
        )
