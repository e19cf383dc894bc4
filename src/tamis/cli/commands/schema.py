"""tamis schema: the catalogue."""

from __future__ import annotations

import click

from tamis.cli.groups import Group
from tamis.model.text import Text


@click.group(
    "schema",
    cls=Group,
    package="tamis.cli.commands",
    prefix="schema_",
    text=Text(
        fr="Consulte le catalogue des schémas publiés.",
        en="Browse the catalogue of published schemas.",
    ),
)
def command() -> None:
    """Hold the commands."""
