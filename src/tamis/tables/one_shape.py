"""Frames that have some of the columns wanted, as one frame that has them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl


def one_shape(parts: Iterable[pl.DataFrame], columns: Mapping[str, Any]) -> pl.DataFrame:
    """Return frames as one frame of `columns`, nulls where a part has nothing to say."""
    return pl.concat(
        part.select(
            pl.col(name).cast(dtype) if name in part.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in columns.items()
        )
        for part in parts
    )
