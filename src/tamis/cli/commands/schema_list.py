"""tamis schema list: what the catalogue has."""

from __future__ import annotations

import sys

import click

from tamis.cli import catalogue_entries, options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import option
from tamis.model.text import Text


@declare(
    "list",
    Text(fr="Liste les schémas du catalogue.", en="List the catalogue's schemas."),
    examples=(
        ("tamis schema list", Text(fr="Tous les schémas :", en="All schemas:")),
        (
            "tamis schema list --kind tableschema",
            Text(fr="Ceux de tables seulement :", en="Schemas of tables only:"),
        ),
    ),
)
@option(
    "--kind",
    type=click.Choice(("tableschema", "datapackage", "jsonschema", "other")),
    text=Text(fr="Ceux d'une sorte seulement.", en="Only schemas of this kind."),
)
@options.listing_format
@options.lang
def command(kind: str | None, format: str) -> None:
    """Show the schemas by name."""
    from tamis.loading import catalogue, store

    entries = sorted(catalogue.entries().values(), key=lambda entry: entry.name)
    catalogue_entries.show([entry for entry in entries if kind in {None, entry.kind}], format)
    if format == "text" and not store.stamp():
        hint = Text(
            fr="→ Tout le catalogue national : tamis schema pull",
            en="→ The whole national catalogue: tamis schema pull",
        )
        sys.stderr.write(f"{hint}\n")
