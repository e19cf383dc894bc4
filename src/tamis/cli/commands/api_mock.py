"""tamis api mock: made-up answers of an API, on this machine."""

from __future__ import annotations

import sys

import click

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.text import Text


@declare(
    "mock",
    Text(
        fr="Sert sur cette machine des réponses fictives d'une API.",
        en="Serve made-up answers of an API on this machine.",
    ),
    Text(
        fr="Pour répéter avant que l'habilitation soit donnée : opérations, paramètres, jeton et "
        "pages sont ceux de l'API, les personnes n'existent pas. Servi à cette machine seule "
        "(127.0.0.1). L'en-tête « Prefer: code=404 » demande la réponse d'un statut.\n\nAPI : "
        "un nom du registre.",
        en="For a rehearsal before the right to ask is granted: operations, parameters, token and "
        "pages are those of the API, the people do not exist. Served to this machine alone "
        "(127.0.0.1). The header “Prefer: code=404” asks for the answer of a status.\n\n"
        "API: a name in the registry.",
    ),
)
@argument("api", metavar="API")
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8010,
    show_default=True,
    metavar="N",
    text=Text(fr="Port ; 0 pour un port libre.", en="Port; 0 for a free one."),
)
@options.lang
def command(api: str, port: int) -> None:
    """Serve the answers until the user stops it."""
    from tamis.apis.mock import server
    from tamis.loading import apis

    loaded = apis.load(api)
    with server(loaded, port) as served:
        address = f"http://127.0.0.1:{served.server_address[1]}"
        example = (
            f"tamis api fetch {loaded.name} {next(iter(loaded.operations))} … --base {address}"
        )
        sys.stdout.write(f"→ {address}\n    {example}\n")
        if loaded.token:
            sys.stdout.write(
                Text(
                    fr=f"    Jeton : n'importe lequel, dans {loaded.token.variable}\n",
                    en=f"    Token: any, in {loaded.token.variable}\n",
                ).say()
            )
        sys.stdout.write(Text(fr="    Ctrl-C pour arrêter\n", en="    Ctrl-C to stop\n").say())
        sys.stdout.flush()
        try:
            served.serve_forever()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
