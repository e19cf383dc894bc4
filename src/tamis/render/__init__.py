"""A file = a report form.

Every file of ``formats/`` decorates its ``write(reports, out, style)`` with `text_form` or
`binary_form`, which say what the form is. It takes reports as they come, with an `Unread` in the
place of a report that could not be made.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO, TypeAlias

from tamis.model import discovery
from tamis.model.report import Report, Unread
from tamis.model.text import Text

#: What a renderer is given, a source each.
Reports: TypeAlias = Iterable[Report | Unread]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a report is shown.

    Attributes:
        color: whether terminal colours are wanted.
        width: columns of the screen.
        verbose: every finding rather than the first ones of each kind.
        quiet: the verdict and nothing else.
        path: the file that the report will be, where it is one.
        excel: whether CSV is for a French Excel: semicolons, and a byte order mark.
        theme: a style sheet in place of the report's own, for formats that have one.
    """

    color: bool = False
    width: int = 100
    verbose: bool = False
    quiet: bool = False
    path: Path | None = None
    theme: Path | None = None
    excel: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form that a report can take.

    Attributes:
        write: writes reports to a file or stream, as text or as bytes.
        suffix: the end of the names of its files.
        audience: for whom it is.
        content: what it holds.
        binary: whether it is bytes rather than text.
        keeps: whether it shows the records themselves (`Report.kept`).
        console: whether it is made for a console, in the encoding that the console has; other
            texts are UTF-8 wherever they go.
    """

    write: Callable[[Reports, Any, Style], None]
    suffix: str
    audience: Text
    content: Text
    binary: bool = False
    keeps: bool = False
    console: bool = False


def text_form(
    *,
    suffix: str,
    audience: Text,
    content: Text,
    keeps: bool = False,
    console: bool = False,
) -> Callable[[Callable[[Reports, TextIO, Style], None]], Form]:
    """Declare a form that is text; see `Form`."""

    def declare(write: Callable[[Reports, TextIO, Style], None]) -> Form:
        return Form(
            write=write,
            suffix=suffix,
            audience=audience,
            content=content,
            keeps=keeps,
            console=console,
        )

    return declare


def binary_form(
    *, suffix: str, audience: Text, content: Text, keeps: bool = False
) -> Callable[[Callable[[Reports, BinaryIO, Style], None]], Form]:
    """Declare a form that is bytes; see `Form`."""

    def declare(write: Callable[[Reports, BinaryIO, Style], None]) -> Form:
        return Form(
            write=write,
            suffix=suffix,
            audience=audience,
            content=content,
            binary=True,
            keeps=keeps,
        )

    return declare


def form_names() -> list[str]:
    """Return the names of the forms, without importing any."""
    return discovery.stems(Path(__file__).parent / "formats")


def form_of(path: Path) -> str:
    """Return the form that the end of a file's name means, or "".

    Of forms that share an end (JSON), the one called by it is meant.
    """
    suffix = path.suffix.lower()
    alike = [name for name in form_names() if form(name).suffix == suffix]
    named = [name for name in alike if suffix == f".{name}"]
    plain = ["text"] if "text" in alike else alike
    return next(iter(named or plain), "")


def endings() -> list[str]:
    """Return the ends of the names of reports."""
    return sorted({form(name).suffix for name in form_names()})


def form(name: str) -> Form:
    """Return the form called `name`."""
    write: Form = importlib.import_module(f"{__name__}.formats.{name}").write
    return write
