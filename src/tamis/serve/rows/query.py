"""What is asked of a table, once it is understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal

from tamis.serve.rows.columns import Column


class Operator(StrEnum):
    """How a value is compared."""

    EXACT = "exact"
    DIFFERS = "differs"
    CONTAINS = "contains"
    NOT_CONTAINS = "notcontains"
    IN = "in"
    NOT_IN = "notin"
    LESS = "less"
    GREATER = "greater"
    STRICTLY_LESS = "strictly_less"
    STRICTLY_GREATER = "strictly_greater"
    IS_NULL = "isnull"
    IS_NOT_NULL = "isnotnull"


#: Operators that take no value.
BARE: Final = frozenset({Operator.IS_NULL, Operator.IS_NOT_NULL})
#: Operators that take a list of values.
LISTS: Final = frozenset({Operator.IN, Operator.NOT_IN})
#: Operators that look into a text.
WITHIN: Final = frozenset({Operator.CONTAINS, Operator.NOT_CONTAINS})


class Aggregator(StrEnum):
    """How the values of a group become one."""

    COUNT = "count"
    AVG = "avg"
    MIN = "min"
    MAX = "max"
    SUM = "sum"


#: The word of a column whose values part rows into groups.
GROUP_BY: Final = "groupby"
SORT: Final = "sort"

#: West, south, east, north, in degrees; west is more than east across the 180th meridian.
Box = tuple[float, float, float, float]
Scalar = str | int | float | bool | date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A year or a month, where a day or an instant is compared; `end` is after it, or never."""

    start: date | datetime
    end: date | datetime | None


Value = Scalar | Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a column must be."""

    column: Column
    operator: Operator
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Conditions of which all must hold, or one."""

    word: Literal["and", "or"]
    parts: tuple[Condition | Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """By which column rows are ordered; `aggregator` where it is one that is computed."""

    column: Column
    descending: bool
    aggregator: Aggregator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """A column that is computed of each group."""

    column: Column
    aggregator: Aggregator

    @property
    def name(self) -> str:
        """What it is answered as."""
        return f"{self.column.name}__{self.aggregator}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked of a table.

    Attributes:
        where: what rows must be.
        sorts: their order, the first one first; ties stand in the order of the file.
        columns: what is answered; every column where none is named.
        groups: the columns that part rows into groups.
        aggregates: what is computed of each group.
        box: where rows must stand: west, south, east, north, in degrees.
        page: which page, from 1.
        page_size: how many rows a page has.
    """

    where: Group = Group(word="and", parts=())
    sorts: tuple[Sort, ...] = ()
    columns: tuple[Column, ...] = ()
    groups: tuple[Column, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    box: Box | None = None
    page: int = 1
    page_size: int = 20

    @property
    def is_aggregated(self) -> bool:
        """Whether groups are answered in place of rows."""
        return bool(self.groups or self.aggregates)

    @property
    def offset(self) -> int:
        """How many rows stand before the page."""
        return (self.page - 1) * self.page_size
