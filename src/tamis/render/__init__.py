"""A file = a report format.

Every leaf has ``write(reports, out, style)``: it takes reports as they come and writes text.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO, cast

from tamis.model.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a report is shown.

    Attributes:
        color: whether terminal colours are wanted.
        width: columns of the screen.
        verbose: every finding rather than the first ones of each kind.
        quiet: the verdict and nothing else.
    """

    color: bool = False
    width: int = 100
    verbose: bool = False
    quiet: bool = False


class Renderer(Protocol):
    """What every leaf of this room gives."""

    def write(self, reports: Iterable[Report], out: TextIO, style: Style) -> None:
        """Write the reports."""
        ...


def names() -> list[str]:
    """Return the formats."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def of(name: str) -> Renderer:
    """Return the renderer of a format."""
    return cast("Renderer", importlib.import_module(f"{__name__}.{name}"))
