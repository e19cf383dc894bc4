"""What needs every batch: values that must not repeat over a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tamis.plan.keys import KeyTexts
from tamis.tables import findings
from tamis.tables.scratch import Scratch

#: Above this many keys held in memory, they are written to temporary files, by hash.
SPILL_ROWS = 500_000
_PARTS = 32
_KEY = {"key": pl.String, "row": pl.UInt32, "line": pl.UInt32}


class KeyState:
    """The keys of a table: feed it each batch, then ask for the duplicates."""

    def __init__(self, check: int, spill_rows: int = SPILL_ROWS) -> None:
        self.check = check
        self._limit = spill_rows
        self._before: list[pl.DataFrame] = []
        self._after: list[pl.DataFrame] = []
        self._held = 0
        self._scratch = Scratch("keys")
        self._flushes = 0

    def feed(self, texts: KeyTexts) -> None:
        """Take in the keys of a batch."""
        present = texts.before.drop_nulls("key")
        self._before.append(present)
        if texts.after.height:
            self._after.append(texts.after)
        self._held += present.height
        if self._held >= self._limit:
            self._flush()

    def _flush(self) -> None:
        """Write the keys held to one file a hash class, so that each class fits in memory."""
        split = pl.concat(self._before).with_columns(part=pl.col("key").hash() % _PARTS)
        for (part,), held in split.partition_by("part", as_dict=True, include_key=False).items():
            held.write_ipc(self._path(int(part)) / f"{self._flushes:06}.arrow")
        self._before, self._held = [], 0
        self._flushes += 1

    def _path(self, part: int) -> Path:
        path = self._scratch.folder / str(part)
        path.mkdir(exist_ok=True)
        return path

    def duplicates(self, *, after: bool) -> pl.DataFrame:
        """Return the findings on rows whose key an earlier row has, before or after repair."""
        parts = [_repeats(part) for part in self.classes(after=after)]
        repeats = pl.concat([pl.DataFrame(schema={**_KEY, "first": pl.UInt32}), *parts]).sort("row")
        if repeats.is_empty():
            return findings.empty()
        return findings.frame(
            self.check,
            row=repeats["row"],
            line=repeats["line"],
            value=repeats["key"],
            note=repeats["first"].cast(pl.String),
        )

    @property
    def spilled(self) -> bool:
        """Whether keys were written to temporary files."""
        return self._scratch.used

    def classes(self, *, after: bool, split: bool = False) -> Iterator[pl.DataFrame]:
        """Return the keys in classes such that equal keys stand in one class.

        Classes are few or one; with `split`, they are always the same ones.
        """
        amended = pl.concat([pl.DataFrame(schema=_KEY), *self._after])
        if not self._scratch.used and not split:
            yield _amended(self._before, amended if after else None)
            return
        if self._before:
            self._flush()
        for part in range(_PARTS):
            held = [pl.read_ipc(f) for f in self._path(part).glob("*.arrow")]
            kept = _amended(held, amended if after else None)
            yield kept.filter(pl.col("key").hash() % _PARTS == part)


def together(
    one: KeyState, other: KeyState, *, after: bool
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Return the keys of two states in pairs of classes: equal keys stand in one pair."""
    split = one.spilled or other.spilled
    of_one = one.classes(after=after, split=split)
    yield from zip(of_one, other.classes(after=after, split=split), strict=True)


def _amended(held: list[pl.DataFrame], amended: pl.DataFrame | None) -> pl.DataFrame:
    """Return the keys held, those of repaired rows in place of what they were."""
    keys = pl.concat([pl.DataFrame(schema=_KEY), *held])
    if amended is None or amended.is_empty():
        return keys
    kept = keys.join(amended, on="row", how="anti")
    return pl.concat([kept, amended.drop_nulls("key")])


def _repeats(keys: pl.DataFrame) -> pl.DataFrame:
    """Return every row but the first of each key, with the line of the first."""
    twice = keys.filter(pl.col("key").hash().is_duplicated()).sort("row")
    first = twice.with_columns(first=pl.col("line").first().over("key"))
    return first.filter(~pl.col("key").is_first_distinct())
