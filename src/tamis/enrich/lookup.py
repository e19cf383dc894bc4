"""Looking up distinct values once, and giving each row what was found for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import polars as pl

#: What was found for one row: a text for each added column.
Cells = tuple[str | None, ...]


def look_up_distinct(
    frame: pl.DataFrame, columns: Sequence[str], look: Callable[[Iterable[Cells]], Iterable[Cells]]
) -> pl.DataFrame:
    """Return the added columns of every row of `frame`, its distinct rows looked up once.

    Args:
        frame: one column of texts a role.
        columns: the names of the added columns.
        look: gives what is found for each distinct row, in their order.
    """
    distinct = frame.unique(maintain_order=True)
    found = list(look(distinct.iter_rows()))
    schema = dict.fromkeys(columns, pl.String)
    added = pl.DataFrame(found, schema=schema, orient="row")
    marked = pl.concat([distinct.rename(lambda name: f"role {name}"), added], how="horizontal")
    frame = frame.rename(lambda name: f"asked {name}")
    joined = frame.join(
        marked,
        how="left",
        left_on=frame.columns,
        right_on=[f"role {name}" for name in distinct.columns],
        nulls_equal=True,
        maintain_order="left",
    )
    return joined.select(columns)
