"""tamis api remove: take an API out of the user's registry."""

from __future__ import annotations

import sys

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.text import Text


@declare(
    "remove",
    Text(
        fr="Retire de votre registre une API ajoutée.",
        en="Remove an added API from your registry.",
    ),
    Text(fr="API : le nom d'une API ajoutée.", en="API: the name of an added API."),
)
@argument("api", metavar="API")
@options.lang
def command(api: str) -> None:
    """Remove the API."""
    from tamis.openapi import registry

    registry.remove(api)
    sys.stdout.write(f"{Text(fr=f'{api} est retirée.', en=f'{api} is removed.')}\n")
