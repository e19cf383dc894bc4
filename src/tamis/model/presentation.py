"""How results are shown and saved, which rooms above know; results ask for it here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol


class Presentation(Protocol):
    """What turns results into pages, tables and files."""

    def html(self, subject: Any) -> str:
        """Return a report, a schema or a plan of repairs as HTML for a notebook."""
        ...

    def frame(self, subject: Any) -> Any:
        """Return the findings of a report as a Polars frame."""
        ...

    def json(self, subject: Any) -> str:
        """Return a report as JSON."""
        ...

    def save(self, subject: Any, path: str | Path) -> None:
        """Write a report to a file, in the form that its name means."""
        ...


class _Chosen:
    """The presentation in force: the public calls choose it when they are imported."""

    presentation: Presentation | None = None


def choose_presentation(presentation: Presentation) -> None:
    """Have results shown and saved by `presentation`."""
    _Chosen.presentation = presentation


def presentation() -> Presentation:
    """Return the presentation in force.

    Raises:
        RuntimeError: the public calls (`tamis.app`) were never imported.
    """
    if _Chosen.presentation is None:
        raise RuntimeError("tamis.app")
    return _Chosen.presentation
