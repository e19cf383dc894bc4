"""What is wrong with several fields of a row together, and the keys of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import polars as pl

from tamis import values
from tamis.plan.cells import NewCells
from tamis.plan.field_plan import FieldPlan
from tamis.plan.live_rows import LiveRows, without_absent_cells
from tamis.plan.model import Plan, RowCheck
from tamis.tables import findings
from tamis.values import numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTexts:
    """The key of each row as one text (null where a part is missing): key, row, line.

    `repaired` holds the rows whose key a repair touched, and those alone.
    """

    delivered: pl.DataFrame
    repaired: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRows:
    """What the rows of a batch come to.

    Attributes:
        delivered: what is wrong as delivered, as findings.
        repaired: what is wrong once repaired, as findings.
        keys: for each key of the plan, that of each row.
        references: the same, for what the rows refer to.
        referenced_keys: the same, for what they may be referred to by.
    """

    delivered: pl.DataFrame
    repaired: pl.DataFrame
    keys: tuple[KeyTexts, ...]
    references: tuple[KeyTexts, ...]
    referenced_keys: tuple[KeyTexts, ...]


def check_rows(
    plan: Plan, rows: LiveRows, typed: pl.DataFrame, new_cells: Mapping[str, NewCells]
) -> CheckedRows:
    """Check several fields of each row together.

    Args:
        plan: the compiled schema.
        rows: the rows.
        typed: the texts and values of the fields that are looked at together, as delivered.
        new_cells: what repairs make of each column, under its raw name.
    """
    checked = list(_checked(plan, rows, typed, new_cells))
    delivered = findings.stacked(delivered for delivered, _ in checked)
    repaired = findings.stacked(repaired for _, repaired in checked)

    def key_texts(groups: Iterable[_Fields]) -> tuple[KeyTexts, ...]:
        return tuple(_key_texts(group.fields, rows, typed, new_cells) for group in groups)

    return CheckedRows(
        delivered=without_absent_cells(plan, rows, delivered),
        repaired=without_absent_cells(plan, rows, repaired),
        keys=key_texts(plan.keys),
        references=key_texts(plan.references),
        referenced_keys=key_texts(plan.referenced_keys),
    )


class _Fields(Protocol):
    @property
    def fields(self) -> tuple[FieldPlan, ...]: ...


def _checked(
    plan: Plan, rows: LiveRows, typed: pl.DataFrame, new_cells: Mapping[str, NewCells]
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Return the findings of each check of several fields, as delivered and as repaired."""
    if not plan.row_checks or not rows.frame.height:
        return
    screened = [check for check in plan.row_checks if check.doubtful is not None]
    whole = [check for check in plan.row_checks if check.doubtful is None]
    masks = typed.select(check.broken.alias(str(check.check)) for check in whole)
    broken = {check.check: masks[str(check.check)].arg_true() for check in whole}
    broken |= _screened(screened, rows.frame)
    repaired_rows: dict[tuple[str, ...], _RepairedRows] = {}
    for check in plan.row_checks:
        index = broken[check.check].cast(pl.UInt32)
        delivered = (
            _findings(check, rows, index, _read(check, rows.frame, index))
            if index.len()
            else findings.empty()
        )
        names = tuple(field.raw for field in (*check.fields, *check.reads))
        if names not in repaired_rows:
            repaired_rows[names] = _repaired_rows(check, rows, new_cells)
        touched, cells = repaired_rows[names]
        if not touched.len():
            yield delivered, delivered
            continue
        still, now = _still_broken(check, cells)
        untouched = delivered.filter(~index.is_in(touched.implode()))
        again = _findings(check, rows, touched.gather(still), now)
        yield delivered, pl.concat([untouched, again])


class _RepairedRows(NamedTuple):
    """The indices of the rows that a repair changes, and their cells since, as raw texts."""

    touched: pl.Series
    cells: pl.DataFrame


def _repaired_rows(
    check: RowCheck, rows: LiveRows, new_cells: Mapping[str, NewCells]
) -> _RepairedRows:
    """Return the repaired rows as the checks of the same fields see them."""
    fields = {field.raw: field for field in (*check.fields, *check.reads)}
    touched = _touched(tuple(fields.values()), new_cells)
    if not touched.len():
        return _RepairedRows(touched, pl.DataFrame())
    cells = rows.frame.select(fields.keys()).with_columns(
        rows.frame[raw].scatter(new_cells[raw].index, new_cells[raw].texts)
        for raw in fields
        if raw in new_cells
    )
    return _RepairedRows(touched, cells[touched])


def _still_broken(check: RowCheck, cells: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Return the indices of the repaired rows that break a check, and their texts and values."""
    if check.doubtful is None:
        doubted = pl.int_range(cells.height, dtype=pl.UInt32, eager=True)
    else:
        doubted = cells.select(check.doubtful).to_series().arg_true().cast(pl.UInt32)
    now = _read(check, cells, doubted)
    if not doubted.len():
        return doubted, now
    broken = now.select(check.broken).to_series().arg_true().cast(pl.UInt32)
    return doubted.gather(broken), now[broken]


def _screened(checks: Sequence[RowCheck], frame: pl.DataFrame) -> dict[int, pl.Series]:
    """Return the indices of the rows that break each check; only rows in doubt are read."""
    if not checks:
        return {}
    # Rules that have one object for their doubt share it. A missing value is a text here: what
    # is in doubt for it is not broken.
    doubts = {id(check.doubtful): check.doubtful for check in checks}
    masks = frame.select(doubt.alias(str(n)) for n, doubt in doubts.items() if doubt is not None)
    broken = {}
    for check in checks:
        index = masks[str(id(check.doubtful))].arg_true()
        if index.len():
            read = _read(check, frame, index)
            index = index.gather(read.select(check.broken).to_series().arg_true())
        broken[check.check] = index
    return broken


def _read(check: RowCheck, frame: pl.DataFrame, index: pl.Series) -> pl.DataFrame:
    """Return the texts and values of the fields of a check at some rows."""
    fields = {field.raw: field for field in (*check.fields, *check.reads)}.values()
    some = frame.select(field.raw for field in fields)[index]
    texts = some.select(field.text.alias(field.raw) for field in fields)
    return texts.with_columns(field.value.alias(field.typed) for field in check.fields)


def _findings(
    check: RowCheck, rows: LiveRows, index: pl.Series, typed: pl.DataFrame
) -> pl.DataFrame:
    """Return the findings of a check at the rows of `index`, whose texts and values are `typed`."""
    found = rows.findings(check.check, index, typed[check.fields[0].raw])
    if check.repair is not None:
        found = found.with_columns(repair=pl.lit(check.repair, dtype=pl.UInt8))
    if check.note is None:
        return found
    note = typed.select(check.note.cast(pl.String).alias("note")).to_series()
    return found.with_columns(note)


def _touched(fields: Sequence[FieldPlan], new_cells: Mapping[str, NewCells]) -> pl.Series:
    """Return the indices of the rows of which a repair changes one of the fields, in order."""
    none = pl.Series(dtype=pl.UInt32)
    indices = (new_cells[field.raw].index for field in fields if field.raw in new_cells)
    return pl.concat([none, *indices]).unique().sort()


def _key_texts(
    fields: Sequence[FieldPlan],
    rows: LiveRows,
    typed: pl.DataFrame,
    new_cells: Mapping[str, NewCells],
) -> KeyTexts:
    """Return the keys of the rows, typed: 1 and 01 are one key of an integer field."""
    key = key_text(fields)
    touched = _touched(fields, new_cells)
    now = with_new_values(fields, typed[touched], touched, new_cells)
    return KeyTexts(
        delivered=typed.select(key=key, row=rows.rows, line=rows.lines),
        repaired=now.select(
            key=key, row=rows.rows.gather(touched), line=rows.lines.gather(touched)
        ),
    )


def with_new_values(
    fields: Sequence[FieldPlan],
    typed: pl.DataFrame,
    index: pl.Series,
    new_cells: Mapping[str, NewCells],
) -> pl.DataFrame:
    """Return the texts and values of the rows of `index`, those of repaired cells anew."""
    for field in fields:
        if field.raw in new_cells:
            cells = new_cells[field.raw]
            new = pl.DataFrame({"index": cells.index, "new": cells.texts})
            joined = pl.DataFrame({"index": index}).join(
                new, on="index", how="left", maintain_order="left"
            )
            changed = joined["new"].is_not_null()
            texts = joined["new"].zip_with(changed, typed[field.raw]).alias(field.raw)
            typed = typed.with_columns(texts).with_columns(field.text.alias(field.raw))
            typed = typed.with_columns(field.value.alias(field.typed))
    return typed


def key_text(fields: Sequence[FieldPlan], *, exact: bool = True) -> pl.Expr:
    """Return the typed values of a key as one text, null where one of them is missing.

    Args:
        fields: the fields, whose texts and values stand under their names in the plan.
        exact: whether numbers are compared as they are written; else as 64-bit floats, for rows
            without their texts: keys that differ may then look alike, never the reverse.
    """
    parts = [_part(field, exact=exact) for field in fields]
    if len(parts) > 1:
        # What parts the fields stands twice where a value has it: two keys never look alike.
        parts = [part.str.replace_all("·", "··", literal=True) for part in parts]
    return pl.concat_str(parts, separator=" · ", ignore_nulls=False)


def _part(field: FieldPlan, *, exact: bool) -> pl.Expr:
    value, dtype = pl.col(field.typed), values.type_module(field.field).DTYPE
    if dtype == pl.String:
        return value
    if isinstance(dtype, pl.Struct):
        parts = (_without_sign(value.struct[n]) for n in range(len(dtype.fields)))
        return pl.when(value.is_not_null()).then(pl.format("{} {}", *parts))
    if isinstance(dtype, pl.List):
        item = pl.element().str.replace_all("\\", "\\\\", literal=True)
        return value.list.eval(item.str.replace_all("|", "\\|", literal=True)).list.join("|")
    if dtype == pl.Float64 and not exact:
        return _without_sign(value).cast(pl.String).str.strip_suffix(".0")
    if dtype == pl.Float64:
        # What is written, and not the float: 1 and 1.0 are one key, of a number as of an integer
        # that refers to it; 0.1 and 0.10000000000000001 are two.
        return pl.when(value.is_not_null()).then(numbers.exact(field.field, pl.col(field.raw)))
    return value.cast(pl.String)


def _without_sign(value: pl.Expr) -> pl.Expr:
    """Return floats with -0 as 0; adding 0 would be optimised away."""
    return pl.when(value == 0).then(0.0).otherwise(value.cast(pl.Float64))
