"""What is seen of a column while its file is read, within bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from tamis.engine._guesses import Guess

#: What people write where they have nothing to say.
MARKERS: Final = (
    "NC", "N/C", "nc", "n.c.", "N.C.", "NA", "N/A", "n/a", "ND", "N.D.", "nd", "NR", "-", "--",
    "?", "null", "NULL", "None", "nan", "NaN", "#N/A", "Non renseigné", "non renseigné",
    "Non communiqué", "non communiqué",
)  # fmt: skip
#: Distinct texts that are counted one by one, and rows up to which it is known whether all differ.
_COUNTED: Final = 200
_COMPARED: Final = 5_000_000


class Column:
    """One column: which guesses still hold, and what its cells were."""

    def __init__(self, name: str, guesses: Sequence[Guess]) -> None:
        self.name = name
        self.left = [one for one in guesses if one.suits(name)]
        self.markers: Counter[str] = Counter()
        self.counts: Counter[str] | None = Counter()
        self.filled = 0
        self.zeros = False
        self.example = ""
        self._hashes: list[pl.Series] | None = []

    def see(self, cells: pl.Series) -> None:
        """Take the cells of a batch in (text; null or empty: nothing there)."""
        there = cells.drop_nulls().alias("text")
        there = there.filter(there != "")
        if not there.len():
            return
        self.filled += there.len()
        self._compare(there)
        counted = there.value_counts()
        marked = counted.filter(pl.col("text").is_in(MARKERS))
        self.markers.update(dict(marked.iter_rows()))
        self._count(counted)
        texts = counted.filter(~pl.col("text").is_in(MARKERS)).select("text")
        if texts.height:
            self._hold(texts)

    def _hold(self, texts: pl.DataFrame) -> None:
        """Give up the guesses that a text contradicts."""
        self.example = self.example or str(texts["text"].min())
        self.zeros = self.zeros or bool(texts["text"].str.contains("^0[0-9]").any())
        self._ask(texts, {at: one.holds for at, one in enumerate(self.left)})
        more = {at: one.also for at, one in enumerate(self.left) if one.also is not None}
        self._ask(texts, more)

    def _ask(self, texts: pl.DataFrame, what: Mapping[int, pl.Expr]) -> None:
        """Give up the guesses, by their place, of which a text says no."""
        if what:
            asked = (held.fill_null(value=False).all().alias(str(at)) for at, held in what.items())
            said = texts.select(asked).row(0, named=True)
            kept = (said.get(str(at), True) for at in range(len(self.left)))
            self.left = [one for one, still in zip(self.left, kept, strict=True) if still]

    def _count(self, counted: pl.DataFrame) -> None:
        if self.counts is None:
            return
        if counted.height <= _COUNTED:
            self.counts.update(dict(counted.iter_rows()))
        if counted.height > _COUNTED or len(self.counts) > _COUNTED:
            self.counts = None

    def _compare(self, there: pl.Series) -> None:
        if self._hashes is None:
            return
        self._hashes.append(there.hash())
        if self.filled > _COMPARED or self._hashes[-1].n_unique() < there.len():
            self._hashes = None

    @property
    def differ(self) -> bool:
        """Whether no text stands twice, as far as that is known."""
        return self._hashes is not None and pl.concat(self._hashes).is_unique().all()

    @property
    def distinct(self) -> int:
        """How many distinct texts there are, markers left out; one more than counted at most."""
        if self.counts is None:
            return _COUNTED + 1
        return len(self.counts.keys() - self.markers.keys())

    def guess(self) -> Guess | None:
        """Return what the column is, None for a text."""
        if not self.example:
            return None
        for one in self.left:
            if one.believed(self.name, self.distinct) and (self.zeros or not one.zeros):
                return one
        return None
