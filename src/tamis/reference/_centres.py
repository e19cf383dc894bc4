"""Centres of communes that ship: where each stands, in degrees (``docs/centres.py``, NOTICE)."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import polars as pl

from tamis import shipped


@cache
def centres() -> pl.DataFrame:
    """Return the centres: code of the commune, lon, lat (Float64); not every commune has one."""
    with zipfile.ZipFile(shipped.root() / "reference" / "centres.zip") as archive:
        frame = pl.read_csv(io.BytesIO(archive.read("centres.csv")), infer_schema=False)
    return frame.with_columns(pl.col("lon", "lat").cast(pl.Float64))
