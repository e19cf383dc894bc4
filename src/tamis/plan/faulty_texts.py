"""What faulty texts come to: findings as delivered and as repaired, and what repairs change.

All of it is a function of the field, of the text and of whether it was typed as a number, and is
worked out once for all batches.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from tamis.checks.rules import cell_lost_zeros
from tamis.plan.field_plan import FieldPlan
from tamis.plan.model import Plan
from tamis.plan.repair import repair_texts
from tamis.plan.text_cache import KEY, NO_TEXTS, FaultyTexts, TextCache

_NO_INDEX: Final = pl.Series(dtype=pl.UInt32)


def faulty_texts(plan: Plan, cells: pl.DataFrame, cache: TextCache) -> FaultyTexts:
    """Return what the texts of some faulty cells come to, those of others maybe among them.

    Args:
        plan: the compiled schema.
        cells: `KEY` of each, more columns maybe.
        cache: what was worked out before; what is worked out now is added.
    """
    known = cache.faulty
    wanted = cells.select(KEY.keys()).unique(maintain_order=True)
    new = wanted.join(known.texts, on=list(KEY), how="anti", nulls_equal=True)
    if not new.height:
        return known
    if not known.has_room(new.height):
        known, new = NO_TEXTS, wanted
    fields = {field.position: field for field in plan.fields}
    numbered = new.with_row_index("i", offset=known.texts.height).select(NO_TEXTS.texts.columns)
    parts = numbered.partition_by("field", maintain_order=True)
    cache.faulty = known.plus(_of_field(plan, fields[texts["field"][0]], texts) for texts in parts)
    return cache.faulty


def _of_field(plan: Plan, field: FieldPlan, texts: pl.DataFrame) -> FaultyTexts:
    """Return what some texts of one field come to."""
    raw, index = texts["text"], texts["i"]
    present = field.present(raw)
    broken = _broken(plan, field, present, texts["number"])
    repairs = repair_texts(field, present, broken)
    delivered, repaired = [NO_TEXTS.delivered], [NO_TEXTS.repaired]
    # A repaired text may break checks that no text broke as delivered.
    for check in sorted({*broken, *repairs.still_broken}):
        at_fault = broken.get(check, _NO_INDEX)
        found = pl.DataFrame({"index": at_fault, "value": raw.gather(at_fault)})
        found = found.with_columns(check=check)
        delivered.append(_numbered(repairs.delivered(found, check), index, NO_TEXTS.delivered))
        repaired.append(_numbered(repairs.repaired(found, check), index, NO_TEXTS.repaired))
    new_texts = pl.DataFrame({"i": index.gather(repairs.index), "new": repairs.texts})
    return FaultyTexts(
        texts=texts,
        delivered=pl.concat(delivered),
        repaired=pl.concat(repaired),
        new_texts=new_texts.cast(NO_TEXTS.new_texts.schema),
        changes=_numbered(repairs.changes, index, NO_TEXTS.changes),
    )


def _numbered(frame: pl.DataFrame, numbers: pl.Series, like: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with the number of each text in place of its index."""
    numbered = frame.with_columns(i=numbers.gather(frame["index"]))
    return numbered.select(like.columns).cast(like.schema)


def _broken(
    plan: Plan, field: FieldPlan, texts: pl.Series, numbers: pl.Series
) -> dict[int, pl.Series]:
    """Return, for each check that a text breaks, the indices of these texts."""
    masks = _with_lost_zeros(plan, field, numbers, field.broken_checks(texts))
    broken = {
        int(mask.name): mask.arg_true().cast(pl.UInt32) for mask in field.without_quiet(masks)
    }
    return {check: index for check, index in broken.items() if index.len()}


def _with_lost_zeros(
    plan: Plan, field: FieldPlan, numbers: pl.Series, broken: pl.DataFrame
) -> pl.DataFrame:
    """Report numbers that stand for codes as such, instead of as codes without their form."""
    if field.lost_zeros is None or not numbers.any():
        return broken
    codes = cell_lost_zeros.INSTEAD_OF
    forms = [name for name in broken.columns if plan.checks[int(name)].code in codes]
    lost = pl.any_horizontal(forms) & numbers if forms else pl.lit(value=False)
    return broken.with_columns(
        lost.alias(str(field.lost_zeros)), *(pl.col(name) & ~numbers for name in forms)
    )
