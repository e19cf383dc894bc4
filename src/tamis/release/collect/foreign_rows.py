"""Sources that deliver the rows of others in place of their own: a file put at a wrong address."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis import values
from tamis.model.schema import Schema
from tamis.release import lineage
from tamis.release.inputs.former import TYPED, FormerRelease
from tamis.release.source_result import SourceResult

#: What names a row, as a hash, and its source.
_NAME: Final = "k"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRows:
    """Finds, in what sources deliver today, the rows that others had and still deliver.

    Attributes:
        former: the release before.
        schema: what rows are today.
        key: the fields that name a row; without any, all that it holds names it.
        least: the share of the rows of a source that must still be there.
    """

    former: FormerRelease
    schema: Schema
    key: Sequence[str]
    least: float

    def find(self, results: Mapping[str, SourceResult], sources: Collection[str]) -> dict[str, int]:
        """Return how many rows are others', by source, of those that lost too many of their own.

        Rows that two sources exchange are none: each is delivered once. Nor are those of a source
        that had them before, in vain or not.

        Args:
            results: what each source that could be read delivers today.
            sources: those that the release wants; of the others, rows may be taken over.
        """
        changed = {name: result for name, result in results.items() if self._is_new(name, result)}
        path = self.former.folder / TYPED
        if not changed or not path.is_file():
            return {}
        before = pl.scan_parquet(path)
        names = self._names(before)
        if not names:
            return {}
        former_rows = before.select(_named(names), lineage.SOURCE)
        wanted = former_rows.filter(pl.col(lineage.SOURCE).is_in(list(sources)))
        own = self._own(former_rows, list(changed))
        counts = {}
        for name, result in changed.items():
            rows = self._today(result, names)
            if name in own and self._has_lost(rows, own[name]):
                counts[name] = self._foreign(name, rows, wanted, results, names)
        return {name: foreign for name, foreign in counts.items() if foreign}

    @staticmethod
    def _own(former_rows: pl.LazyFrame, changed: Sequence[str]) -> dict[str, pl.Series]:
        """Return what names the rows that were released of each of these sources."""
        grouped = (
            former_rows.filter(pl.col(lineage.SOURCE).is_in(changed))
            .group_by(lineage.SOURCE)
            .agg(pl.col(_NAME).unique())
            .collect(engine="streaming")
        )
        return dict(zip(grouped[lineage.SOURCE], grouped[_NAME], strict=True))

    def _is_new(self, name: str, result: SourceResult) -> bool:
        """Whether a source of the release before delivers something else than it took from it."""
        before = self.former.sources.get(name)
        if before is None:
            return False
        return before.state != "released" or before.sha256 != result.sha256

    def _names(self, before: pl.LazyFrame) -> list[str]:
        """Return the columns by which rows are known in both releases; none where they differ."""
        was = before.collect_schema()
        wanted = [field for field in self.schema.fields if not self.key or field.name in self.key]
        is_shared = all(was.get(field.name) == values.type_module(field).DTYPE for field in wanted)
        return [field.name for field in wanted] if is_shared else []

    @staticmethod
    def _today(result: SourceResult, names: Sequence[str]) -> pl.Series:
        files = list(result.typed())
        if not files:
            return pl.Series(_NAME, [], dtype=pl.UInt64)
        return pl.scan_parquet(files, glob=False).select(_named(names)).collect()[_NAME].unique()

    def _has_lost(self, rows: pl.Series, own: pl.Series) -> bool:
        """Whether too few of the rows that were released of a source are still there."""
        return own.is_in(rows.implode()).sum() < self.least * own.len()

    def _foreign(
        self,
        name: str,
        rows: pl.Series,
        former_rows: pl.LazyFrame,
        results: Mapping[str, SourceResult],
        names: Sequence[str],
    ) -> int:
        others = former_rows.filter(
            pl.col(lineage.SOURCE) != name, pl.col(_NAME).is_in(rows.implode())
        ).collect()
        if not others.height:
            return 0
        foreign = 0
        for owner, some in others.group_by(lineage.SOURCE):
            of_owner = some[_NAME].unique()
            result = results.get(str(owner[0]))
            if result is not None:
                of_owner = of_owner.filter(of_owner.is_in(self._today(result, names).implode()))
            foreign += of_owner.len()
        before = self.former.sources[name]
        in_vain = before.rows - before.released
        return max(0, foreign - in_vain)


def _named(names: Sequence[str]) -> pl.Expr:
    return pl.struct(names).hash().alias(_NAME)
