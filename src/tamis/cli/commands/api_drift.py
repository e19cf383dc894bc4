"""tamis api drift: how have answers moved away from their contract?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import api_options, options, outputs, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.model.limits import Limits


@declare(
    "drift",
    Text(
        fr="Dit en quoi des réponses s'écartent du contrat de leur API.",
        en="Show how answers differ from the contract of their API.",
    ),
    Text(
        fr="Membres décrits et jamais vus, membres nouveaux, membres d'un autre type : chaque "
        "place par son pointeur JSON, avec des comptes. Plusieurs fichiers comptent ensemble.\n\n"
        "API : un nom du registre. FICHIER : des réponses enregistrées d'une même opération ; sans "
        "fichier, l'API est interrogée (--operation, --ask).",
        en="Members described and never seen, new members, members of another type: each place by "
        "its JSON Pointer, with counts. Several files count together.\n\nAPI: a name in the "
        "registry. FILE: saved answers of one operation; without a file, the API is queried "
        "(--operation, --ask).",
    ),
    examples=(
        (
            "tamis api drift recherche-entreprises reponse-1.json reponse-2.json",
            Text(fr="Deux réponses enregistrées :", en="Two saved answers:"),
        ),
        (
            "tamis api drift decoupage-administratif --operation communes --ask nom=Brionne",
            Text(fr="Ce que l'API répond aujourd'hui :", en="What the API answers today:"),
        ),
    ),
)
@argument("api", metavar="API")
@argument("files", nargs=-1, metavar="[FICHIER]...")
@api_options.operation
@option(
    "--ask",
    "params",
    multiple=True,
    metavar="CLÉ=VALEUR",
    text=Text(
        fr="Un paramètre de la question posée à l'API. Répétable.",
        en="A parameter of the question put to the API. Repeatable.",
    ),
)
@option(
    "--status",
    default="",
    metavar="ÉTAT",
    text=Text(fr="Le statut HTTP des réponses.", en="The HTTP status of the answers."),
)
@api_options.keys
@options.profile
@options.ignore
@options.report_format
@options.report_output
@api_options.base
@api_options.request_limits
@options.verbose
@options.quiet
@options.force_color
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    api: str,
    files: tuple[str, ...],
    *,
    operation: str,
    params: tuple[str, ...],
    status: str,
    keys: Path | None,
    profile: str,
    ignore: tuple[str, ...],
    format: str,
    output: Path | None,
    base: str,
    limits: Limits,
    verbose: bool,
    quiet: bool,
) -> None:
    """Compare the answers with their contract and show the report."""
    from tamis import app
    from tamis.apis.drift import SavedAnswers, drift
    from tamis.loading import apis

    if bool(files) == bool(params):
        raise UsageError(
            Text(
                fr="Donnez des réponses enregistrées, ou une question (--ask).",
                en="Give saved answers, or a question (--ask).",
            )
        )
    loaded = apis.load(api)
    with tempfile.TemporaryDirectory(prefix="tamis-drift-") as folder:
        if params:
            operation = apis.operation(loaded, operation).name
            fetched = Path(folder) / f"{operation}.json"
            files = (_fetched(api, operation, params, fetched, base, limits),)
        answers = SavedAnswers(
            locations=files,
            api=loaded,
            operation=operation,
            status=status,
            limits=limits,
            keys=keys,
        )
        report = drift(answers, app.load_profile(profile, ignore))
        style = screen.style(verbose=verbose, quiet=quiet, path=output)
        form = outputs.chosen_form(output, format)
        outputs.Output(format=form, path=output).write([report], style)
    ctx.exit(0 if report.valid else 1)


def _fetched(
    api: str, operation: str, params: tuple[str, ...], output: Path, base: str, limits: Limits
) -> str:
    """Ask the API once; return where the answer is."""
    from tamis.apis.fetch import fetch
    from tamis.apis.request import FetchOptions
    from tamis.loading import apis

    loaded = apis.load(api)
    pairs = tuple(param.partition("=")[::2] for param in params)
    options_ = FetchOptions(
        api=loaded,
        operation=apis.operation(loaded, operation),
        params=pairs,
        output=output,
        base=base,
        limits=limits,
    )
    fetch(options_)
    return str(output)
