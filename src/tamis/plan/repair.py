"""Repairs on the texts that fail, and on those alone: clean data pays nothing for them.

A repair is a function of the text of a cell: each distinct text is repaired once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.plan.chain import CHANGES, broken_checks, smallest_chain
from tamis.plan.field_plan import FieldPlan, RepairStage

#: What is written in the place of a text, or proposed, and by which repair.
_PROPOSALS: Final = {"index": pl.UInt32, "repair": pl.UInt8, "proposal": pl.String}
_BY_TEXT: Final = {"i": pl.UInt32, "repair": pl.UInt8, "proposal": pl.String}
_NO_INDEX: Final = pl.Series("index", dtype=pl.UInt32)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedTexts:
    """What repairs make of some texts of one field that fail.

    Attributes:
        index: the indices of the texts that are changed (UInt32).
        texts: what stands there now.
        repair: the repair that changed each; the least sure, then the last.
        changes: every change: index, before, after, repair.
        still_broken: for each check that a changed text still breaks, positions in `index`.
        proposals: what is proposed for texts that stay at fault: index, repair, proposal.
    """

    index: pl.Series
    texts: pl.Series
    repair: pl.Series
    changes: pl.DataFrame
    still_broken: Mapping[int, pl.Series]
    proposals: pl.DataFrame

    def delivered(self, found: pl.DataFrame, check: int) -> pl.DataFrame:
        """Return findings of a check (`index` among them) with the repair of each and its text.

        A text that still breaks the check is not cured of it.
        """
        still = self.still_broken.get(check, _NO_INDEX)
        cured = pl.DataFrame([self.index, self.repair, self.texts.alias("proposal")])
        cured = cured.with_row_index("nth")
        cured = cured.filter(~pl.col("nth").is_in(still.implode())).drop("nth")
        return _joined(found, pl.concat([cured, self.proposals]).unique("index", keep="first"))

    def repaired(self, found: pl.DataFrame, check: int) -> pl.DataFrame:
        """Return the findings of a check (index, value, check) once repairs are done.

        What repairs leave alone is still wrong; what they write may be. Both carry the proposals.
        """
        untouched = found.filter(~pl.col("index").is_in(self.index.implode()))
        nth = self.still_broken.get(check)
        if nth is not None:
            again = pl.DataFrame({"index": self.index.gather(nth), "value": self.texts.gather(nth)})
            again = again.with_columns(check=check).select(found.columns)
            untouched = pl.concat([untouched, again])
        return _joined(untouched, self.proposals)


def _joined(found: pl.DataFrame, proposals: pl.DataFrame) -> pl.DataFrame:
    return found.join(proposals, on="index", how="left", maintain_order="left")


def repair_texts(
    field: FieldPlan, texts: pl.Series, broken: Mapping[int, pl.Series]
) -> RepairedTexts:
    """Repair the texts of `field` that break a check.

    A repaired text is taken only where it cures something; else the text stays as it is.

    Args:
        field: the field's plan.
        texts: the texts, null where they are missing.
        broken: the indices of the texts that break each check of the field.
    """
    stages = field.stages()
    curable = frozenset().union(*(stage.curable for stage in stages))
    wanted = [
        index for check, index in broken.items() if check in curable or check == field.lost_zeros
    ]
    index = pl.concat([_NO_INDEX, *(wanted if curable else ())]).unique().sort().alias("index")
    cells = pl.DataFrame([index, texts.gather(index).alias("text")])
    repairing = _Repairing(field, cells["text"].unique().drop_nulls())
    for stage in stages:
        repairing.apply(stage)
    return repairing.result(cells)


class _Repairing:
    """The distinct texts that fail, on their way through the stages. It changes.

    Each has an index, `i`. What a stage applies changes `now` and `broken`; what it proposes is
    kept aside, and the text is left alone from then on.
    """

    def __init__(self, field: FieldPlan, texts: pl.Series) -> None:
        self._field = field
        self._texts = texts
        self._now = texts.clone()  # `scatter` writes in place
        self._broken = broken_checks(field, texts)
        self._changes: list[pl.DataFrame] = []
        self._applied: list[pl.DataFrame] = []
        self._proposed: list[pl.DataFrame] = []
        self._is_open = pl.repeat(value=True, n=texts.len(), dtype=pl.Boolean, eager=True)

    def apply(self, stage: RepairStage) -> None:
        """Try the repairs of a stage on the texts that break what it may cure."""
        names = [str(check) for check in stage.curable]
        if not names or not self._now.len():
            return
        is_faulty = self._broken.select(pl.any_horizontal(names)).to_series() & self._is_open
        if self._field.cell.witness.clashes:
            is_faulty &= self._field.is_invalid(self._broken)
        index = is_faulty.arg_true().cast(pl.UInt32)
        if not index.len():
            return
        before = self._now.gather(index)
        chain = smallest_chain(self._field, stage, before, self._broken[index])
        attempt = _Attempt(
            index=index.filter(chain.is_cured),
            texts=chain.texts.filter(chain.is_cured),
            broken=chain.broken.filter(chain.is_cured),
        )
        if attempt.index.len():
            placed = chain.changes.with_columns(i=index.gather(chain.changes["i"]))
            self._take(stage, attempt, placed)
        self._name(stage, index.filter(~chain.is_cured))

    def _take(self, stage: RepairStage, attempt: _Attempt, changes: pl.DataFrame) -> None:
        """Take the texts that a stage cures: applied, or proposed."""
        index = attempt.index
        changes = changes.filter(pl.col("i").is_in(index.implode()))
        own = pl.col("repair").is_in(sorted(stage.own))
        deciding = pl.coalesce(pl.col("repair").filter(own).last(), pl.col("repair").last())
        marks = changes.group_by("i", maintain_order=True).agg(deciding)
        new = pl.DataFrame({"i": index, "proposal": attempt.texts})
        marks = marks.join(new, on="i", how="left", maintain_order="left")
        if not stage.is_applied:
            self._proposed.append(marks)
            self._is_open = self._is_open.scatter(index, values=False)
            return
        self._applied.append(marks)
        self._changes.append(changes)
        self._now = self._now.scatter(index, attempt.texts)
        columns = (
            self._broken[name].scatter(index, attempt.broken[name])
            for name in attempt.broken.columns
        )
        self._broken = pl.DataFrame(list(columns))

    def _name(self, stage: RepairStage, index: pl.Series) -> None:
        """Name the repairs that concern a text, where they have nothing to write."""
        now = self._now.gather(index).alias(self._field.raw).to_frame()
        for repair in stage.repairs:
            if repair.concerns is not None and repair.repair in stage.own and index.len():
                concerned = now.select(repair.concerns.fill_null(value=False)).to_series()
                marks = pl.DataFrame({"i": index.filter(concerned)}).with_columns(
                    repair=pl.lit(repair.repair, pl.UInt8), proposal=pl.lit(None, pl.String)
                )
                self._proposed.append(marks)

    def result(self, cells: pl.DataFrame) -> RepairedTexts:
        """Return what was made of the cells: (index, text)."""
        numbered = pl.DataFrame({"text": self._texts}).with_row_index("i")
        placed = cells.join(numbered, on="text", how="inner", maintain_order="left")
        placed = placed.select("index", "i")
        applied = placed.join(_last(self._applied), on="i", how="inner", maintain_order="left")
        changes = pl.concat([pl.DataFrame(schema=CHANGES), *self._changes])
        changes = placed.join(changes, on="i", how="inner", maintain_order="left_right")
        proposed = _last(self._proposed).sort("i")
        proposals = placed.join(proposed, on="i", how="inner", maintain_order="left")
        return RepairedTexts(
            index=applied["index"],
            texts=applied["proposal"],
            repair=applied["repair"],
            changes=changes.drop("i"),
            still_broken=dict(self._still_broken(applied["i"])),
            proposals=proposals.select(list(_PROPOSALS)),
        )

    def _still_broken(self, applied: pl.Series) -> Iterator[tuple[int, pl.Series]]:
        for name in self._broken.columns:
            nth = self._broken[name].gather(applied).arg_true().cast(pl.UInt32)
            if nth.len():
                yield int(name), nth


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """Texts that a stage cures: their indices, the new texts, and the checks that these break."""

    index: pl.Series
    texts: pl.Series
    broken: pl.DataFrame


def _last(marks: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the last mark of each text."""
    stacked = pl.concat([pl.DataFrame(schema=_BY_TEXT), *(m.select(list(_BY_TEXT)) for m in marks)])
    return stacked.unique("i", keep="last") if len(marks) > 1 else stacked
