"""What the module of a repair offers: a type for each function, which its decorator checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from tamis.model.discovery import mark

if TYPE_CHECKING:
    import polars as pl

    from tamis.tables.cell import Cell

_Bind = TypeVar("_Bind", bound="Callable[[Cell], pl.Expr | None]")
_Parts = TypeVar("_Parts", bound="Callable[[Cell], tuple[pl.Expr, ...]]")

#: The functions that callers look for in the module of a repair.
FUNCTIONS: Final = ("bind", "concerns", "parts")


def cell_repair(bind: _Bind) -> _Bind:
    """Declare the text that a repair writes in a cell; None where it does not concern the field."""
    return mark(bind)


def concerned_cells(concerns: _Bind) -> _Bind:
    """Declare where a repair that writes nothing is named; None where it concerns no cell."""
    return mark(concerns)


def cell_repair_parts(parts: _Parts) -> _Parts:
    """Declare the texts that a repair writes, each by one of the things that it does."""
    return mark(parts)
