"""tamis release: releases that stand, and former ones."""

from __future__ import annotations

import click

from tamis.cli.groups import Group
from tamis.model.text import Text


@click.group(
    "release",
    cls=Group,
    package="tamis.cli.commands",
    prefix="release_",
    text=Text(
        fr="Liste les publications gardées, et revient à l'une d'elles.",
        en="List the releases that are kept, and go back to one of them.",
    ),
)
def command() -> None:
    """Hold the commands."""
