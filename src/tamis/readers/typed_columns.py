"""Typed columns as texts."""

from __future__ import annotations

import polars as pl


def written(name: str, dtype: pl.DataType) -> pl.Expr:
    """Return the texts of a typed column: whole floats without decimals, dates in ISO 8601."""
    value = pl.col(name)
    if dtype.is_float():
        from tamis.readers.cells import digits

        return digits(value)
    if isinstance(dtype, pl.Datetime | pl.Duration):
        return value.dt.to_string(_moment(dtype))
    if isinstance(dtype, pl.Struct):
        return pl.when(value.is_not_null()).then(value.struct.json_encode())
    if isinstance(dtype, pl.List | pl.Array):
        inner = pl.struct(x=value).struct.json_encode().str.slice(5).str.strip_suffix("}")
        return pl.when(value.is_not_null()).then(inner)
    if isinstance(dtype, pl.Binary):
        return value.bin.encode("base64")
    return value.cast(pl.String)


def _moment(dtype: pl.Datetime | pl.Duration) -> str:
    """Return the ISO 8601 form of moments, with the zone that they are in, and of durations."""
    if isinstance(dtype, pl.Duration):
        return "iso"
    zone = {None: "", "UTC": "Z"}.get(dtype.time_zone, "%:z")
    return f"%Y-%m-%dT%H:%M:%S%.f{zone}"
