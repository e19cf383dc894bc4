"""Bytes as a column of numbers: Polars compares many at a time."""

from __future__ import annotations

import polars as pl


def octets(data: bytes) -> pl.Series:
    r"""Return the bytes of `data`, one a row (UInt8).

    >>> octets(b"a\n").to_list(), octets(b"").len()
    ([97, 10], 0)
    """
    if not data:
        return pl.Series(dtype=pl.UInt8)
    return pl.Series([data], dtype=pl.Binary).cast(pl.List(pl.UInt8)).explode()
