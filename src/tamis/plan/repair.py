"""Repairs on the cells that fail, and on those alone: clean data pays nothing for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.plan.compile import FieldPlan

#: One row a change. `column` counts from 1; 0 is the whole row.
CHANGES: Final = {
    "row": pl.UInt32,
    "line": pl.UInt32,
    "column": pl.UInt32,
    "before": pl.String,
    "after": pl.String,
    "repair": pl.UInt8,
}


def no_changes() -> pl.DataFrame:
    """Return a frame of changes without a row."""
    return pl.DataFrame(schema=CHANGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """The cells of one column that repairs changed.

    Attributes:
        at: indices of their rows among those that are not blank (UInt32).
        texts: what the cells hold now.
        repair: the last repair that changed each.
        steps: every change: at, before, after, repair.
        left: for each check that a mended cell still breaks, positions among `at`.
    """

    at: pl.Series
    texts: pl.Series
    repair: pl.Series
    steps: pl.DataFrame
    left: dict[int, pl.Series]

    def marked(self, found: pl.DataFrame, check: int, at: pl.Series) -> pl.DataFrame:
        """Return findings with the repair that cures them, and the text it writes."""
        still = self.left.get(check, pl.Series([], dtype=pl.UInt32))
        index = pl.int_range(self.at.len(), eager=True, dtype=pl.UInt32)
        new = pl.DataFrame({"at": self.at, "repair": self.repair, "proposal": self.texts})
        new = new.filter(~index.is_in(still.implode()))
        bare = found.drop("repair", "proposal").with_columns(at)
        named = bare.rename({at.name: "at"}) if at.name != "at" else bare
        joined = named.join(new, on="at", how="left", maintain_order="left")
        return joined.select(found.columns)


def mend(field: FieldPlan, texts: pl.DataFrame, hits: dict[int, pl.Series]) -> Mended | None:
    """Repair the cells of `field` at the rows that break a curable check.

    A repaired text is taken only where it cures something; else the cell stays as it is.

    Args:
        field: the field's plan.
        texts: the text columns of the rows that are not blank.
        hits: the rows that break each check of the field.
    """
    curable = [at for check, at in hits.items() if check in field.curable]
    if not curable:
        return None
    at = pl.concat([one.alias("at") for one in curable]).unique().sort()
    before = texts[field.raw].gather(at)
    steps, after = _steps(field, at, before)
    changed = after.ne_missing(before)
    if not changed.any():
        return None
    broken = _again(field, after)
    cured = _cured(hits, at, broken) & changed
    if not cured.any():
        return None
    kept = at.filter(cured)
    steps = steps.filter(pl.col("at").is_in(kept.implode()))
    last = steps.group_by("at", maintain_order=True).agg(pl.col("repair").last()).sort("at")
    index = cured.arg_true().cast(pl.UInt32)
    position = pl.DataFrame({"i": index, "p": pl.int_range(index.len(), eager=True)})
    return Mended(
        at=kept,
        texts=after.filter(cured),
        repair=last["repair"],
        steps=steps,
        left={check: left for check, i in broken.items() if (left := _among(i, position)).len()},
    )


def _steps(field: FieldPlan, at: pl.Series, before: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Return every change that the chain of repairs makes, and the texts at its end."""
    parts: list[pl.DataFrame] = []
    text = before.alias(field.raw)
    for one in field.repairs:
        new = text.to_frame().select(one.text.alias(field.raw)).to_series()
        changed = new.ne_missing(text)
        if changed.any():
            part = pl.DataFrame({"at": at, "before": text, "after": new}).filter(changed)
            parts.append(part.with_columns(repair=pl.lit(one.repair, dtype=pl.UInt8)))
            text = new
    return (pl.concat(parts) if parts else pl.DataFrame()), text


def _again(field: FieldPlan, texts: pl.Series) -> dict[int, pl.Series]:
    """Return, for each check of the field, the indices of `texts` that break it."""
    frame = texts.to_frame().select(field.text.alias(field.raw))
    typed = frame.with_columns(field.value.alias(field.typed))
    masks = typed.select(one.broken.alias(str(one.check)) for one in field.checks)
    return {int(name): masks[name].arg_true().cast(pl.UInt32) for name in masks.columns}


def _cured(hits: dict[int, pl.Series], at: pl.Series, broken: dict[int, pl.Series]) -> pl.Series:
    """Return which of the cells `at` broke a check that their repaired text does not."""
    index = pl.int_range(at.len(), eager=True, dtype=pl.UInt32)
    cured = pl.repeat(value=False, n=at.len(), eager=True, dtype=pl.Boolean)
    for check, rows in hits.items():
        was = at.is_in(rows.implode())
        still = index.is_in(broken[check].implode())
        cured = cured | (was & ~still)
    return cured


def _among(index: pl.Series, position: pl.DataFrame) -> pl.Series:
    """Return the positions, among the kept cells, of indices among all."""
    found = position.join(pl.DataFrame({"i": index}), on="i", how="semi", maintain_order="left")
    return found["p"].cast(pl.UInt32)
