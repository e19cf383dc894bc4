"""Which checks of a field some texts break."""

from __future__ import annotations

import polars as pl

from tamis.plan.model import FieldPlan


def present(field: FieldPlan, cells: pl.Series) -> pl.Series:
    """Return the texts of cells as they stand: null where they stand for nothing."""
    return cells.alias(field.raw).to_frame().select(field.text.alias(field.raw)).to_series()


def broken(field: FieldPlan, texts: pl.Series) -> pl.DataFrame:
    """Return a column a check, called by its number: whether each text breaks it.

    Args:
        field: the field's plan.
        texts: the texts that are present.
    """
    typed = texts.alias(field.raw).to_frame().with_columns(field.value.alias(field.typed))
    return typed.select(
        one.broken.fill_null(value=False).alias(str(one.check)) for one in field.checks
    )


def told_once(field: FieldPlan, masks: pl.DataFrame) -> pl.DataFrame:
    """Return what is broken, that of a quiet check only where no other one is."""
    for one in field.checks:
        others = [name for name in masks.columns if name != str(one.check)]
        if one.quiet and others:
            masks = masks.with_columns(pl.col(str(one.check)) & ~pl.any_horizontal(others))
    return masks
