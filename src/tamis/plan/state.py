"""What needs every batch: values that must not repeat, or must stand in other fields.

The states change: each is fed every batch of a table, then asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import polars as pl

from tamis.plan.model import Plan
from tamis.plan.rows import KeyTexts
from tamis.tables import findings
from tamis.tables.scratch import Scratch

#: Above this many keys in memory, they are written to temporary files, by hash.
SPILL_ROWS: Final = 500_000
_CLASSES: Final = 32
_KEY: Final = {"key": pl.String, "row": pl.UInt32, "line": pl.UInt32}


class KeyState:
    """The keys of a table: feed it each batch, then ask for the duplicates."""

    def __init__(self, check: int, spill_rows: int = SPILL_ROWS) -> None:
        self.check = check
        self._limit = spill_rows
        self._delivered: list[pl.DataFrame] = []
        self._repaired: list[pl.DataFrame] = []
        self._in_memory = 0
        self._scratch = Scratch("keys")
        self._flushes = 0

    def feed(self, texts: KeyTexts) -> None:
        """Take in the keys of a batch."""
        present = texts.delivered.drop_nulls("key")
        self._delivered.append(present)
        if texts.repaired.height:
            self._repaired.append(texts.repaired)
        self._in_memory += present.height
        if self._in_memory >= self._limit:
            self._flush()

    def _flush(self) -> None:
        """Write the keys in memory to one file a hash class, so that each class fits in memory."""
        split = pl.concat(self._delivered).with_columns(part=pl.col("key").hash() % _CLASSES)
        for (part,), keys in split.partition_by("part", as_dict=True, include_key=False).items():
            keys.write_ipc(self._path(int(part)) / f"{self._flushes:06}.arrow")
        self._delivered, self._in_memory = [], 0
        self._flushes += 1

    def _path(self, part: int) -> Path:
        path = self._scratch.folder / str(part)
        path.mkdir(exist_ok=True)
        return path

    @property
    def is_repaired(self) -> bool:
        """Whether a repair changes a key."""
        return bool(self._repaired)

    def duplicates(self, *, repaired: bool) -> pl.DataFrame:
        """Return the findings on rows whose key an earlier row has, delivered or repaired."""
        parts = [_repeats(part) for part in self.classes(repaired=repaired)]
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
    def is_spilled(self) -> bool:
        """Whether keys were written to temporary files."""
        return self._scratch.used

    def classes(self, *, repaired: bool, split: bool = False) -> Iterator[pl.DataFrame]:
        """Return the keys in classes such that equal keys stand in one class.

        Classes are few or one; with `split`, they are always the same ones.
        """
        new = pl.concat([pl.DataFrame(schema=_KEY), *self._repaired]) if repaired else None
        if not self.is_spilled and not split:
            yield _with_new_keys(self._delivered, new)
            return
        if self._delivered:
            self._flush()
        for part in range(_CLASSES):
            delivered = [pl.read_ipc(path) for path in self._path(part).glob("*.arrow")]
            keys = _with_new_keys(delivered, new)
            yield keys.filter(pl.col("key").hash() % _CLASSES == part)


def _with_new_keys(delivered: Sequence[pl.DataFrame], new: pl.DataFrame | None) -> pl.DataFrame:
    """Return keys, those of repaired rows in place of what they were."""
    keys = pl.concat([pl.DataFrame(schema=_KEY), *delivered])
    if new is None or new.is_empty():
        return keys
    return pl.concat([keys.join(new, on="row", how="anti"), new.drop_nulls("key")])


def _repeats(keys: pl.DataFrame) -> pl.DataFrame:
    """Return every row but the first of each key, with the line of the first."""
    twice = keys.filter(keys["key"].hash().is_duplicated())
    if twice.is_empty():
        return twice.with_columns(first="line")
    twice = twice.sort("row")
    first = twice.with_columns(first=pl.col("line").first().over("key"))
    return first.filter(~pl.col("key").is_first_distinct())


class ReferenceState:
    """What a table refers to, and what may be referred to in it: feed it each batch."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._references = [KeyState(reference.check) for reference in plan.references]
        self.referenced = {key.names: KeyState(-1) for key in plan.referenced_keys}

    def feed(self, references: Sequence[KeyTexts], referenced_keys: Sequence[KeyTexts]) -> None:
        """Take in the keys of a batch."""
        for state, texts in zip(self._references, references, strict=True):
            state.feed(texts)
        for state, texts in zip(self.referenced.values(), referenced_keys, strict=True):
            state.feed(texts)

    def broken(self, tables: Mapping[str, ReferenceState], *, repaired: bool) -> pl.DataFrame:
        """Return the findings on rows that refer to nothing.

        Args:
            tables: the states of the tables of the package, by resource.
            repaired: whether both sides are taken as repaired, else as delivered.
        """
        found = []
        for reference, state in zip(self._plan.references, self._references, strict=True):
            there = self if reference.resource == "" else tables.get(reference.resource)
            referenced = there.referenced.get(reference.referenced) if there else None
            if referenced is not None:
                found.append(_orphans(state, referenced, repaired=repaired))
        return findings.stacked(found)


def _orphans(references: KeyState, referenced: KeyState, *, repaired: bool) -> pl.DataFrame:
    """Return the references whose key is not there, class of keys by class of keys."""
    split = references.is_spilled or referenced.is_spilled
    pairs = zip(
        references.classes(repaired=repaired, split=split),
        referenced.classes(repaired=repaired, split=split),
        strict=True,
    )
    parts = [keys.join(there, on="key", how="anti") for keys, there in pairs]
    orphans = pl.concat(parts).sort("row")
    if orphans.is_empty():
        return findings.empty()
    return findings.frame(
        references.check, row=orphans["row"], line=orphans["line"], value=orphans["key"]
    )
