"""tamis serve: a page where a file is dropped, the API that programs call, rows of releases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.cli.serve_options import serve_options
from tamis.model.errors import UsageError
from tamis.model.text import Text


@declare(
    "serve",
    Text(
        fr="Ouvre une page où déposer un fichier, l'API de Validata, et celle d'une publication.",
        en="Open a page where a file is dropped, the API of Validata, and that of a release.",
    ),
    Text(
        fr="La page vérifie, corrige et rend le fichier ; rien ne quitte cette machine. Avec "
        "--public, elle sert d'autres personnes, dans des limites. Avec une publication (ou "
        "un dossier de plusieurs), ses lignes se lisent une à une, par l'API tabulaire. "
        "Nécessite : pip install 'tamis[serve]'.",
        en="The page checks, corrects and gives back the file; nothing leaves this machine. With "
        "--public, it serves others, within limits. With a release (or a folder of several), its "
        "rows are read one at a time, by the tabular API. Needs: pip install 'tamis[serve]'.",
    ),
    examples=(
        ("tamis serve", Text(fr="Dans votre navigateur :", en="In your browser:")),
        (
            "tamis serve sortie/",
            Text(fr="Les lignes d'une publication :", en="The rows of a release:"),
        ),
        (
            "tamis serve --host 0.0.0.0 --public --server-name tamis.ma-commune.fr",
            Text(fr="Pour votre collectivité, derrière un proxy :", en="For others, by a proxy:"),
        ),
    ),
)
@argument(
    "release",
    required=False,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="[DOSSIER]",
)
@option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADRESSE",
    text=Text(fr="Adresse où écouter.", en="Address to listen on."),
)
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="N",
    text=Text(fr="Port où écouter ; 0 : un port libre.", en="Port to listen on; 0: any free one."),
)
@option(
    "--no-browser",
    is_flag=True,
    text=Text(fr="N'ouvre pas le navigateur.", en="Do not open the browser."),
)
@option(
    "--public",
    is_flag=True,
    text=Text(
        fr="Sert d'autres personnes que celle de cette machine.",
        en="Serve people other than the user of this machine.",
    ),
)
@option(
    "--server-name",
    "names",
    multiple=True,
    metavar="NOM",
    text=Text(
        fr="Nom sous lequel ce serveur est appelé ; les autres sont refusés. Répétable.",
        en="Name by which this server is called; others are refused. Repeatable.",
    ),
)
@option(
    "--base-path",
    default="",
    metavar="CHEMIN",
    text=Text(
        fr="Ce qu'un proxy met devant chaque chemin (/tamis).",
        en="What a proxy puts before every path (/tamis).",
    ),
)
@option(
    "--forwarded",
    default="",
    metavar="ADRESSE",
    text=Text(
        fr="Adresse du proxy dont l'en-tête X-Forwarded-For fait foi.",
        en="Address of the proxy whose X-Forwarded-For header is trusted.",
    ),
)
@option(
    "--allow-fetch",
    multiple=True,
    metavar="HÔTE",
    text=Text(
        fr="Serveur, ou motif (*.gouv.fr), d'où la page et l'API peuvent télécharger. Répétable.",
        en="Host, or pattern (*.gouv.fr), that the page and the API may fetch from. Repeatable.",
    ),
)
@option(
    "--allow-origin",
    multiple=True,
    metavar="ADRESSE",
    text=Text(
        fr="Site dont les pages peuvent appeler l'API (* : tous). Répétable.",
        en="Site whose pages may call the API (*: all). Repeatable.",
    ),
)
@option(
    "--max-size",
    type=click.IntRange(min=1),
    metavar="MO",
    text=Text(
        fr="Taille maximale d'un fichier, en Mo (2000 ; 200 avec --public).",
        en="Maximum size of a file, in MB (2000; 200 with --public).",
    ),
)
@option(
    "--max-rows",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    text=Text(
        fr="Nombre maximal de lignes d'un fichier ; 0 : sans limite.",
        en="Maximum number of rows in a file; 0: no limit.",
    ),
)
@option(
    "--max-memory",
    type=click.IntRange(min=1),
    default=1024,
    show_default=True,
    metavar="MO",
    text=Text(
        fr="Mémoire que la lecture d'un fichier peut prendre au-delà de sa taille.",
        en="Memory that reading a file may take beyond its size.",
    ),
)
@option(
    "--max-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    text=Text(
        fr="Durée maximale d'un travail (600 ; 120 avec --public).",
        en="Time allowed for a job (600; 120 with --public).",
    ),
)
@option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    text=Text(
        fr="Fichiers lus à la fois, chacun dans son processus (les cœurs de la machine).",
        en="Files read at once, each in a process of its own (the cores of the machine).",
    ),
)
@option(
    "--waiting",
    type=click.IntRange(min=0),
    default=100,
    show_default=True,
    metavar="N",
    text=Text(fr="Fichiers qui peuvent attendre.", en="Files that may wait."),
)
@option(
    "--per-client",
    type=click.IntRange(min=1),
    metavar="N",
    text=Text(
        fr="Fichiers d'un même client, en cours ou en attente (50 ; 10 avec --public).",
        en="Files of one client, in progress or waiting (50; 10 with --public).",
    ),
)
@option(
    "--keep",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    metavar="MINUTES",
    text=Text(
        fr="Minutes pendant lesquelles un fichier est gardé après sa dernière consultation.",
        en="Minutes that a file is kept after it was last asked for.",
    ),
)
@option(
    "--allow-aggregation",
    "aggregation",
    multiple=True,
    metavar="TABLE",
    text=Text(
        fr="Table dont l'API peut donner des agrégats (* : toutes). Répétable.",
        en="Table that the API may give aggregates of (*: all). Repeatable.",
    ),
)
@option(
    "--page-rows",
    type=click.IntRange(min=1, max=10_000),
    default=1000,
    show_default=True,
    metavar="N",
    text=Text(
        fr="Nombre maximal de lignes d'une page de l'API.",
        en="Maximum number of rows in a page of the API.",
    ),
)
@option(
    "--query-seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="N",
    text=Text(
        fr="Durée maximale d'une requête à l'API.", en="Time allowed for a query to the API."
    ),
)
@option(
    "--query-memory",
    type=click.IntRange(min=64),
    default=512,
    show_default=True,
    metavar="MO",
    text=Text(
        fr="Mémoire que peuvent prendre toutes les requêtes à une publication.",
        en="Memory allowed for all the queries to a release.",
    ),
)
@options.lang
def command(*, no_browser: bool, forwarded: str, **chosen: Any) -> None:
    """Serve until it is ended."""
    try:
        from tamis.serve.run import run
    except ImportError as error:
        raise UsageError(
            Text(
                fr=f"tamis serve a besoin de paquets qui manquent ({error.name}).",
                en=f"tamis serve needs packages that are missing ({error.name}).",
            ),
            Text(fr="pip install 'tamis[serve]'", en="pip install 'tamis[serve]'"),
        ) from error
    run(serve_options(chosen), opens_browser=not no_browser, forwarded=forwarded)
