"""tamis api fetch: ask an API."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import api_options, options, progress, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import OutputFile, argument, option
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.apis.fetch import FetchResult
    from tamis.model.limits import Limits


@declare(
    "fetch",
    Text(
        fr="Interroge une API et enregistre sa réponse.",
        en="Query an API and save its answer.",
    ),
    Text(
        fr="Les requêtes restent sous le rythme officiel. Les jetons viennent d'une variable ou "
        "du trousseau, jamais de la commande.\n\nAPI, OPERATION : voir tamis api show. "
        "CLÉ=VALEUR : les paramètres.",
        en="Requests stay below the official rate. Tokens come from a variable or the "
        "keyring, never from the command.\n\nAPI, OPERATION: see tamis api show. "
        "KEY=VALUE: the parameters.",
    ),
    examples=(
        (
            "tamis api fetch decoupage-administratif communes -o communes.json nom=Brionne",
            Text(fr="Une réponse :", en="One answer:"),
        ),
        (
            "tamis api fetch api-particulier quotient_familial -o qf.json --params identite.txt",
            Text(
                fr="Une API restreinte, l'identité dans un fichier :",
                en="A restricted API, the identity in a file:",
            ),
        ),
        (
            "tamis api fetch recherche-entreprises search -o lignes.ndjson --all q=ecole",
            Text(
                fr="Toutes les pages, un enregistrement par ligne :",
                en="Every page, one record per line:",
            ),
        ),
    ),
)
@argument("api", metavar="API")
@argument("operation", metavar="OPÉRATION")
@argument("params", nargs=-1, metavar="[CLÉ=VALEUR]...")
@option(
    "-o",
    "--output",
    type=OutputFile(),
    required=True,
    metavar="FICHIER",
    text=Text(fr="Fichier à écrire.", en="File to write."),
)
@option(
    "--params",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FICHIER",
    text=Text(
        fr="Lit aussi des paramètres dans ce fichier (ou -), un CLÉ=VALEUR par ligne : l'identité "
        "d'une personne n'a pas sa place dans une commande.",
        en="Read parameters from this file too (or -), one KEY=VALUE per line: a person's "
        "identity has no place in a command.",
    ),
)
@option(
    "--all",
    "whole",
    is_flag=True,
    text=Text(
        fr="Toutes les pages : un enregistrement par ligne (NDJSON).",
        en="Every page: one record per line (NDJSON).",
    ),
)
@option(
    "--split",
    default="",
    metavar="CHAMP,CHAMP",
    text=Text(
        fr="Pose en parties une question au-delà du plafond de l'API : une par valeur du premier "
        "paramètre (departement, section_activite_principale…), puis du suivant.",
        en="Ask a question beyond the API's ceiling in parts: one a value of the first parameter "
        "(departement, section_activite_principale…), then of the next one.",
    ),
)
@option(
    "--resume",
    is_flag=True,
    text=Text(
        fr="Reprend un téléchargement là où il s'est arrêté.", en="Resume an interrupted fetch."
    ),
)
@option(
    "--no-cache",
    is_flag=True,
    text=Text(
        fr="N'utilise pas les réponses gardées sur le disque.",
        en="Do not use answers kept on disk.",
    ),
)
@api_options.base
@api_options.request_limits
@api_options.quiet
@options.lang
def command(
    api: str,
    operation: str,
    params: tuple[str, ...],
    *,
    output: Path,
    file: Path | None,
    whole: bool,
    split: str,
    resume: bool,
    no_cache: bool,
    base: str,
    limits: Limits,
    quiet: bool,
) -> None:
    """Fetch the answer and say what was written."""
    from tamis.apis.fetch import fetch
    from tamis.apis.request import FetchOptions
    from tamis.loading import apis

    loaded = apis.load(api)
    if api != loaded.name:
        _warn(
            Text(
                fr=f"{api} est une adresse de « {loaded.name} » : {loaded.base} est interrogée.",
                en=f"{api} is an address of “{loaded.name}”: {loaded.base} is queried.",
            )
        )
    if loaded.restricted and params:
        _warn(
            Text(
                fr="Ces paramètres restent dans l'historique des commandes : --params les évite.",
                en="These parameters stay in the shell's history: --params avoids it.",
            )
        )
    order = FetchOptions(
        api=loaded,
        operation=apis.operation(loaded, operation),
        params=(*map(_pair, _lines(file)), *map(_pair, params)),
        output=output,
        all=whole or resume or bool(split),
        split=split,
        resume=resume,
        fresh=no_cache,
        base=base,
        limits=limits,
    )
    with progress.progress() as bar:
        done = fetch(order, warn=_warn, progress=bar)
    if not quiet:
        sys.stdout.write(f"{_summary(done)}\n")


def _lines(file: Path | None) -> list[str]:
    """Return the lines of a file of parameters, blank ones and comments left out."""
    if file is None:
        return []
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            Text(
                fr=f"« {file} » ne peut pas être lu comme un texte UTF-8.",
                en=f"“{file}” cannot be read as UTF-8 text.",
            )
        ) from error
    lines = (line.strip() for line in io.StringIO(text, newline=None))
    return [line for line in lines if line and not line.startswith("#")]


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals or not name:
        raise UsageError(
            Text(fr="Un paramètre s'écrit CLÉ=VALEUR.", en="A parameter is written KEY=VALUE.")
        )
    return name, value


def _warn(text: Text) -> None:
    sys.stderr.write(f"{Text(fr='Attention : ', en='Warning: ')}{text}\n")


def _summary(done: FetchResult) -> str:
    from tamis.render.words import counted

    parts = [f"→ {done.output}"]
    if done.records >= 0:
        words = ("enregistrement", "enregistrements", "record", "records")
        parts.append(counted(done.records, *words))
    if done.total >= 0:
        parts.append(Text(fr=f"sur {done.total}", en=f"of {done.total}").say())
    parts.append(counted(done.requests, "requête", "requêtes", "request", "requests"))
    return " · ".join(parts) + screen.restriction_note(done.output)
