"""What is remembered of texts from batch to batch: the same ones come back in every batch.

The cache changes nothing but the speed. Threads may share it: what it holds is replaced, or added
to, never taken away from who reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

#: Texts of a field, and characters in them, beyond which a new memory is begun.
_MOST: Final = 8192
_LONGEST: Final = 1 << 20
#: Faulty texts, and megabytes of them, beyond which a new memory is begun.
_MOST_FAULTY: Final = 50_000
_LARGEST_FAULTY: Final = 8
_CHUNKS: Final = 32

#: What tells a faulty text from others: its field (position), itself, whether it is a number's.
KEY: Final = {"field": pl.UInt32, "text": pl.String, "number": pl.Boolean}
_FINDING: Final = {"i": pl.UInt32, "check": pl.UInt16, "repair": pl.UInt8, "proposal": pl.String}


class TextTraits(NamedTuple):
    """Whether a text of a field is a missing value, and whether it may break a check."""

    is_missing: bool
    is_suspect: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyTexts:
    """What faulty texts come to. Each has a number, `i`.

    Attributes:
        texts: the texts: `KEY`, i.
        delivered: what is wrong with them: i, check, repair, proposal.
        repaired: what is still wrong once they are repaired: i, check, repair, proposal, value.
        new_texts: those that are repaired: i, new.
        changes: every change, a row a repair: i, before, after, repair.
    """

    texts: pl.DataFrame
    delivered: pl.DataFrame
    repaired: pl.DataFrame
    new_texts: pl.DataFrame
    changes: pl.DataFrame

    def plus(self, others: Iterable[FaultyTexts]) -> FaultyTexts:
        """Return these and others together; no text is in two of them."""
        parts = [self, *others]
        return FaultyTexts(
            texts=_stacked([part.texts for part in parts]),
            delivered=_stacked([part.delivered for part in parts]),
            repaired=_stacked([part.repaired for part in parts]),
            new_texts=_stacked([part.new_texts for part in parts]),
            changes=_stacked([part.changes for part in parts]),
        )

    def has_room(self, more: int) -> bool:
        """Whether so many more texts may be remembered."""
        is_small = self.texts.estimated_size("mb") <= _LARGEST_FAULTY
        return is_small and self.texts.height + more <= _MOST_FAULTY


def _stacked(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return frames as one, in few chunks however often one is added to."""
    stacked = pl.concat(frames)
    return stacked.rechunk() if stacked.n_chunks() > _CHUNKS else stacked


NO_TEXTS: Final = FaultyTexts(
    texts=pl.DataFrame(schema={**KEY, "i": pl.UInt32}),
    delivered=pl.DataFrame(schema=_FINDING),
    repaired=pl.DataFrame(schema={**_FINDING, "value": pl.String}),
    new_texts=pl.DataFrame(schema={"i": pl.UInt32, "new": pl.String}),
    changes=pl.DataFrame(
        schema={"i": pl.UInt32, "before": pl.String, "after": pl.String, "repair": pl.UInt8}
    ),
)


class TextCache:
    """What was learnt of texts: the traits of each, by field, and what faulty ones come to.

    It changes: `prefilter` and `check_cells` add to it. One cache belongs to one plan.
    """

    def __init__(self) -> None:
        self._traits: dict[str, dict[str | None, TextTraits]] = {}
        self._lengths: dict[str, int] = {}
        self.faulty = NO_TEXTS

    def traits(self, field: str) -> dict[str | None, TextTraits]:
        """Return the traits of texts of a field (raw name); `learn` adds to them."""
        traits = self._traits.get(field)
        if traits is None or len(traits) > _MOST or self._lengths[field] > _LONGEST:
            traits = self._traits[field] = {}
            self._lengths[field] = 0
        return traits

    def learn(
        self,
        field: str,
        traits: dict[str | None, TextTraits],
        new: Mapping[str | None, TextTraits],
    ) -> None:
        """Add the traits of further texts of a field to what `traits` gave."""
        traits.update(new)
        self._lengths[field] += sum(len(text) for text in new if text)
