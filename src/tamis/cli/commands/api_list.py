"""tamis api list: the APIs of the registry."""

from __future__ import annotations

import json
import sys
from typing import Any

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.model.api import Api
from tamis.model.text import Text

_ACCESS = {
    "open": Text(fr="ouverte", en="open"),
    "account": Text(fr="sur compte", en="account"),
    "restricted": Text(fr="restreinte", en="restricted"),
}


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

    found = [apis.load(name) for name in apis.names()]
    if format == "json":
        json.dump([_told(one) for one in found], sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    wide = max(len(one.name) for one in found)
    for one in found:
        sys.stdout.write(f"{one.name:<{wide}}  {_ACCESS[one.access]!s:<11} {one.title}\n")


def _told(api: Api) -> dict[str, Any]:
    return {
        "name": api.name,
        "title": str(api.title),
        "base": api.base,
        "access": api.access,
        "sensitivity": api.sensitivity,
        "licence": api.licence,
        "operations": list(api.operations),
    }
