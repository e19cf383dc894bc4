"""Options of `tamis aggregate` about its sources: where they are found, fetched and kept."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from tamis.cli.parameters import option
from tamis.model.text import Text

#: The options, in the order of the help.
SOURCES: Final = (
    option(
        "--from-datagouv",
        is_flag=True,
        text=Text(
            fr="Ajoute les ressources de data.gouv.fr qui suivent le schéma.",
            en="Add the resources of data.gouv.fr that follow the schema.",
        ),
    ),
    option(
        "--datagouv-url",
        metavar="URL",
        text=Text(
            fr="Adresse de l'API, si ce n'est pas celle de data.gouv.fr.",
            en="Address of the API, if not that of data.gouv.fr.",
        ),
    ),
    option(
        "--match",
        multiple=True,
        metavar="MOTS",
        text=Text(
            fr="Cherche aussi sur data.gouv.fr par mots, ou par étiquette (tag:irve) ; est pris ce "
            "qui "
            "se lit et dont la plupart des lignes sont conformes. Répétable.",
            en="Search data.gouv.fr by words, too, or by tag (tag:irve); what can be read, and of "
            "which most rows conform, is taken. Repeatable.",
        ),
    ),
    option(
        "--exclude-dataset",
        multiple=True,
        metavar="ID",
        text=Text(
            fr="Jeu de données de data.gouv.fr à laisser de côté. Répétable.",
            en="Dataset of data.gouv.fr to leave out. Repeatable.",
        ),
    ),
    option(
        "--no-stale",
        is_flag=True,
        text=Text(
            fr="Écarte une source dont le serveur ne répond pas, au lieu d'en prendre la copie "
            "antérieure.",
            en="Leave out a source whose server does not answer, rather than take its earlier "
            "copy.",
        ),
    ),
    option(
        "--cache",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DOSSIER",
        text=Text(
            fr="Où garder copies et résultats d'une fois à l'autre (par défaut, celui du système).",
            en="Where to keep copies and results between runs (the system's cache folder by "
            "default).",
        ),
    ),
    option(
        "--cache-size",
        type=click.IntRange(min=0),
        default=20_000,
        show_default=True,
        metavar="MO",
        text=Text(
            fr="Place que les copies et résultats gardés peuvent prendre, en mégaoctets ; ce qui a "
            "servi en dernier reste.",
            en="Disk space for kept copies and results, in megabytes; the most recently used stay.",
        ),
    ),
    option(
        "--no-cache",
        is_flag=True,
        text=Text(
            fr="Ne garde rien d'une fois à l'autre et relit tout.",
            en="Keep nothing between runs, and read everything again.",
        ),
    ),
    option(
        "--jobs",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        text=Text(
            fr="Sources lues à la fois (par défaut, autant que de cœurs).",
            en="Sources read at once (the number of cores by default).",
        ),
    ),
)
