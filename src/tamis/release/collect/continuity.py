"""From one night to the next: whose rows of the release before stand in for what came today."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tamis.model.errors import GoneError, SourceError
from tamis.model.text import Text
from tamis.release.inputs.former import FormerRelease, FormerSource
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.options import AggregateOptions
from tamis.release.result import (
    Absence,
    Doubt,
    KeptRows,
    LastRead,
    ReadSource,
    UnreadSource,
    WithdrawnSource,
)
from tamis.release.source_result import SourceResult

#: Reads the rows that the release before had of some sources, by source id.
ReadFormer = Callable[[Mapping[Source, Doubt]], Mapping[str, SourceResult]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """What decides whether the former rows of a source stand in.

    Attributes:
        former: the release before, of the same schema; None where there is none.
        today: the day of this release, "" where nobody says: then nothing expires.
        foreign: how many rows of a source are those of others, that still deliver them.
    """

    former: FormerRelease | None
    today: str
    options: AggregateOptions
    foreign: Mapping[str, int] = field(default_factory=dict)

    def stand_in(
        self, outcomes: Sequence[ReadSource | UnreadSource], read_former: ReadFormer
    ) -> list[ReadSource | UnreadSource]:
        """Return what becomes of each source, former rows put in place of doubtful ones.

        Raises:
            SourceError: all sources were asked for, or nothing, and one is doubtful.
        """
        weighed = [self._expire(outcome) for outcome in outcomes]
        doubts = {outcome.source: doubt for outcome in weighed if (doubt := self._doubt(outcome))}
        required = {
            source: doubt
            for source, doubt in doubts.items()
            if not source.found_by or self._before(source) is not None
        }
        if self.options.all_or_nothing and required:
            raise _nothing(required)
        wanted = {
            outcome.source: doubts[outcome.source]
            for outcome in weighed
            if outcome.source in doubts and self._may_keep(outcome)
        }
        kept = read_former(wanted) if wanted else {}
        return [
            self._decide(outcome, doubts.get(outcome.source), kept.get(outcome.source.id))
            for outcome in weighed
        ]

    def _before(self, source: Source) -> FormerSource | None:
        return self.former.sources.get(source.id) if self.former else None

    def _expire(self, outcome: ReadSource | UnreadSource) -> ReadSource | UnreadSource:
        """Count a source as not read where its earlier copy is older than rows are kept."""
        before = self._before(outcome.source)
        if isinstance(outcome, UnreadSource) or not outcome.stale or before is None:
            return outcome
        if not self._is_expired(before):
            return outcome
        error = SourceError(
            Text(
                fr=f"{outcome.stale} La copie antérieure date du {before.read_on} ou d'avant.",
                en=f"{outcome.stale} The earlier copy dates from {before.read_on} or before.",
            )
        )
        return UnreadSource(source=outcome.source, error=error)

    def _doubt(self, outcome: ReadSource | UnreadSource) -> Doubt | None:
        """Return what is wrong with a source as a whole."""
        if isinstance(outcome, UnreadSource):
            return Doubt.UNREAD
        result, most = outcome.result, self.options.max_reject_rate
        if not result.rows:
            return Doubt.EMPTY
        before = self._before(outcome.source)
        if before is not None and not self._is_expired(before):
            lost = self._lost(result, before, self.foreign.get(outcome.source.id, 0))
            if lost is not None:
                return lost
        if most is not None and result.rejected / result.rows > most:
            return Doubt.REJECTED
        return None

    def _lost(self, result: SourceResult, before: FormerSource, foreign: int) -> Doubt | None:
        """Return how a source lost too many of the rows that it had."""
        least = (1 - self.options.max_shrink) * before.delivered
        if result.rows < least:
            return Doubt.SHRUNK
        if foreign and result.rows - foreign < least:
            return Doubt.FOREIGN
        if result.conforming < (1 - self.options.max_shrink) * before.conforming:
            return Doubt.REJECTED
        return None

    def _may_keep(self, outcome: ReadSource | UnreadSource) -> bool:
        """Whether the release before has rows of a source that may still stand in."""
        before = self._before(outcome.source)
        if before is None or not before.rows or self._is_expired(before):
            return False
        if isinstance(outcome, UnreadSource):
            return self.options.collect.stale and not isinstance(outcome.error, GoneError)
        return True

    def _is_expired(self, before: FormerSource) -> bool:
        """Whether rows were read too long ago to stand in; never where a day is not known."""
        if not self.options.keep_days:
            return True
        if not self.today or not before.read_on:
            return False
        age = date.fromisoformat(self.today[:10]) - date.fromisoformat(before.read_on[:10])
        return age.days > self.options.keep_days

    def _decide(
        self, outcome: ReadSource | UnreadSource, doubt: Doubt | None, former: SourceResult | None
    ) -> ReadSource | UnreadSource:
        before = self._before(outcome.source)
        if former is not None and before is not None:
            last_read = LastRead(
                date=before.read_on, rows=before.delivered, conforming=before.conforming
            )
            error = outcome.error if isinstance(outcome, UnreadSource) else None
            kept = KeptRows(result=former, last_read=last_read, error=error)
            if isinstance(outcome, UnreadSource):
                return ReadSource(
                    source=outcome.source,
                    result=former,
                    doubt=doubt,
                    kept=kept,
                    last_read=last_read,
                )
            return replace(outcome, doubt=doubt, kept=kept, last_read=last_read)
        if isinstance(outcome, UnreadSource):
            return outcome
        return replace(
            outcome,
            doubt=doubt,
            held_back=self._is_held_back(outcome.result),
            last_read=self._last_read(outcome, before),
        )

    def _is_held_back(self, result: SourceResult) -> bool:
        most = self.options.max_reject_rate
        return bool(most is not None and result.rows and result.rejected / result.rows > most)

    def _last_read(self, outcome: ReadSource, before: FormerSource | None) -> LastRead:
        """Return the last reading of a source; an earlier copy is as old as it was."""
        read_on = before.read_on if outcome.stale and before is not None else self.today[:10]
        return LastRead(
            date=read_on, rows=outcome.result.rows, conforming=outcome.result.conforming
        )


def find_withdrawn(
    manifest: Manifest, former: FormerRelease | None, outcomes: Sequence[ReadSource | UnreadSource]
) -> Iterator[WithdrawnSource]:
    """Return the sources of the release before whose rows are not wanted any more."""
    wanted = {source.id for source in manifest.sources}
    marked = {source.id: source for source in manifest.withdrawn}
    gone = {
        outcome.source.id
        for outcome in outcomes
        if isinstance(outcome, UnreadSource) and isinstance(outcome.error, GoneError)
    }
    known = former.sources if former else {}
    for identifier in sorted({*known, *marked}):
        absence = (
            Absence.MARKED
            if identifier in marked
            else Absence.GONE
            if identifier in gone
            else Absence.LEFT
            if identifier not in wanted
            else None
        )
        before = known.get(identifier)
        if absence is not None and (before is None or before.rows or absence is not Absence.LEFT):
            producer = marked[identifier].producer if identifier in marked else ""
            yield WithdrawnSource(
                id=identifier,
                producer=producer or (before.producer if before else ""),
                rows=before.rows if before else 0,
                absence=absence,
            )


def _nothing(doubts: Mapping[Source, Doubt]) -> SourceError:
    fr = " ; ".join(f"« {source.id} » {doubt.text.fr}" for source, doubt in doubts.items())
    en = "; ".join(f"“{source.id}” {doubt.text.en}" for source, doubt in doubts.items())
    return SourceError(
        Text(fr=f"Rien n'est publié : {fr}.", en=f"Nothing is released: {en}."),
        Text(
            fr="Sans --all-or-nothing, les lignes d'avant de ces sources seraient gardées.",
            en="Without --all-or-nothing, the former rows of these sources would be kept.",
        ),
    )
