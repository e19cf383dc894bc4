"""Rows of two sources that stand within a few metres: they may be one thing, published twice.

Nothing is decided here: pairs are scored, for a person to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

import polars as pl

from tamis.release.lineage import SOURCE
from tamis.values.column_names import words
from tamis.values.commune_names import normalized

#: Metres in a degree of latitude, a bit fewer than there are: squares are rather too wide.
_METRES: Final = 111_000.0
_EARTH: Final = 6_371_000.0
#: Rows in a square beyond which it is no place but a default (0,0; the middle of a town).
CROWD: Final = 500
#: Pairs that are kept at most, the best ones.
MOST: Final = 100_000
#: What a row is called, in the order in which it is looked for.
_NAMES: Final = (
    "_nom_|_name_",
    "enseigne|denomination|raison_sociale|libelle|intitule|designation",
)
#: What the score is made of: the likeness of the names, the share of the other cells that agree,
#: and how near the rows are.
WEIGHTS: Final = {"name": 0.5, "cells": 0.3, "distance": 0.2}


def near_pairs(
    texts: pl.DataFrame, places: pl.DataFrame, fields: Sequence[str], metres: float
) -> pl.DataFrame:
    """Return the pairs of rows of two sources that stand near each other, the likeliest first.

    Args:
        texts: the rows, as text, with their lineage.
        places: `lon` and `lat` of each, null where it has none.
        fields: the columns that are compared.
        metres: how far apart two rows may be.

    Returns:
        Indices of both rows (first, second), metres, score (0 to 1).
    """
    pairs = _within(texts[SOURCE], places, metres)
    first, second = texts[pairs["first"]], texts[pairs["second"]]
    shares: dict[str, pl.Series] = {
        "name": pl.Series(_likeness(first, second, fields), dtype=pl.Float64),
        "cells": _agreement(first, second, fields),
        "distance": 1 - pairs["metres"] / metres if pairs.height else pairs["metres"],
    }
    # What cannot be compared (no name) says nothing for or against.
    frame = pairs.with_columns(share.alias(f"_{n}") for n, share in shares.items())
    weighted = sum((pl.col(f"_{n}").fill_null(0) * w for n, w in WEIGHTS.items()), pl.lit(0.0))
    known = sum(
        (pl.col(f"_{n}").is_not_null().cast(pl.Float64) * w for n, w in WEIGHTS.items()),
        pl.lit(0.0),
    )
    scored = frame.select("first", "second", "metres", score=(weighted / known).round(3))
    ordered = scored.sort(["score", "metres", "first", "second"], descending=[True] + [False] * 3)
    return ordered.head(MOST)


def _within(sources: pl.Series, places: pl.DataFrame, metres: float) -> pl.DataFrame:
    """Return the pairs of rows of two sources within some metres: first, second, metres."""
    step = metres / _METRES
    points = (
        places.with_columns(source=sources)
        .with_row_index("row")
        .drop_nulls(["lon", "lat"])
        .with_columns(y=(pl.col("lat") / step).floor().cast(pl.Int64))
    )
    # Squares of one line are as wide as they must be in its middle, whatever the point.
    middle = ((pl.col("y") + 0.5) * step).radians().cos().clip(0.05)
    points = points.with_columns(x=(pl.col("lon") * middle / step).floor().cast(pl.Int64))
    points = points.filter(pl.len().over("x", "y") <= CROWD)
    found = [pl.DataFrame(schema=_PAIRS)]
    for line in (-1, 0, 1):
        shifted = ((pl.col("y") + line + 0.5) * step).radians().cos().clip(0.05)
        column = (pl.col("lon") * shifted / step).floor().cast(pl.Int64)
        for side in (-1, 0, 1):
            moved = points.select(
                "row", "source", "lon", "lat", x=column + side, y=pl.col("y") + line
            )
            joined = points.join(moved, on=["x", "y"], suffix="_2")
            kept = joined.filter(
                pl.col("row") < pl.col("row_2"), pl.col("source") != pl.col("source_2")
            ).with_columns(metres=_distance().round(1))
            found.append(
                kept.filter(pl.col("metres") <= metres).select(
                    pl.col("row").alias("first"), pl.col("row_2").alias("second"), "metres"
                )
            )
    return pl.concat(found).unique(["first", "second"]).sort("first", "second")


_PAIRS: Final = {"first": pl.UInt32, "second": pl.UInt32, "metres": pl.Float64}


def _distance() -> pl.Expr:
    """Return the metres between two points of a joined row."""
    lat, lat_2 = pl.col("lat").radians(), pl.col("lat_2").radians()
    lon, lon_2 = pl.col("lon").radians(), pl.col("lon_2").radians()
    across = ((lat_2 - lat) / 2).sin().pow(2)
    along = lat.cos() * lat_2.cos() * ((lon_2 - lon) / 2).sin().pow(2)
    return (across + along).sqrt().arcsin() * 2 * _EARTH


def name_of_row(fields: Sequence[str]) -> str | None:
    """Return the column that says what a row is called; None where none does.

    >>> name_of_row(["id", "nom_amenageur", "nom_station"]), name_of_row(["id", "puissance"])
    ('nom_amenageur', None)
    """
    for pattern in _NAMES:
        for field in fields:
            if any(part in words(field) for part in pattern.split("|")):
                return field
    return None


def _likeness(
    first: pl.DataFrame, second: pl.DataFrame, fields: Sequence[str]
) -> list[float | None]:
    """Return how like the names of two rows are (0 to 1), None where one has none."""
    name = name_of_row(fields)
    if name is None:
        return [None] * first.height
    return [_ratio(a or "", b or "") for a, b in zip(first[name], second[name], strict=True)]


@lru_cache(maxsize=1 << 16)
def _ratio(first: str, second: str) -> float | None:
    left, right = sorted((normalized(first), normalized(second)))
    if not left:
        return None
    return 1.0 if left == right else SequenceMatcher(None, left, right, autojunk=False).ratio()


def _agreement(first: pl.DataFrame, second: pl.DataFrame, fields: Sequence[str]) -> pl.Series:
    """Return the share of the cells that both rows have and that agree, but for case and blanks."""
    name = name_of_row(fields)
    others = [field for field in fields if field != name]
    agreeing, compared = (pl.zeros(first.height, eager=True) for _ in range(2))
    for a, b in ((_plain(first[field]), _plain(second[field])) for field in others):
        both = (a.is_not_null() & b.is_not_null()).cast(pl.Float64)
        compared += both
        agreeing += (a == b).fill_null(value=False).cast(pl.Float64) * both
    return pl.select(pl.when(compared > 0).then(agreeing / compared)).to_series()


def _plain(texts: pl.Series) -> pl.Series:
    return texts.str.to_lowercase().str.replace_all(r"\s+", "")
