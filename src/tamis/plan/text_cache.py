"""What was found of texts in earlier batches: the same texts come back in every batch.

No state: without it all is judged alike, only slower. Threads may share it: what is held is
replaced, or added to, never taken away from who reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

#: Texts of a field, and characters in them, beyond which a new memory is begun.
_MOST: Final = 8192
_LONGEST: Final = 1 << 20
_CHUNKS: Final = 32

#: What a faulty text is known by: its field (position), itself, and whether it is a number's.
KEY: Final = {"field": pl.UInt32, "text": pl.String, "number": pl.Boolean}
_RULED: Final = {"i": pl.UInt32, "check": pl.UInt16, "repair": pl.UInt8, "proposal": pl.String}
_STEPS: Final = {"i": pl.UInt32, "before": pl.String, "after": pl.String, "repair": pl.UInt8}


class Look(NamedTuple):
    """Whether a text of a field stands for no value, and whether it may break a check."""

    lacks: bool
    suspect: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """What faulty texts come to. Each has a number, `i`.

    Attributes:
        texts: the texts: `KEY`, i.
        found: what is wrong: i, check, repair, proposal.
        left: what is still wrong once repaired: i, check, repair, proposal, value.
        now: those that are repaired: i, now.
        steps: every change of theirs: i, before, after, repair.
    """

    texts: pl.DataFrame
    found: pl.DataFrame
    left: pl.DataFrame
    now: pl.DataFrame
    steps: pl.DataFrame

    def and_(self, other: Rulings) -> Rulings:
        """Return both; no text is in both."""
        return Rulings(
            texts=_both(self.texts, other.texts),
            found=_both(self.found, other.found),
            left=_both(self.left, other.left),
            now=_both(self.now, other.now),
            steps=_both(self.steps, other.steps),
        )


def _both(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return both frames as one, in few chunks however often one is added to."""
    made = pl.concat([one, other])
    return made.rechunk() if made.n_chunks() > _CHUNKS else made


NO_RULINGS: Final = Rulings(
    texts=pl.DataFrame(schema={**KEY, "i": pl.UInt32}),
    found=pl.DataFrame(schema=_RULED),
    left=pl.DataFrame(schema={**_RULED, "value": pl.String}),
    now=pl.DataFrame(schema={"i": pl.UInt32, "now": pl.String}),
    steps=pl.DataFrame(schema=_STEPS),
)


class Known:
    """What was found of texts, by field: how each looks, and what the faulty ones come to."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[str | None, Look]] = {}
        self._lengths: dict[str, int] = {}
        self.rulings = NO_RULINGS

    def of(self, field: str) -> dict[str | None, Look]:
        """Return how texts of a field look; `learn` adds to it."""
        seen = self._fields.get(field)
        if seen is None or len(seen) > _MOST or self._lengths[field] > _LONGEST:
            seen = self._fields[field] = {}
            self._lengths[field] = 0
        return seen

    def learn(
        self, field: str, seen: dict[str | None, Look], new: Mapping[str | None, Look]
    ) -> None:
        """Add how further texts of a field look to what `of` gave."""
        seen.update(new)
        self._lengths[field] += sum(len(text) for text in new if text)
