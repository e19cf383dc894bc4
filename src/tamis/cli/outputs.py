"""Where reports go, and in which form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from tamis import render
from tamis.cli import screen
from tamis.model.errors import UsageError
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
        own = (
            style if self.path is None else replace(style, path=self.path, color=False, quiet=False)
        )
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
        form = (name if name in forms else "") if equals else render.form_of(Path(value))
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


def chosen_form(output: Path | None, format: str) -> str:
    """Return the form of a report: the one asked for, else the one that its file's name means.

    Raises:
        UsageError: no form is asked for, and the name means none.
    """
    source = click.get_current_context().get_parameter_source("format")
    if output is None or source is not ParameterSource.DEFAULT:
        return format
    form = render.form_of(output)
    if not form and output.suffix:
        suffixes = render.endings()
        raise UsageError(
            Text(
                fr=f"« {output} » : aucune forme de rapport n'a l'extension « {output.suffix} ».",
                en=f"“{output}”: no form of report has the extension “{output.suffix}”.",
            ),
            Text(
                fr=f"Utilisez {', '.join(suffixes)}, ou donnez la forme avec --format.",
                en=f"Use one of {', '.join(suffixes)}, or give the form with --format.",
            ),
        )
    return form or format
