"""A Table Schema as a dataframely schema: the same contract for typed Polars frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from tamis import values
from tamis.interop.field_patterns import field_patterns
from tamis.model.schema import Field, Schema

if TYPE_CHECKING:
    import dataframely as dy

#: A check by its name: an expression over a column, true where a value passes.
_Check = tuple[str, Callable[[pl.Expr], pl.Expr]]


def to_dataframely(schema: Schema) -> type[dy.Schema]:
    """Return the contract of `schema` for the frames that `tamis.read` gives.

    Types, required values, enumerations, patterns, formats, bounds, lengths, unique values and the
    primary key are carried over. Rules that look at several rows or fields, and those of
    `custom_checks`, are left to `tamis.validate`.
    """
    import dataframely as dy

    columns = {f"field_{n}": _column(dy, schema, f) for n, f in enumerate(schema.fields)}
    name = "".join(part.capitalize() for part in schema.name.replace("/", "-").split("-"))
    frame_schema: type[dy.Schema] = type(name or "Table", (dy.Schema,), columns)
    return frame_schema


def _column(dy: Any, schema: Schema, field: Field) -> Any:
    is_key = field.name in schema.primary_key
    column = _of_type(dy, values.type_module(field).DTYPE)
    return column(
        alias=field.name,
        nullable=not (field.required or is_key),
        primary_key=is_key,
        check=dict(_checks(field)) or None,
        description=field.description or None,
    )


def _of_type(dy: Any, dtype: Any) -> Callable[..., Any]:
    """Return the class of column of a type, which takes the settings of the column."""
    plain = {
        pl.String: dy.String,
        pl.Int64: dy.Int64,
        pl.Int32: dy.Int32,
        pl.Float64: lambda **more: dy.Float64(allow_inf=True, allow_nan=True, **more),
        pl.Boolean: dy.Bool,
        pl.Date: dy.Date,
        pl.Time: dy.Time,
    }
    for known, column in plain.items():
        if dtype == known:
            found: Callable[..., Any] = column
            return found
    if isinstance(dtype, pl.Datetime):
        unit, zone = dtype.time_unit, dtype.time_zone
        return lambda **more: dy.Datetime(time_unit=unit, time_zone=zone, **more)
    if isinstance(dtype, pl.List):
        inner = _of_type(dy, dtype.inner)(nullable=True)
        return lambda **more: dy.List(inner, **more)
    if isinstance(dtype, pl.Struct):
        members = {m.name: _of_type(dy, m.dtype)(nullable=True) for m in dtype.fields}
        return lambda **more: dy.Struct(members, **more)
    return lambda **more: dy.Any(
        **{k: v for k, v in more.items() if k not in {"nullable", "primary_key"}}
    )


def _checks(field: Field) -> Iterator[_Check]:
    """Yield the checks of a column; a null passes them all."""
    for name, check in _conditions(field):
        yield name, lambda column, check=check: check(column).fill_null(value=True)  # type: ignore[misc]


def _conditions(field: Field) -> Iterator[_Check]:
    limits = field.constraints
    for name, allowed in (("enum", limits.enum), ("categories", field.categories)):
        if allowed is not None:
            texts = [values.descriptor_text(value, field) for value in allowed]
            members = values.read(field, texts).drop_nulls()
            yield name, lambda column, members=members: column.is_in(members.implode())  # type: ignore[misc]
    if limits.unique:
        yield "unique", lambda column: column.is_null() | ~column.is_duplicated()
    if field.type == "string":
        for number, pattern in enumerate(field_patterns(field), start=1):
            yield f"pattern_{number}", lambda column, p=pattern: column.str.contains(p)  # type: ignore[misc]
    if field.type in {"string", "any"}:
        yield from _lengths(limits.min_length, limits.max_length)
    yield from _bounds(field)


def _lengths(least: int | None, most: int | None) -> Iterator[_Check]:
    if least is not None:
        yield "min_length", lambda column: column.str.len_chars() >= least
    if most is not None:
        yield "max_length", lambda column: column.str.len_chars() <= most


def _bounds(field: Field) -> Iterator[_Check]:
    limits = field.constraints
    for name, limit, passes in (
        ("minimum", limits.minimum, pl.Expr.ge),
        ("maximum", limits.maximum, pl.Expr.le),
        ("exclusive_minimum", limits.exclusive_minimum, pl.Expr.gt),
        ("exclusive_maximum", limits.exclusive_maximum, pl.Expr.lt),
    ):
        if limit is None:
            continue
        read = values.read(field, [values.descriptor_text(limit, field)])
        if read.null_count() or isinstance(read.dtype, pl.Struct | pl.List | pl.String):
            continue
        bound = pl.lit(read[0], dtype=read.dtype)
        is_float = read.dtype == pl.Float64

        def check(
            column: pl.Expr,
            bound: pl.Expr = bound,
            passes: Callable[[pl.Expr, pl.Expr], pl.Expr] = passes,
            *,
            is_float: bool = is_float,
        ) -> pl.Expr:
            # NaN has no place in any order (IEEE 754); Polars has it above all numbers.
            return passes(column, bound) & ~column.is_nan() if is_float else passes(column, bound)

        yield name, check
