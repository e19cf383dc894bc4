"""tamis journal: what a journal of repairs is good for."""

from __future__ import annotations

import click

from tamis.cli.groups import Group
from tamis.model.text import Text


@click.group(
    "journal",
    cls=Group,
    package="tamis.cli.commands",
    prefix="journal_",
    text=Text(
        fr="Se sert du journal d'une normalisation.",
        en="Use the journal of a normalisation.",
    ),
)
def command() -> None:
    """Hold the commands."""
