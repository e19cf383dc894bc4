"""tamis api check: does a saved answer conform?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import api_options, options, outputs, progress, read_options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.model.dialect import TableDialect
    from tamis.model.limits import Limits


@declare(
    "check",
    Text(
        fr="Dit si une réponse enregistrée est conforme au contrat de son API.",
        en="Check whether a saved answer conforms to the contract of its API.",
    ),
    Text(
        fr="Sans réseau. API : un nom du registre. FICHIER : JSON, NDJSON, GeoJSON ou le CSV d'un "
        "géocodage, ou - pour l'entrée standard.",
        en="Works offline. API: a name in the registry. FILE: JSON, NDJSON, GeoJSON or the "
        "CSV of a geocoding, or - for standard input.",
    ),
    examples=(
        (
            "tamis api check recherche-entreprises reponse.json",
            Text(fr="Une réponse enregistrée :", en="A saved answer:"),
        ),
    ),
)
@argument("api", metavar="API")
@argument("file", metavar="FICHIER")
@api_options.operation
@option(
    "--status",
    default="",
    metavar="ÉTAT",
    text=Text(
        fr="Le statut HTTP de la réponse (404…) : son contrat est celui qui vaut.",
        en="The HTTP status of the answer (404…): its contract is the one that counts.",
    ),
)
@api_options.keys
@options.profile
@options.ignore
@options.report_format
@options.report_output
@read_options.dialect
@api_options.answer_limits
@options.verbose
@options.quiet
@options.force_color
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    api: str,
    file: str,
    *,
    operation: str,
    status: str,
    keys: Path | None,
    profile: str,
    ignore: tuple[str, ...],
    format: str,
    output: Path | None,
    dialect: TableDialect,
    limits: Limits,
    verbose: bool,
    quiet: bool,
) -> None:
    """Check the answer and show the report."""
    from tamis import app

    weights = app.load_profile(profile, ignore)
    with progress.progress(file) as bar:
        report = app.check_answer(
            api,
            file,
            operation=operation,
            status=status,
            profile=weights,
            limits=limits,
            progress=bar,
            dialect=dialect,
            keys=keys,
        )
    style = screen.style(verbose=verbose, quiet=quiet, path=output)
    form = outputs.chosen_form(output, format)
    outputs.Output(format=form, path=output).write([report], style)
    ctx.exit(0 if report.valid else 1)
