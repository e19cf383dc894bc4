"""tamis ref: the reference data."""

from __future__ import annotations

import click

from tamis.cli.groups import Group
from tamis.model.text import Text


@click.group(
    "ref",
    cls=Group,
    package="tamis.cli.commands",
    prefix="ref_",
    text=Text(
        fr="Consulte et renouvelle les données de référence (code officiel géographique).",
        en="Show and update the reference data (official geographic code).",
    ),
)
def command() -> None:
    """Hold the commands."""
