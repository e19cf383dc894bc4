"""Where reports go, and in which form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis import render
from tamis.cli import screen
from tamis.model.report import Report, Unread
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.render import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A form of the report and the file it goes to; None for the screen."""

    format: str
    path: Path | None

    def write(self, reports: Iterable[Report | Unread], style: Style) -> None:
        """Write the reports."""
        form = render.form(self.format)
        own = style if self.path is None else replace(style, path=self.path, color=False)
        with screen.output(self.path, binary=form.binary, console=form.console) as out:
            form.write(reports, out, own)


def parse_outputs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[Output]:
    """Return the outputs that ``FORM=FILE`` or ``FILE`` options name.

    Raises:
        BadParameter: one names no form.
    """
    outputs = []
    for value in values:
        name, equals, path = value.partition("=")
        forms = render.form_names()
        form = (name if name in forms else "") if equals else form_of(Path(value))
        if not form or (equals and not path):
            listed = ", ".join(forms)
            raise click.BadParameter(
                Text(
                    fr=f"« {value} » n'est pas de la forme FORME=FICHIER ; formes : {listed}.",
                    en=f"“{value}” is not FORM=FILE; forms: {listed}.",
                ).say()
            )
        outputs.append(Output(format=form, path=Path(path if equals else value)))
    return outputs


def form_of(path: Path) -> str:
    """Return the form that the end of a file's name means, or "".

    Of forms that share an end (JSON), the one called by it is meant.
    """
    suffix = path.suffix.lower()
    alike = [name for name in render.form_names() if render.form(name).suffix == suffix]
    named = [name for name in alike if suffix == f".{name}"]
    plain = ["text"] if "text" in alike else alike
    return next(iter(named or plain), "")
