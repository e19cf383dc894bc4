"""The keys of a file, so that a key that another row has is told as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

import polars as pl

from tamis.plan.model import KeyPlan, Plan
from tamis.plan.rows import KeyTexts, key_text
from tamis.plan.state import KeyState
from tamis.tables.batch import Table
from tamis.values.formulas import exact

#: The number and the line of each row, and its keys as it is repaired.
KEYS: Final = "keys.arrow"


def write(
    plan: Plan, journal: Path, folder: Path, table: Callable[[], AbstractContextManager[Table]]
) -> None:
    """Write down the keys of every row, where the schema has any.

    Args:
        plan: the compiled schema.
        journal: what repairs and persons changed.
        folder: where the keys are written.
        table: opens the file, with what a person wrote in it.
    """
    if not plan.keys:
        return
    names = sorted({field.raw for key in plan.keys for field in key.fields})
    parts = []
    with table() as source:
        for batch in source.batches():
            index = pl.int_range(batch.frame.height, dtype=pl.UInt32, eager=True)
            rows, lines = batch.places(index)
            parts.append(batch.frame.select(rows.alias("row"), lines.alias("line"), *names))
    if parts:
        cells = _repaired(pl.concat(parts), journal, names)
        keys = [_texts(key, cells).alias(f"key{n}") for n, key in enumerate(plan.keys)]
        cells.select("row", "line").with_columns(keys).write_ipc(folder / KEYS)


def _texts(key: KeyPlan, cells: pl.DataFrame) -> pl.Series:
    """Return a key of each row as one text, null where a part of it is missing."""
    texts = cells.select(field.text.alias(field.raw) for field in key.fields)
    typed = texts.with_columns(field.value.alias(field.typed) for field in key.fields)
    return typed.select(key_text(key.fields).alias("key")).to_series()


def _repaired(cells: pl.DataFrame, journal: Path, names: Sequence[str]) -> pl.DataFrame:
    """Return cells as the journal says that they are now."""
    changes = (
        pl.scan_csv(journal, infer_schema=False)
        .filter(pl.col("row") != "", pl.col("column") != "")
        .select(
            pl.col("row").cast(pl.UInt32),
            pl.format("c{}", pl.col("column").cast(pl.UInt32) - 1).alias("name"),
            exact(pl.col("after").fill_null("")).alias("after"),
        )
        .unique(["row", "name"], keep="last", maintain_order=True)
        .collect()
    )
    for name in names:
        changed = changes.filter(pl.col("name") == name).select("row", "after")
        joined = cells.join(changed, on="row", how="left", maintain_order="left")
        cells = joined.with_columns(pl.coalesce("after", name).alias(name)).drop("after")
    return cells


def repeated(plan: Plan, folder: Path, row: int, repaired: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Return the findings on a row whose key another one has.

    Args:
        plan: the compiled schema.
        folder: where the keys were written.
        row: the number of the row that is typed in, 0 for a new one.
        repaired: that row as it is repaired.
    """
    if not (folder / KEYS).is_file():
        return
    known = pl.read_ipc((folder / KEYS).read_bytes())
    for n, key in enumerate(plan.keys):
        text = _texts(key, repaired).to_list()[0]
        same = known.filter(pl.col(f"key{n}") == text) if text is not None else known.clear()
        # Of two rows that were alike before, it is the second which is at fault.
        was_so = row in same["row"].to_list()
        others = same.filter(pl.col("row") < row if was_so else pl.lit(value=True))
        if others.height:
            yield _finding(key.check, text, others["line"].to_list()[0])


def _finding(check: int, text: str, line: int) -> pl.DataFrame:
    numbers = {"row": pl.UInt32, "line": pl.UInt32}
    pair = pl.DataFrame(
        {"key": [text, text], "row": [1, 2], "line": [line, line + 1]},
        schema={"key": pl.String, **numbers},
    )
    state = KeyState(check)
    state.feed(KeyTexts(delivered=pair, repaired=pair.clear()))
    return state.duplicates(repaired=False)
