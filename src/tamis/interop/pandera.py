"""A Table Schema as a pandera schema: the same contract, checked by an independent library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl

from tamis import values
from tamis.interop.field_patterns import field_patterns
from tamis.model.schema import Field, Schema
from tamis.values import patterns

if TYPE_CHECKING:
    import pandera.pandas
    import pandera.polars

Backend = Literal["polars", "pandas"]

#: What pandas calls the types that have an order or a truth; the rest are objects.
_PANDAS: Final = {
    "integer": "Int64",
    "year": "Int32",
    "number": "float64",
    "boolean": "boolean",
    "datetime": "datetime64[us]",
    "date": "datetime64[us]",
    "yearmonth": "datetime64[us]",
}
#: Types whose values pandera can hold against a bound.
_ORDERED: Final = frozenset({"integer", "number", "date", "datetime", "time", "year", "yearmonth"})


def to_pandera(
    schema: Schema, backend: Backend = "polars", *, strict: bool = False
) -> pandera.polars.DataFrameSchema | pandera.pandas.DataFrameSchema:
    """Return the contract of `schema` for typed frames.

    Types, required values, enumerations, patterns, formats, bounds, lengths, unique values and
    the primary key are carried over. A pattern on a field that is no text says nothing of typed
    values, and is left to `tamis.validate`.

    Args:
        schema: the Table Schema.
        backend: the kind of frame to check.
        strict: whether columns that the schema does not name are refused.
    """
    if backend == "polars":
        import pandera.polars as pa
    else:
        import pandera.pandas as pa  # type: ignore[no-redef]
    columns = {field.name: _column(pa, schema, field, backend) for field in schema.fields}
    native = backend == "pandas"
    frame_schema: pandera.polars.DataFrameSchema = pa.DataFrameSchema(
        columns,
        name=schema.name or None,
        strict=strict,
        unique=list(schema.primary_key) or None if native else None,
        checks=None if native else list(_keys(pa, schema)),
    )
    return frame_schema


def _column(pa: Any, schema: Schema, field: Field, backend: Backend) -> Any:
    is_required = field.required or field.name in schema.primary_key
    dtype: Any = values.type_module(field).DTYPE
    native = backend == "pandas"
    if native:
        dtype = _PANDAS.get(field.type, "str" if dtype == pl.String else "object")
    # Where a number is required, pandera would refuse NaN, which is one.
    kept_apart = is_required and dtype == pl.Float64
    return pa.Column(
        dtype,
        checks=[*_checks(pa, field, backend), *([_present(pa)] if kept_apart else [])],
        nullable=not is_required or kept_apart,
        unique=native and field.constraints.unique,
        title=field.title or None,
        description=field.description or None,
    )


def _expression(pa: Any, name: str, build: Callable[[pl.Expr], pl.Expr]) -> Any:
    """Return a check by an expression over a column; rows where it says nothing pass."""

    def check(data: Any) -> pl.LazyFrame:
        passed = build(pl.col(data.key)).fill_null(value=True)
        frame: pl.LazyFrame = data.lazyframe.select(passed)
        return frame

    return pa.Check(check, name=name, ignore_na=False)


def _present(pa: Any) -> Any:
    return _expression(pa, "required", lambda value: value.is_not_null())


def _comparable(value: pl.Expr, dtype: Any) -> pl.Expr:
    """Return what equal values share, and different ones do not: lists are compared as texts."""
    if not isinstance(dtype, pl.List):
        return value
    item = pl.element()
    return value.list.eval(pl.format("{}:{}", item.str.len_chars(), item)).list.join(",")


def _keys(pa: Any, schema: Schema) -> Iterator[Any]:
    """Return the checks of keys: rows that lack a part of one repeat freely.

    What 64-bit floats cannot tell apart may be two numbers: keys of numbers are left to
    `tamis.validate`, which compares what is written.
    """
    for names in (schema.primary_key, *schema.unique_keys):
        fields = [field for name in names if (field := schema.field(name)) is not None]
        if not fields or len(fields) < len(names) or any(f.type == "number" for f in fields):
            continue
        columns = [(field.name, values.type_module(field).DTYPE) for field in fields]
        parts = [_comparable(pl.col(name), dtype) for name, dtype in columns]
        lacks = pl.any_horizontal(pl.col(name).is_null() for name in names)
        passed = lacks | ~pl.struct(parts).is_duplicated()
        yield pa.Check(partial(_select, passed), name=f"unique: {', '.join(names)}")


def _select(passed: pl.Expr, data: Any) -> pl.LazyFrame:
    frame: pl.LazyFrame = data.lazyframe.select(passed)
    return frame


def _checks(pa: Any, field: Field, backend: Backend) -> Iterator[Any]:
    limits, dtype = field.constraints, values.type_module(field).DTYPE
    for allowed in (limits.enum, field.categories):
        if allowed is not None:
            yield from _members(pa, field, [*allowed], backend)
    if limits.unique and backend == "polars" and field.type != "number":

        def single(value: pl.Expr) -> pl.Expr:
            return value.is_null() | ~_comparable(value, dtype).is_duplicated()

        yield _expression(pa, "unique", single)
    if field.type == "string":
        for pattern in field_patterns(field):
            yield pa.Check.str_matches(_spelt(pattern, backend))
    sized = limits.min_length is not None or limits.max_length is not None
    if sized and field.type in {"string", "any", "geojson"}:
        yield pa.Check.str_length(limits.min_length, limits.max_length)
    if field.type in _ORDERED:
        yield from _bounds(pa, field, backend)


def _members(pa: Any, field: Field, allowed: list[Any], backend: Backend) -> Iterator[Any]:
    """Return the check of a list of values, read as the field's type."""
    texts = [values.descriptor_text(value, field) for value in allowed]
    members = values.read(field, texts).drop_nulls()
    nested = isinstance(members.dtype, pl.Struct | pl.List)
    if backend == "pandas" or (members.len() and not nested):
        if members.len():
            yield pa.Check.isin(members.to_list())
        return

    def among(value: pl.Expr) -> pl.Expr:
        equal = [value == pl.lit(members.slice(index, 1)).first() for index in range(len(members))]
        return value.is_null() | pl.any_horizontal(*equal, pl.lit(value=False))

    yield _expression(pa, "isin", among)


def _spelt(pattern: str, backend: Backend) -> str:
    r"""Return `pattern` so that Python compiles it (pandera does) and the backend's engine agrees.

    Rust has no ``\Z`` and Python no ``\z``; Rust's ``$`` is the very end, Python's is not.
    """
    inner = pattern.removeprefix(r"\A").removesuffix(r"\z")
    plain = patterns.unescaped(inner)
    return rf"^{plain}$" if backend == "polars" else rf"\A{plain}\Z"


def _bounds(pa: Any, field: Field, backend: Backend) -> Iterator[Any]:
    limits = field.constraints
    for limit, check in (
        (limits.minimum, pa.Check.ge),
        (limits.maximum, pa.Check.le),
        (limits.exclusive_minimum, pa.Check.gt),
        (limits.exclusive_maximum, pa.Check.lt),
    ):
        if limit is not None and (read := _read(field, [values.descriptor_text(limit, field)])):
            if field.type == "number" and backend == "polars":
                # Polars has NaN above all numbers; it has no place in any order (IEEE 754).
                yield _expression(pa, "not NaN", lambda value: ~value.is_nan())
            day = backend == "pandas" and isinstance(read[0], date)
            yield check(datetime.combine(read[0], time.min) if day else read[0])


def _read(field: Field, texts: list[str]) -> list[Any]:
    return values.read(field, texts).drop_nulls().to_list()
