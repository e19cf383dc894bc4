"""Repairs on the cells that fail, and on those alone: clean data pays nothing for them.

A repair is a function of the text of a cell: each distinct text is repaired once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.plan.broken import broken, present, told_once
from tamis.plan.model import FieldPlan, Stage

#: What is written in the place of a text, or proposed: by which repair.
_MARKS: Final = {"at": pl.UInt32, "repair": pl.UInt8, "proposal": pl.String}
_STEPS: Final = {"i": pl.UInt32, "before": pl.String, "after": pl.String, "repair": pl.UInt8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What repairs make of some texts of one field that fail.

    Attributes:
        at: the indices of those that are changed (UInt32).
        texts: what stands there now.
        repair: the repair that changed each; the least sure, then the last.
        steps: every change: at, before, after, repair.
        left: for each check that a changed text still breaks, positions among `at`.
        offers: what is proposed for texts that stay at fault: at, repair, proposal.
    """

    at: pl.Series
    texts: pl.Series
    repair: pl.Series
    steps: pl.DataFrame
    left: dict[int, pl.Series]
    offers: pl.DataFrame

    def marked(self, found: pl.DataFrame, check: int) -> pl.DataFrame:
        """Return findings of a check (`at` among them) with the repair of each and what it writes.

        A cell that still breaks the check is not cured of it.
        """
        still = self.left.get(check, _NONE)
        new = pl.DataFrame([self.at, self.repair, self.texts.alias("proposal")], schema=_MARKS)
        new = new.with_row_index().filter(~pl.col("index").is_in(still.implode())).drop("index")
        return _joined(found, pl.concat([new, self.offers]).unique("at", keep="first"))

    def offered(self, found: pl.DataFrame) -> pl.DataFrame:
        """Return findings (`at` among them) that no repair cures, with what is proposed."""
        return _joined(found, self.offers)


_NONE: Final = pl.Series(dtype=pl.UInt32)


def _joined(found: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    return found.join(marks, on="at", how="left", maintain_order="left")


def mend(field: FieldPlan, texts: pl.Series, hits: Mapping[int, pl.Series]) -> Mended:
    """Repair the texts of `field` that break a check.

    A repaired text is taken only where it cures something; else the text stays as it is.

    Args:
        field: the field's plan.
        texts: the texts, null where they are missing.
        hits: the indices of the texts that break each check of the field.
    """
    stages = field.stages()
    curable = frozenset().union(*(stage.curable for stage in stages))
    wanted = [at for check, at in hits.items() if check in curable or check == field.lost_zeros]
    at = pl.concat([_NONE, *(wanted if curable else ())]).unique().sort().alias("at")
    cells = pl.DataFrame([at, texts.gather(at).alias("text")])
    made = _Texts(field, cells["text"].unique().drop_nulls())
    for stage in stages:
        made.go_through(stage)
    return made.of(cells)


class _Texts:
    """The distinct texts of the cells that fail, on their way through the stages.

    Each has an index, `i`. What a stage does changes `now` and `broken`; what it proposes is
    kept aside, and the text is left alone from then on.
    """

    def __init__(self, field: FieldPlan, texts: pl.Series) -> None:
        self._field = field
        self._texts = texts
        self._now = texts.clone()  # `scatter` writes in place
        self._broken = _judged(field, texts)
        self._steps: list[pl.DataFrame] = []
        self._marks: list[pl.DataFrame] = []
        self._offers: list[pl.DataFrame] = []
        self._open = pl.repeat(value=True, n=texts.len(), dtype=pl.Boolean, eager=True)

    def go_through(self, stage: Stage) -> None:
        """Try the repairs of a stage on the texts that break what it may cure."""
        names = [str(check) for check in stage.curable]
        if not names or not self._now.len():
            return
        at_fault = self._broken.select(pl.any_horizontal(names)).to_series()
        index = (at_fault & self._open).arg_true().cast(pl.UInt32)
        if not index.len():
            return
        before = self._now.gather(index)
        steps, after = _steps(self._field, stage, index, before)
        again = _judged(self._field, after)
        cured = after.ne_missing(before) & self._cures(stage, self._broken[index], again)
        self._keep(stage, index.filter(cured), after.filter(cured), again.filter(cured), steps)
        self._tell(stage, index.filter(~cured))

    @staticmethod
    def _cures(stage: Stage, was: pl.DataFrame, now: pl.DataFrame) -> pl.Series:
        if not stage.sure:
            return ~now.select(pl.any_horizontal(pl.all())).to_series()
        cured = [(was[name] & ~now[name]).alias(name) for name in was.columns]
        return pl.DataFrame(cured).select(pl.any_horizontal(pl.all())).to_series()

    def _keep(
        self,
        stage: Stage,
        index: pl.Series,
        after: pl.Series,
        again: pl.DataFrame,
        steps: pl.DataFrame,
    ) -> None:
        """Take the texts that a stage cures."""
        if not index.len():
            return
        taken = steps.filter(pl.col("i").is_in(index.implode()))
        own = pl.col("repair").is_in(sorted(stage.own))
        deciding = pl.coalesce(pl.col("repair").filter(own).last(), pl.col("repair").last())
        marks = taken.group_by("i", maintain_order=True).agg(deciding)
        new = pl.DataFrame({"i": index, "proposal": after})
        marks = marks.join(new, on="i", how="left", maintain_order="left")
        if not stage.done:
            self._offers.append(marks)
            self._open = self._open.scatter(index, values=False)
            return
        self._marks.append(marks)
        self._steps.append(taken)
        self._now = self._now.scatter(index, after)
        columns = (self._broken[name].scatter(index, again[name]) for name in again.columns)
        self._broken = pl.DataFrame(list(columns))

    def _tell(self, stage: Stage, index: pl.Series) -> None:
        """Name the repair where it has nothing to write."""
        now = self._now.gather(index).alias(self._field.raw).to_frame()
        for one in stage.repairs:
            if one.told is not None and one.repair in stage.own and index.len():
                where = now.select(one.told.fill_null(value=False)).to_series()
                told = pl.DataFrame({"i": index.filter(where)})
                marks = told.with_columns(repair=pl.lit(one.repair), proposal=pl.lit(None))
                self._offers.append(marks.cast({"repair": pl.UInt8, "proposal": pl.String}))

    def of(self, cells: pl.DataFrame) -> Mended:
        """Return what was made of the cells: (at, text)."""
        numbered = pl.DataFrame({"text": self._texts}).with_row_index("i")
        placed = cells.join(numbered, on="text", how="inner", maintain_order="left")
        placed = placed.select("at", "i")
        marks = _last(self._marks)
        done = placed.join(marks, on="i", how="inner", maintain_order="left")
        steps = pl.concat([pl.DataFrame(schema=_STEPS), *self._steps])
        return Mended(
            at=done["at"],
            texts=done["proposal"],
            repair=done["repair"],
            steps=placed.join(steps, on="i", how="inner", maintain_order="left_right").drop("i"),
            left=dict(self._left(done["i"])),
            offers=placed.join(
                _last(self._offers).sort("i"), on="i", how="inner", maintain_order="left"
            ).select(list(_MARKS)),
        )

    def _left(self, index: pl.Series) -> Iterator[tuple[int, pl.Series]]:
        for name in self._broken.columns:
            at = self._broken[name].gather(index).arg_true().cast(pl.UInt32)
            if at.len():
                yield int(name), at


def _last(marks: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the last mark of each text."""
    schema = {"i": pl.UInt32, "repair": pl.UInt8, "proposal": pl.String}
    made = pl.concat([pl.DataFrame(schema=schema), *(one.select(list(schema)) for one in marks)])
    return made.unique("i", keep="last") if len(marks) > 1 else made


def _steps(
    field: FieldPlan, stage: Stage, index: pl.Series, before: pl.Series
) -> tuple[pl.DataFrame, pl.Series]:
    """Return every change that a chain of repairs makes, and the texts at its end."""
    parts = [pl.DataFrame(schema=_STEPS)]
    text = before.alias(field.raw)
    for one in stage.repairs:
        if one.text is None:
            continue
        new = text.to_frame().select(one.text.alias(field.raw)).to_series()
        changed = new.ne_missing(text)
        if changed.any():
            part = pl.DataFrame({"i": index, "before": text, "after": new}).filter(changed)
            parts.append(part.with_columns(repair=pl.lit(one.repair, dtype=pl.UInt8)))
            text = new
    return pl.concat(parts), text


def _judged(field: FieldPlan, cells: pl.Series) -> pl.DataFrame:
    """Return, for each check of the field, whether each cell breaks it, told once."""
    return told_once(field, broken(field, present(field, cells)))
