"""What faulty texts come to: findings before and after repair, and what repairs make of them.

All of it is a function of the field, of the text and of whether it was typed as a number, and is
found once for all batches.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from tamis.checks.rules import cell_lost_zeros
from tamis.plan.broken import broken, present, told_once
from tamis.plan.model import FieldPlan, Plan
from tamis.plan.repair import Mended, mend
from tamis.plan.text_cache import KEY, NO_RULINGS, Rulings

#: Texts, and megabytes of them, beyond which a new memory is begun.
_MOST: Final = 50_000
_LARGEST: Final = 8


def rulings_on(plan: Plan, cells: pl.DataFrame) -> Rulings:
    """Return what the texts of some faulty cells come to, those of others maybe among them.

    Args:
        plan: what is known is added to its memory.
        cells: `KEY` of each, more columns maybe.
    """
    held = plan.known.rulings
    wanted = cells.select(KEY.keys()).unique(maintain_order=True)
    new = wanted.join(held.texts, on=list(KEY), how="anti", nulls_equal=True)
    if not new.height:
        return held
    if held.texts.height + new.height > _MOST or held.texts.estimated_size("mb") > _LARGEST:
        held, new = NO_RULINGS, wanted
    fields = {one.position: one for one in plan.fields}
    numbered = new.with_row_index("i", offset=held.texts.height).select(NO_RULINGS.texts.columns)
    for texts in numbered.partition_by("field", maintain_order=True):
        held = held.and_(_ruled(plan, fields[texts["field"][0]], texts))
    plan.known.rulings = held
    return held


def _ruled(plan: Plan, field: FieldPlan, texts: pl.DataFrame) -> Rulings:
    """Return what some texts of one field come to."""
    raw = texts["text"]
    there = present(field, raw)
    hits = _hits(plan, field, there, texts["number"])
    made = mend(field, there, hits)
    found, left = [NO_RULINGS.found.clear()], [NO_RULINGS.left.clear()]
    for check, at in hits.items():
        one = pl.DataFrame({"at": at, "value": raw.gather(at)}).with_columns(check=check)
        found.append(_shaped(made.marked(one, check), texts, NO_RULINGS.found))
        left.append(_shaped(made.offered(_still(one, check, made)), texts, NO_RULINGS.left))
    index = texts["i"]
    now = pl.DataFrame({"i": index.gather(made.at), "now": made.texts})
    steps = made.steps.with_columns(i=index.gather(made.steps["at"]))
    return Rulings(
        texts=texts,
        found=pl.concat(found),
        left=pl.concat(left),
        now=now.cast(NO_RULINGS.now.schema),
        steps=steps.select(NO_RULINGS.steps.columns),
    )


def _still(found: pl.DataFrame, check: int, made: Mended) -> pl.DataFrame:
    """Return the findings of a check on what repairs do not touch, then on what they write."""
    untouched = found.filter(~pl.col("at").is_in(made.at.implode()))
    at = made.left.get(check)
    if at is None:
        return untouched
    again = pl.DataFrame({"at": made.at.gather(at), "value": made.texts.gather(at)})
    return pl.concat([untouched, again.with_columns(check=check).select(found.columns)])


def _shaped(found: pl.DataFrame, texts: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
    numbered = found.with_columns(i=texts["i"].gather(found["at"]))
    return numbered.select(like.columns).cast(like.schema)


def _hits(
    plan: Plan, field: FieldPlan, texts: pl.Series, numbers: pl.Series
) -> dict[int, pl.Series]:
    """Return, for each check that a text breaks, the indices of these texts."""
    masks = told_once(field, _as_numbers(plan, field, numbers, broken(field, texts)))
    hits = {int(mask.name): mask.arg_true().cast(pl.UInt32) for mask in masks}
    return {check: at for check, at in hits.items() if at.len()}


def _as_numbers(
    plan: Plan, field: FieldPlan, numbers: pl.Series, masks: pl.DataFrame
) -> pl.DataFrame:
    """Tell the numbers that stand for codes as such, instead of as codes without their form."""
    if field.lost_zeros is None or not numbers.any():
        return masks
    codes = cell_lost_zeros.INSTEAD_OF
    forms = [name for name in masks.columns if plan.checks[int(name)].code in codes]
    lost = pl.any_horizontal(forms) & numbers if forms else pl.lit(value=False)
    return masks.with_columns(
        lost.alias(str(field.lost_zeros)), *(pl.col(name) & ~numbers for name in forms)
    )
