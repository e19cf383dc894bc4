"""tamis schema search: a schema by words of one's own."""

from __future__ import annotations

import sys

import click

from tamis.cli import catalogue_entries, options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.text import Text
from tamis.render.terminal import escaped


@declare(
    "search",
    Text(
        fr="Cherche un schéma dans le catalogue.",
        en="Search the catalogue for a schema.",
    ),
    Text(
        fr="Majuscules, accents, pluriels et fautes de frappe sont tolérés. Code de sortie 1 si "
        "rien ne correspond.",
        en="Case, accents, plurals and typos are forgiven. Exit code 1 if nothing matches.",
    ),
    examples=(
        (
            "tamis schema search bornes de recharge",
            Text(fr="Quelques mots :", en="A few words:"),
        ),
    ),
)
@argument("words", nargs=-1, required=True, metavar="MOTS...")
@options.listing_format
@options.lang
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...], format: str) -> None:
    """Show the schemas that answer, the best first."""
    from tamis.loading import catalogue
    from tamis.loading.search import search

    entries = search(" ".join(words), catalogue.entries().values())
    catalogue_entries.show(entries, format)
    if not entries:
        sought = escaped(" ".join(words))
        nothing = Text(
            fr=f"Aucun schéma ne correspond à « {sought} ». Tous : tamis schema list.",
            en=f"No schema matches “{sought}”. All of them: tamis schema list.",
        )
        sys.stderr.write(f"{nothing}\n")
    ctx.exit(0 if entries else 1)
