"""Rows that are compared with others of the same mark, once all of them are read."""

from __future__ import annotations

from typing import Final

import polars as pl

from tamis.plan.evidence import Evidence, Marks
from tamis.plan.model import LikenessPlan
from tamis.tables import findings
from tamis.tables.one_shape import one_shape

#: What is kept of a state of a part of a table: how many cells or rows have a mark (`n`), and
#: those that have it, one by one (`n` is null).
KEPT: Final = {
    "mark": pl.Int64,
    "n": pl.Int64,
    "row": pl.UInt32,
    "line": pl.UInt32,
    "value": pl.String,
}
#: Rows beyond which nothing is compared any more: their texts are kept.
MOST_ROWS: Final = 5_000_000
_NO_ROWS: Final = pl.DataFrame(
    schema={name: KEPT[name] for name in ("mark", "row", "line", "value")}
)


class MarkedRows:
    """The rows of a table that have a mark, and what is compared of them. It changes."""

    def __init__(self, likeness: LikenessPlan) -> None:
        self._likeness = likeness
        self._rows: list[pl.DataFrame] = [_NO_ROWS]
        self._height = 0

    def copy(self) -> MarkedRows:
        """Return another one, with the same in it."""
        other = MarkedRows(self._likeness)
        other._rows, other._height = list(self._rows), self._height
        return other

    def feed(self, evidence: Evidence, marks: Marks) -> None:
        """Take in the rows of a batch."""
        columns = {"mark": marks.marks, "row": evidence.rows, "line": evidence.lines}
        rows = pl.DataFrame({**columns, "value": marks.texts})
        self._take(
            rows if not marks.marks.null_count() else rows.filter(pl.col("mark").is_not_null())
        )

    def _take(self, rows: pl.DataFrame) -> None:
        self._height += rows.height
        if self._height > MOST_ROWS:
            self._rows = [_NO_ROWS]
        else:
            self._rows.append(rows.cast(_NO_ROWS.schema))

    def frame(self) -> pl.DataFrame:
        """Return the rows."""
        return one_shape(self._rows, KEPT)

    def merge(self, kept: pl.DataFrame) -> None:
        """Take in the rows of another part of the table."""
        self._take(kept.select(_NO_ROWS.columns))

    def findings(self) -> pl.DataFrame:
        """Return the rows that are like another one, and should not be."""
        rows = pl.concat(self._rows)
        alike = rows.filter(pl.col("mark").is_duplicated())
        if alike.is_empty():
            return findings.empty()
        found = self._likeness.judge(rows.sort("row")).sort("row")
        return findings.frame(
            self._likeness.check,
            row=found["row"],
            line=found["line"],
            value=found["value"],
            note=found["note"],
        )
