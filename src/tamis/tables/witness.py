"""What the texts of a column show of how its author writes: marks of numbers, order of dates."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnWitness:
    """What some texts of a column show, each flag by a text with that one reading.

    Attributes:
        comma_decimals: a comma before decimals (12,5).
        comma_thousands: commas between thousands (1,234.56).
        point_decimals: a point before decimals (12.5).
        point_thousands: points between thousands (1.234,56).
        day_first: a day that is no month comes first (25/12/2024).
        month_first: a day that is no month comes second (12/25/2024).
        day_second: a day that is no month comes between year and month (2024/25/12).
        lost_zeros: a code of a place that lost its first zero, and is no year (1004).
        undecided: a text that reads in two ways (2,500, 01/02/2024 or –5).
        spans: numbers from one to another, which a long dash parts (5–10).
        other_kind: a text of another kind than the field's: lists of numbers, lengths of time,
            counts instead of yes and no. What looks like the field's kind may be of that one.
        clashes: repaired, valid cells would repeat a key: they are left as they are.
    """

    comma_decimals: bool = False
    comma_thousands: bool = False
    point_decimals: bool = False
    point_thousands: bool = False
    day_first: bool = False
    month_first: bool = False
    day_second: bool = False
    lost_zeros: bool = False
    undecided: bool = False
    spans: bool = False
    other_kind: bool = False
    clashes: bool = False

    def __or__(self, other: Self) -> Self:
        names = [field.name for field in fields(self)]
        return type(self)(**{n: getattr(self, n) or getattr(other, n) for n in names})

    @property
    def comma_is_decimal(self) -> bool:
        """Whether the column decides that a comma comes before decimals."""
        return self.comma_decimals and not (self.comma_thousands or self.point_decimals)

    @property
    def comma_is_thousands(self) -> bool:
        """Whether the column decides that commas part thousands."""
        return self.comma_thousands and self.point_decimals and not self.comma_decimals

    @property
    def point_is_decimal(self) -> bool:
        """Whether the column decides that a point comes before decimals."""
        return self.point_decimals and not (self.point_thousands or self.comma_decimals)

    @property
    def point_is_thousands(self) -> bool:
        """Whether the column decides that points part thousands."""
        return self.point_thousands and not self.point_decimals

    @property
    def reads_month_first(self) -> bool:
        """Whether the column decides that dates have the month first."""
        return self.month_first and not self.day_first

    @property
    def decisions(self) -> tuple[bool, ...]:
        """What repairs go by: witnesses with equal decisions give equal repairs."""
        choices = (
            self.comma_is_decimal,
            self.comma_is_thousands,
            self.point_is_decimal,
            self.point_is_thousands,
            self.comma_thousands,
            self.day_first,
            self.month_first,
            self.reads_month_first,
            self.day_second,
            self.lost_zeros,
            self.spans,
        )
        # Where all texts read one way, nothing depends on the column.
        return (self.clashes, self.other_kind, *(choice and self.undecided for choice in choices))


#: Nothing is known of the column.
NO_WITNESS = ColumnWitness()
