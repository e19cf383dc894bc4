"""The records that a report keeps, to be shown beside its findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeAlias


class Row(NamedTuple):
    """A record of a source: its number and physical line, from 1, and its cells as they stand."""

    number: int
    line: int
    cells: tuple[str | None, ...]


class Spot(NamedTuple):
    """Positions that stand close together.

    `lon` and `lat` are the middle, in degrees; `records` stand there, `faulty` of which have an
    error; `row` is the number of the first.
    """

    lon: float
    lat: float
    records: int
    faulty: int
    row: int


#: West, south, east and north, in degrees.
Box: TypeAlias = tuple[float, float, float, float]


class Rows(Protocol):
    """The records of a source, kept for reports that show them."""

    @property
    def located(self) -> bool:
        """Whether the schema says where records stand on earth."""
        ...

    def __iter__(self) -> Iterator[Row]:
        """Return every record, in the order of the file."""
        ...

    def some(self, rows: Collection[int]) -> Sequence[Row]:
        """Return the records of these numbers, in the order of the file."""
        ...

    def spots(self, step: float, box: Box) -> Sequence[Spot]:
        """Return the positions in a box, by squares of `step` degrees."""
        ...

    def strays(self, boxes: Sequence[Box], most: int) -> tuple[int, Sequence[int]]:
        """Return how many positions stand in no box, and the first records that do."""
        ...
