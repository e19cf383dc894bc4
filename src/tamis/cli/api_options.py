"""Options that the commands on APIs share."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from tamis.cli import read_options
from tamis.cli.parameters import OutputFile, option
from tamis.model.text import Text

operation = option(
    "--operation",
    default="",
    metavar="NOM",
    text=Text(
        fr="L'opération qui a répondu ; sinon celle que dit le fichier, ou la plus ressemblante.",
        en="The operation that answered; by default the one recorded with the file, or the "
        "likeliest.",
    ),
)
base = option(
    "--base",
    default="",
    metavar="ADRESSE",
    text=Text(
        fr="Adresse à interroger à la place de celle du registre (bac à sable, miroir).",
        en="Address to query instead of the registry's (sandbox, mirror).",
    ),
)
keys = option(
    "--keys",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FICHIER",
    text=Text(
        fr="Clés publiques qui peuvent avoir signé une réponse (JWS) : JWK, jeu de JWK ou PEM.",
        en="Public keys that a signed answer (JWS) may be signed with: JWK, set of JWK, or PEM.",
    ),
)
table_output = option(
    "-o",
    "--output",
    type=OutputFile(endings=("", ".csv", ".txt")),
    required=True,
    metavar="FICHIER",
    text=Text(fr="Fichier à écrire (CSV).", en="File to write (CSV)."),
)
quiet = option(
    "-q",
    "--quiet",
    is_flag=True,
    text=Text(fr="N'affiche rien de ce qui est écrit.", en="Do not report what is written."),
)
_SIZE: Final = option(
    "--max-size",
    type=click.IntRange(min=1),
    metavar="MO",
    text=Text(
        fr="Taille permise d'une réponse, en mégaoctets.",
        en="Maximum size of an answer, in megabytes.",
    ),
)
_SECONDS: Final = option(
    "--max-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    text=Text(
        fr="Durée permise d'une demande, attentes comprises, en secondes.",
        en="Maximum duration of a request, waits included, in seconds.",
    ),
)


#: What bounds the reading of a saved answer, and a request; commands get it as `limits`.
answer_limits = read_options.limit_options(_SIZE)
request_limits = read_options.limit_options(_SIZE, _SECONDS)
