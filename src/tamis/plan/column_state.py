"""What needs every batch, and is judged in the end: classes of cells, and twin rows.

The states change: each is fed every batch of a table, then asked. What they answer depends on the
rows alone, not on the batches that brought them: states of parts of a table can be merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final, Protocol

import polars as pl

from tamis.plan.evidence import Evidence, Marks
from tamis.plan.marked_rows import KEPT, MarkedRows
from tamis.plan.model import ColumnCheck, Plan, TwinPlan
from tamis.tables import findings
from tamis.tables.one_shape import one_shape

#: Cells of one class, at most, that can be at fault one by one.
MOST_CELLS: Final = 20_000
#: Classes beyond which a column says nothing.
MOST_CLASSES: Final = 4_096
#: Rows beyond which twins are not looked for any more: sixteen bytes a row are kept.
MOST_ROWS: Final = 40_000_000
_MARKED: Final = 500_000


class State(StrEnum):
    """Which states of a table something was kept of."""

    DELIVERED = "delivered"
    REPAIRED = "repaired"
    BOTH = "both"


class _Side(Protocol):
    """What was kept of one state of a table, delivered or repaired."""

    def feed(self, evidence: Evidence, marks: Marks) -> None: ...

    def copy(self) -> _Side: ...

    def frame(self) -> pl.DataFrame: ...

    def merge(self, kept: pl.DataFrame) -> None: ...

    def findings(self) -> pl.DataFrame: ...


class EvidenceState:
    """What was kept of both states of a table, for one check. It changes."""

    def __init__(self, side: _Side) -> None:
        self._delivered = side
        self._repaired = side

    def feed(self, evidence: Evidence) -> None:
        """Take in a batch."""
        if evidence.repaired is not None and self._repaired is self._delivered:
            self._repaired = self._delivered.copy()
        self._delivered.feed(evidence, evidence.delivered)
        if self._repaired is not self._delivered:
            self._repaired.feed(evidence, evidence.repaired or evidence.delivered)

    @property
    def is_repaired(self) -> bool:
        """Whether the two states differ."""
        return self._repaired is not self._delivered

    def frames(self) -> Iterator[tuple[State, pl.DataFrame]]:
        """Return all that was kept, as frames of the columns `KEPT`."""
        if self._repaired is self._delivered:
            yield State.BOTH, self._delivered.frame()
            return
        yield State.DELIVERED, self._delivered.frame()
        yield State.REPAIRED, self._repaired.frame()

    def merge(self, state: State, kept: pl.DataFrame) -> None:
        """Take in what was kept of another part of the table."""
        if state is not State.BOTH and self._repaired is self._delivered:
            self._repaired = self._delivered.copy()
        if state is not State.REPAIRED:
            self._delivered.merge(kept)
        if state is not State.DELIVERED and self._repaired is not self._delivered:
            self._repaired.merge(kept)

    def findings(self, *, repaired: bool) -> pl.DataFrame:
        """Return what is wrong, delivered or repaired."""
        return (self._repaired if repaired else self._delivered).findings()


def states(plan: Plan) -> tuple[EvidenceState, ...]:
    """Return a state for each check that `tamis.plan.evidence` gathers for, in its order."""
    sides: Iterable[_Side] = (
        *(ClassCounts(check) for check in plan.column_checks),
        *(RowHashes(twins) for twins in plan.twins),
        *(MarkedRows(likeness) for likeness in plan.likenesses),
    )
    return tuple(map(EvidenceState, sides))


class ClassCounts:
    """How many cells of a column each class has, and the cells of those that have few."""

    def __init__(self, check: ColumnCheck) -> None:
        self._check = check
        self._counts: dict[int, int] = {}
        self._cells: list[tuple[pl.Series, ...]] = []
        self._kept = 0

    def copy(self) -> ClassCounts:
        """Return another one, with the same in it."""
        other = ClassCounts(self._check)
        other._counts, other._cells = dict(self._counts), list(self._cells)
        other._kept = self._kept
        return other

    def feed(self, evidence: Evidence, marks: Marks) -> None:
        """Take in the cells of a batch."""
        if len(self._counts) > MOST_CLASSES:
            return
        classes = marks.marks.alias("class")
        for value, n in classes.value_counts().iter_rows():
            if value is not None:
                self._counts[value] = self._counts.get(value, 0) + n
        if self._check.is_whole or marks.texts is None:
            return
        cells: tuple[pl.Series, ...] = (classes, evidence.rows, evidence.lines, marks.texts)
        kept = classes.len() - classes.null_count()
        # Cells without a class may stay among others: nothing is asked of them in the end.
        is_dense = 2 * kept >= classes.len()
        if not is_dense or max(self._counts.values(), default=0) > MOST_CELLS:
            index = classes.is_in(self._few()).fill_null(value=False).arg_true()
            cells = tuple(part.gather(index) for part in cells)
            kept = index.len()
        self._keep(cells, kept)

    def _keep(self, cells: tuple[pl.Series, ...], number: int) -> None:
        if number:
            self._cells.append(cells)
            self._kept += number
        if self._kept > _MARKED:
            few = self._kept_cells().filter(pl.col("class").is_in(self._few()))
            self._cells = [tuple(few.get_columns())]
            self._kept = few.height

    def frame(self) -> pl.DataFrame:
        """Return the counts, then the cells."""
        counts = pl.DataFrame({"mark": list(self._counts), "n": list(self._counts.values())})
        cells = [self._kept_cells().rename({"class": "mark"})] if self._cells else []
        return one_shape([counts, *cells], KEPT)

    def merge(self, kept: pl.DataFrame) -> None:
        """Take in the counts and the cells of another part of the column."""
        for value, n in kept.filter(pl.col("n").is_not_null()).select("mark", "n").iter_rows():
            self._counts[value] = self._counts.get(value, 0) + n
        cells = kept.filter(pl.col("n").is_null()).select("mark", "row", "line", "value")
        self._keep(tuple(cells.rename({"mark": "class"}).get_columns()), cells.height)

    def _kept_cells(self) -> pl.DataFrame:
        """Return the cells that were kept: class, row, line, value."""
        names = ("class", "row", "line", "value")
        return pl.concat(
            pl.DataFrame([part.alias(name) for part, name in zip(cells, names, strict=True)])
            for cells in self._cells
        )

    def _few(self) -> pl.Series:
        few = [value for value, n in self._counts.items() if n <= MOST_CELLS]
        return pl.Series(few, dtype=pl.Int64).implode()

    def findings(self) -> pl.DataFrame:
        """Return what is wrong with the column, or with cells of it."""
        if not self._counts or len(self._counts) > MOST_CLASSES:
            return findings.empty()
        at_fault = self._check.judge(self._counts)
        if not at_fault:
            return findings.empty()
        if self._check.is_whole or not self._cells:
            return findings.frame(self._check.check, note=list(at_fault.values())[:1])
        notes = pl.DataFrame(
            {"class": list(at_fault), "note": list(at_fault.values())},
            schema={"class": pl.Int64, "note": pl.String},
        )
        cells = self._kept_cells().join(notes, on="class").sort("row")
        if cells.is_empty():
            return findings.frame(self._check.check, note=list(at_fault.values())[:1])
        return findings.frame(
            self._check.check,
            row=cells["row"],
            line=cells["line"],
            value=cells["value"],
            note=cells["note"],
        )


_NO_ROWS: Final = pl.DataFrame(schema={"hash": pl.UInt64, "row": pl.UInt32, "line": pl.UInt32})


class RowHashes:
    """A hash for each row of a table."""

    def __init__(self, twins: TwinPlan) -> None:
        self._twins = twins
        self._rows: list[pl.DataFrame] = []
        self._height = 0

    def copy(self) -> RowHashes:
        """Return another one, with the same in it."""
        other = RowHashes(self._twins)
        other._rows, other._height = list(self._rows), self._height
        return other

    def feed(self, evidence: Evidence, marks: Marks) -> None:
        """Take in the rows of a batch."""
        self._height += marks.marks.len()
        if self._height > MOST_ROWS:
            self._rows = []
            return
        self._rows.append(
            pl.DataFrame({"hash": marks.marks, "row": evidence.rows, "line": evidence.lines})
        )

    def frame(self) -> pl.DataFrame:
        """Return the hashes, reinterpreted as signed numbers."""
        rows = pl.concat(self._rows) if self._rows else _NO_ROWS
        signed = pl.col("hash").reinterpret(signed=True).alias("mark")
        return one_shape([rows.select(signed, "row", "line")], KEPT)

    def merge(self, kept: pl.DataFrame) -> None:
        """Take in the rows of another part of the table."""
        unsigned = pl.col("mark").reinterpret(signed=False).alias("hash")
        self._height += kept.height
        self._rows = [] if self._height > MOST_ROWS else self._rows
        if self._height <= MOST_ROWS:
            self._rows.append(kept.select(unsigned, "row", "line"))

    def findings(self) -> pl.DataFrame:
        """Return the rows that an earlier row is like, where these are few."""
        if not self._rows:
            return findings.empty()
        rows = pl.concat(self._rows)
        alike = rows.filter(rows["hash"].is_duplicated())
        if alike.is_empty():
            return findings.empty()
        later = alike.with_columns(
            first=pl.col("line").first().over("hash", order_by="row"),
            is_first=pl.col("row") == pl.col("row").min().over("hash"),
        ).filter(~pl.col("is_first"))
        if later.is_empty() or later.height > self._twins.most * rows.height:
            return findings.empty()
        later = later.sort("row")
        return findings.frame(
            self._twins.check,
            row=later["row"],
            line=later["line"],
            note=later["first"].cast(pl.String),
        )
