"""tamis api list: the APIs of the registry."""

from __future__ import annotations

import sys
from typing import Any

from tamis.cli import options, streams
from tamis.cli.api_access import ACCESS
from tamis.cli.groups import command as declare
from tamis.model.api import Api
from tamis.model.text import Text


@declare(
    "list",
    Text(fr="Liste les API du registre.", en="List the APIs of the registry."),
    examples=(
        (
            "tamis api list",
            Text(fr="Toutes les API :", en="All APIs:"),
        ),
    ),
)
@options.listing_format
@options.lang
def command(format: str) -> None:
    """Show the APIs by name."""
    from tamis.loading import apis

    registered = apis.sound()
    if format == "json":
        streams.print_json([_object(api) for api in registered])
        return
    wide = max(len(api.name) for api in registered)
    for api in registered:
        sys.stdout.write(f"{api.name:<{wide}}  {ACCESS[api.access]!s:<11} {api.title}\n")


def _object(api: Api) -> dict[str, Any]:
    return {
        "name": api.name,
        "title": str(api.title),
        "base": api.base,
        "access": api.access,
        "sensitivity": api.sensitivity,
        "licence": api.licence,
        "operations": list(api.operations),
    }
