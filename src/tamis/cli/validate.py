"""tamis validate: does a file conform?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import _options, _screen
from tamis.cli._click import command as declare
from tamis.model.errors import SourceError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.app import Reading
    from tamis.model.profile import Profile
    from tamis.model.report import Report, Unread
    from tamis.model.schema import Schema


@declare(
    "validate",
    Text(
        fr="Dit si des fichiers sont conformes à un schéma.",
        en="Say whether files conform to a schema.",
    ),
    Text(
        fr="Le rapport montre quelle cellule ne va pas, pourquoi, et quoi écrire.\n\n"
        "FICHIERS : des chemins, ou - pour l'entrée standard.",
        en="The report shows which cell is wrong, why, and what to write.\n\n"
        "FICHIERS: paths of files, or - for standard input.",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FICHIERS...")
@_options.schema_if_known
@_options.profile
@_options.ignore
@_options.report_format
@_options.report_output
@_options.theme
@_options.reading
@_options.verbose
@_options.quiet
@_options.lang
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    *,
    schema: str | None,
    profile: str,
    ignore: tuple[str, ...],
    format: str,
    output: Path | None,
    theme: Path | None,
    reading: Reading,
    verbose: bool,
    quiet: bool,
) -> None:
    """Validate each file and show its report."""
    from tamis import app, render
    from tamis.loading import profile as profiles

    loaded = None if schema is None else app.load_schema(schema)
    weights = profiles.load(profile).ignoring(*ignore)
    codes: list[int] = []
    renderer = render.of(format)
    wanted = _Wanted(
        schema=loaded,
        profile=weights,
        reading=reading,
        keep=renderer.FORM.keeps,
        told=len(files) == 1 and format == "text",
    )
    reports = _reports(files, wanted, codes)
    style = _screen.style(verbose=verbose, quiet=quiet, path=output, theme=theme)
    with _screen.output(output, binary=renderer.FORM.binary) as out:
        renderer.write(reports, out, style)
    ctx.exit(max(codes, default=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is asked of every file; `told`: one that cannot be read needs no report."""

    schema: Schema | None
    profile: Profile
    reading: Reading
    keep: bool
    told: bool


def _reports(
    files: tuple[str, ...], wanted: _Wanted, codes: list[int]
) -> Iterator[Report | Unread]:
    """Return each report; a file that cannot be read is told, and stops nothing but itself."""
    from tamis import app
    from tamis.model.report import Unread

    for name in files:
        try:
            with _screen.progress(name) as told:
                report = app.validate(
                    name,
                    wanted.schema,
                    profile=wanted.profile,
                    reading=wanted.reading,
                    keep=wanted.keep,
                    progress=told,
                )
        except SourceError as error:
            if wanted.told:
                raise
            codes.append(error.exit_code)
            sys.stderr.write(f"{Text(fr='Erreur : ', en='Error: ')}{error}\n")
            yield Unread(path=name, error=error)
            continue
        codes.append(0 if report.valid else 1)
        yield report
