"""A sheet of a workbook, whatever its format, ready to be gone through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.place import Area
from tamis.readers.workbook.xlsx_cells import Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetName:
    """A sheet by its name. `has_cells`: it is no chart or macro sheet."""

    name: str
    is_hidden: bool = False
    has_cells: bool = True


def nothing_special(_: SheetFacts) -> Iterator[Placed]:
    """Give no cell."""
    return iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells of a sheet.

    Attributes:
        name: its name.
        left: how many columns stand before its first.
        width: how many columns it has from there.
        rows: gives its rows from the first of the sheet, each `width` wide: texts, numbers,
            truths, dates and special cells (`workbook.cell`), "" where a cell is empty.
        specials: gives the cells to put over those, in order, and fills in what is handed in.
        merges: its merged cells, where they are known beforehand.
    """

    name: str
    left: int
    width: int
    rows: Callable[[], Iterator[list[Any]]]
    specials: Callable[[SheetFacts], Iterator[Placed]] = nothing_special
    merges: tuple[Area, ...] = field(default=())


class Book(Protocol):
    """A workbook that is open."""

    @property
    def sheets(self) -> tuple[SheetName, ...]:
        """Its sheets, in order."""

    def open_sheet(self, name: str) -> Sheet:
        """Return a sheet.

        Raises:
            SourceError: it is damaged.
        """
