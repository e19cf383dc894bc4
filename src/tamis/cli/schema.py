"""tamis schema: the catalogue."""

from __future__ import annotations

import click

from tamis.cli._click import Group
from tamis.model.text import Text


@click.group(
    "schema",
    cls=Group,
    package="tamis.cli",
    prefix="schema_",
    text=Text(
        fr="Consulte le catalogue des schémas publiés.",
        en="Look into the catalogue of published schemas.",
    ),
)
def command() -> None:
    """Hold the commands."""
