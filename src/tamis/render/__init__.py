"""A file = a report format.

Every leaf has ``FORM``, what the format is, and ``write(reports, out, style)``: it takes reports
as they come, with an `Unread` in the place of one that could not be made, and writes text, or
bytes where its form says so.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias, cast

from tamis.model.report import Report, Unread

#: What a renderer is given, a source each.
Reports: TypeAlias = Iterable[Report | Unread]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a format is.

    Attributes:
        suffix: the end of the names of its files.
        binary: whether it is bytes rather than text.
        keeps: whether it shows the records themselves (`Report.kept`).
    """

    suffix: str
    binary: bool = False
    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a report is shown.

    Attributes:
        color: whether terminal colours are wanted.
        width: columns of the screen.
        verbose: every finding rather than the first ones of each kind.
        quiet: the verdict and nothing else.
        path: the file that the report will be, where it is one.
        theme: a style sheet in place of the report's own, for formats that have one.
    """

    color: bool = False
    width: int = 100
    verbose: bool = False
    quiet: bool = False
    path: Path | None = None
    theme: Path | None = None


class Renderer(Protocol):
    """What every leaf of this room gives."""

    FORM: Form

    def write(self, reports: Reports, out: IO[Any], style: Style) -> None:
        """Write the reports."""
        ...


def form_names() -> list[str]:
    """Return the formats."""
    return sorted(path.stem for path in (Path(__file__).parent / "formats").glob("[a-z]*.py"))


def renderer(name: str) -> Renderer:
    """Return the renderer of a format."""
    return cast("Renderer", importlib.import_module(f"{__name__}.formats.{name}"))
