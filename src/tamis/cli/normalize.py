"""tamis normalize: the corrected file, nothing lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import _options, _screen
from tamis.cli._click import command as declare
from tamis.cli._click import option
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.app import Normalized, Reading


@declare(
    "normalize",
    Text(
        fr="Récrit un fichier comme le schéma le veut, sans rien perdre.",
        en="Write a file again as the schema wants it, losing nothing.",
    ),
    Text(
        fr="Seules les réparations sûres sont faites ; le rapport montre ce qui reste.\n\n"
        "FICHIER : un chemin, ou - pour l'entrée standard.",
        en="Safe repairs alone are done; the report shows what remains.\n\n"
        "FICHIER: the path of a file, or - for standard input.",
    ),
)
@click.argument("file", metavar="FICHIER")
@_options.schema
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FICHIER",
    text=Text(fr="Fichier corrigé à écrire (CSV).", en="Corrected file to write (CSV)."),
)
@option(
    "--journal",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    text=Text(
        fr="Écrit chaque changement dans ce fichier (CSV).",
        en="Write every change to this file (CSV).",
    ),
)
@_options.profile
@_options.ignore
@_options.report_format
@_options.reading
@_options.verbose
@_options.quiet
@_options.lang
@click.pass_context
def command(
    ctx: click.Context,
    file: str,
    *,
    schema: str,
    output: Path,
    journal: Path | None,
    profile: str,
    ignore: tuple[str, ...],
    format: str,
    reading: Reading,
    verbose: bool,
    quiet: bool,
) -> None:
    """Normalise the file, then show both verdicts and what remains."""
    from tamis import app, render

    weights = app.weighed(profile, ignore)
    with _screen.progress(file) as told:
        result = app.normalize(
            file,
            schema,
            output,
            journal=journal,
            profile=weights,
            reading=reading,
            progress=told,
        )
    style = _screen.style(verbose=verbose, quiet=quiet)
    renderer = render.of(format)
    with _screen.output(None, binary=renderer.FORM.binary) as out:
        renderer.write([result.report], out, style)
    if format == "text":
        sys.stdout.writelines(f"{line}\n" for line in _written(result))
    ctx.exit(0 if result.after.valid else 1)


def _written(result: Normalized) -> Iterator[str]:
    """Say what was written, and how often each repair was made."""
    from tamis.render._words import colon, counted

    total = counted(sum(result.changes.values()), "changement", "changements", "change", "changes")
    yield ""
    yield f"→ {result.output}{colon()}{total}"
    for repair, n in sorted(result.changes.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"    {n:>6}  {repair}"
