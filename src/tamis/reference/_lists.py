"""Lists that ship: names of cantons and countries, codes of countries and of ways (FANTOIR)."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Literal

import polars as pl

from tamis import shipped

ListName = Literal["cantons", "fantoir", "pays", "pays_iso2", "pays_iso3"]


@cache
def shipped_list(name: ListName) -> pl.Series:
    """Return the values of a list, as text, in order (``docs/lists.py`` says where from).

    ``cantons`` and ``pays`` are names in French: those of the official geographic code of 2023 and
    2024, and for countries those of ISO 3166-1 besides; the codes are those of both. ``fantoir``
    has the first four characters of the codes of ways, which DGFiP publishes no more since 2023.
    """
    with zipfile.ZipFile(shipped.root() / "reference" / "lists.zip") as archive:
        return pl.read_csv(io.BytesIO(archive.read(f"{name}.csv")), infer_schema=False).to_series()
