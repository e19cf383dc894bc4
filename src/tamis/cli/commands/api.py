"""tamis api: what public APIs answer."""

from __future__ import annotations

import click

from tamis.cli.groups import Group
from tamis.model.text import Text


@click.group(
    "api",
    cls=Group,
    package="tamis.cli.commands",
    prefix="api_",
    text=Text(
        fr="Vérifie, télécharge et met en table ce que répondent les API publiques.",
        en="Check, fetch and flatten what public APIs answer.",
    ),
)
def command() -> None:
    """Hold the commands."""
