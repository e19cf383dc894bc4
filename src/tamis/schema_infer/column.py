"""What is seen of a column while its file is read, within bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import polars as pl

from tamis.schema_infer.candidate import Candidate
from tamis.values import column_names
from tamis.values.empty_words import is_empty_word

#: Distinct texts that are counted one by one, and rows up to which it is known whether all differ.
_COUNTED: Final = 200
_COMPARED: Final = 5_000_000


#: What leads to a person: an e-mail address, a French phone number, wherever it stands in a text.
_REACHES: Final = (
    r"[^\s@]@[^\s@]+\.[A-Za-z]{2}|(^|[^0-9])(\+33|0033|0)[ .-]?[1-9]([ .-]?[0-9]{2}){4}($|[^0-9])"
)


class Column:
    """One column: which candidates still hold, and what its cells were.

    Attributes:
        markers: the texts that say there is nothing, and how often.
        counts: the distinct texts and how often; None: there are too many.
        filled: how many cells are not empty, markers included.
        zeros: whether a text begins with a zero before other digits.
        reaches: whether a text leads to a person.
        example: a text that can be shown.
    """

    def __init__(self, name: str, candidates: Sequence[Candidate]) -> None:
        self.name = name
        self.candidates_left = [candidate for candidate in candidates if candidate.suits_name(name)]
        self.markers: Counter[str] = Counter()
        self.counts: Counter[str] | None = Counter()
        self.filled = 0
        self.zeros = False
        self.reaches = False
        self.example = ""
        self._hashes: list[pl.Series] | None = []

    def see(self, cells: pl.Series) -> None:
        """Take the cells of a batch in (text; null or empty: nothing there)."""
        filled = cells.drop_nulls().alias("text")
        filled = filled.filter(filled != "")
        if not filled.len():
            return
        self.filled += filled.len()
        self._compare(filled)
        counted = filled.value_counts()
        silent = counted.select(is_empty_word(pl.col("text"))).to_series()
        self.markers.update(dict(counted.filter(silent).iter_rows()))
        self._count(counted)
        texts = counted.filter(~silent).select("text")
        if texts.height:
            self._test(texts)

    def _test(self, texts: pl.DataFrame) -> None:
        """Give up the candidates that a text contradicts."""
        self.example = self.example or _shown(texts["text"])
        self.reaches = self.reaches or bool(texts["text"].str.contains(_REACHES).any())
        self.zeros = self.zeros or bool(texts["text"].str.contains("^0[0-9]").any())
        self._keep_matching(texts, [candidate.matches for candidate in self.candidates_left])
        self._keep_matching(texts, [candidate.further for candidate in self.candidates_left])

    def _keep_matching(self, texts: pl.DataFrame, tests: Sequence[pl.Expr | None]) -> None:
        """Give up the candidates whose test a text fails; None tests nothing."""
        exprs = {str(index): test for index, test in enumerate(tests) if test is not None}
        if not exprs:
            return
        passed = texts.select(
            test.fill_null(value=False).all().alias(name) for name, test in exprs.items()
        ).row(0, named=True)
        self.candidates_left = [
            candidate
            for index, candidate in enumerate(self.candidates_left)
            if passed.get(str(index), True)
        ]

    def _count(self, counted: pl.DataFrame) -> None:
        if self.counts is None:
            return
        if counted.height <= _COUNTED:
            self.counts.update(dict(counted.iter_rows()))
        if counted.height > _COUNTED or len(self.counts) > _COUNTED:
            self.counts = None

    def _compare(self, filled: pl.Series) -> None:
        if self._hashes is None:
            return
        self._hashes.append(filled.hash())
        if self.filled > _COMPARED or self._hashes[-1].n_unique() < filled.len():
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

    @property
    def personal(self) -> bool:
        """Whether it may hold persons, by its name or by its texts."""
        return self.reaches or column_names.is_personal(self.name)

    def guess(self) -> Candidate | None:
        """Return what the column is, None for a text."""
        if self.filled == self.markers.total():
            return None
        for candidate in self.candidates_left:
            if candidate.is_believed(self.name, self.distinct) and (
                self.zeros or not candidate.zeros
            ):
                return candidate
        return None


def _shown(texts: pl.Series) -> str:
    """Return the first of some texts that holds nothing but characters to be seen."""
    plain = texts.filter(~texts.str.contains(r"[\p{C}\u2028\u2029]"))
    return str(plain.min()) if plain.len() else ""
