"""What a sheet has besides its cells: merges, what is hidden, total rows, formulas."""

from __future__ import annotations

from dataclasses import dataclass, field

from tamis.readers.workbook.place import Area


@dataclass(slots=True, kw_only=True)
class SheetFacts:
    """What a sheet says of itself, filled in while it is gone through.

    Attributes:
        merges: merged cells.
        hidden_rows: rows that are not shown, from 1.
        hidden_columns: columns that are not shown, from 1.
        is_filtered: whether a filter hides the rows.
        total_rows: the last row of each table that has a row of totals.
        volatile: how many formulas give another value at each opening.
        external: how many formulas look into other workbooks.
    """

    merges: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    is_filtered: bool = False
    total_rows: list[int] = field(default_factory=list)
    volatile: int = 0
    external: int = 0

    def take(self, other: SheetFacts) -> None:
        """Take what another knows in."""
        self.merges.extend(other.merges)
        self.hidden_rows.extend(other.hidden_rows)
        self.hidden_columns.extend(other.hidden_columns)
        self.total_rows.extend(other.total_rows)
        self.is_filtered = self.is_filtered or other.is_filtered
        self.volatile += other.volatile
        self.external += other.external
