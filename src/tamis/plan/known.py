"""What was found of texts in earlier batches: the same texts come back in every batch.

No state: without it all is judged alike, only slower. Threads may share it: what is held is
replaced, or added to, never taken away from who reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

#: Texts of a field beyond which a new memory is begun.
_MOST: Final = 8192

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
            texts=pl.concat([self.texts, other.texts]),
            found=pl.concat([self.found, other.found]),
            left=pl.concat([self.left, other.left]),
            now=pl.concat([self.now, other.now]),
            steps=pl.concat([self.steps, other.steps]),
        )


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
        self.rulings = NO_RULINGS

    def of(self, field: str) -> dict[str | None, Look]:
        """Return how texts of a field look, to be added to."""
        seen = self._fields.get(field)
        if seen is None or len(seen) > _MOST:
            seen = self._fields[field] = {}
        return seen
