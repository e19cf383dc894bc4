"""The keys of rows as texts, before and after repair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tamis import values
from tamis.plan.cells import Patch, Rows
from tamis.plan.model import FieldPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTexts:
    """The key of each row as one text (null where a part is missing), before and after repair.

    `after` holds the rows that a repair changed, and those alone.
    """

    before: pl.DataFrame
    after: pl.DataFrame


def keys_of(
    groups: Iterable[tuple[FieldPlan, ...]],
    typed: pl.DataFrame,
    patches: Mapping[str, Patch],
    held: Rows,
) -> tuple[KeyTexts, ...]:
    """Return the keys of the rows, typed: 1 and 01 are one key of an integer field."""
    made = []
    for fields in groups:
        text = typed.select(key=key_text(fields)).to_series()
        before = pl.DataFrame({"key": text, "row": held.rows, "line": held.lines})
        touched = [patches[one.raw].at for one in fields if one.raw in patches]
        after = before.clear()
        if touched:
            at = pl.concat(touched).unique()
            sub = retyped(fields, typed[at], patches, at)
            text = sub.select(key=key_text(fields)).to_series()
            after = pl.DataFrame(
                {"key": text, "row": held.rows.gather(at), "line": held.lines.gather(at)}
            )
        made.append(KeyTexts(before=before, after=after))
    return tuple(made)


def retyped(
    fields: Sequence[FieldPlan], sub: pl.DataFrame, patches: Mapping[str, Patch], at: pl.Series
) -> pl.DataFrame:
    """Return the rows `at` with the typed values of the repaired texts."""
    for one in fields:
        if one.raw in patches:
            made = patches[one.raw]
            new = pl.DataFrame({"at": made.at, "new": made.texts})
            joined = pl.DataFrame({"at": at}).join(new, on="at", how="left", maintain_order="left")
            text = joined["new"].is_not_null()
            column = sub[one.raw].zip_with(~text, joined["new"]).alias(one.raw)
            sub = sub.with_columns(column).with_columns(one.text.alias(one.raw))
            sub = sub.with_columns(one.value.alias(one.typed))
    return sub


def key_text(fields: Sequence[FieldPlan]) -> pl.Expr:
    """Return the typed values of a key as one text, null where one of them is missing."""
    return pl.concat_str([_flat(one) for one in fields], separator=" · ", ignore_nulls=False)


def _flat(one: FieldPlan) -> pl.Expr:
    value, dtype = pl.col(one.typed), values.type_module(one.field).DTYPE
    if dtype == pl.String:
        return value
    if isinstance(dtype, pl.Struct):
        return pl.when(value.is_not_null()).then(value.struct.json_encode())
    if isinstance(dtype, pl.List):
        return value.list.join("|")
    if dtype == pl.Float64:
        # 1 and 1.0 are one key, of a number as of an integer that refers to it.
        return value.cast(pl.String).str.strip_suffix(".0")
    return value.cast(pl.String)
