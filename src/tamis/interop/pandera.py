"""A Table Schema as a pandera schema: the same contract, checked by an independent library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl

from tamis import values
from tamis.model.schema import Field, Schema
from tamis.values import patterns
from tamis.values.types import string

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
    keys = [list(key) for key in (schema.primary_key, *schema.unique_keys) if key]
    frame_schema: pandera.polars.DataFrameSchema = pa.DataFrameSchema(
        columns,
        name=schema.name or None,
        strict=strict,
        unique=keys[0] if keys else None,
    )
    return frame_schema


def _column(pa: Any, schema: Schema, field: Field, backend: Backend) -> Any:
    is_required = field.required or field.name in schema.primary_key
    dtype: Any = values.type_module(field).DTYPE
    if backend == "pandas":
        dtype = _PANDAS.get(field.type, "str" if dtype == pl.String else "object")
    return pa.Column(
        dtype,
        checks=list(_checks(pa, field, backend)),
        nullable=not is_required,
        unique=field.constraints.unique,
        title=field.title or None,
        description=field.description or None,
    )


def _checks(pa: Any, field: Field, backend: Backend) -> Iterator[Any]:
    limits = field.constraints
    for allowed in (limits.enum, field.categories):
        if allowed is not None:
            members = _read(field, [values.descriptor_text(value) for value in allowed])
            if members:
                yield pa.Check.isin(members)
    if field.type == "string":
        for pattern in _patterns(field):
            yield pa.Check.str_matches(_spelt(pattern, backend))
    sized = limits.min_length is not None or limits.max_length is not None
    if sized and field.type in {"string", "any", "geojson"}:
        yield pa.Check.str_length(limits.min_length, limits.max_length)
    if field.type in _ORDERED:
        yield from _bounds(pa, field, backend)


def _patterns(field: Field) -> Iterator[str]:
    pattern, form = field.constraints.pattern, string.form(field)
    if pattern is not None and patterns.is_usable(pattern):
        yield patterns.anchored(pattern)
    if form is not None:
        yield rf"\A(?:{form})\z"


def _spelt(pattern: str, backend: Backend) -> str:
    r"""Return `pattern` so that Python compiles it (pandera does) and the backend's engine agrees.

    Rust has no ``\Z`` and Python no ``\z``; Rust's ``$`` is the very end, Python's is not.
    """
    inner = pattern.removeprefix(r"\A").removesuffix(r"\z")
    plain = re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda m: re.escape(chr(int(m[1], 16))), inner)
    return rf"^{plain}$" if backend == "polars" else rf"\A{plain}\Z"


def _bounds(pa: Any, field: Field, backend: Backend) -> Iterator[Any]:
    limits = field.constraints
    for limit, check in (
        (limits.minimum, pa.Check.ge),
        (limits.maximum, pa.Check.le),
        (limits.exclusive_minimum, pa.Check.gt),
        (limits.exclusive_maximum, pa.Check.lt),
    ):
        if limit is not None and (read := _read(field, [values.descriptor_text(limit)])):
            day = backend == "pandas" and isinstance(read[0], date)
            yield check(datetime.combine(read[0], time.min) if day else read[0])


def _read(field: Field, texts: list[str]) -> list[Any]:
    return values.read(field, texts).drop_nulls().to_list()
