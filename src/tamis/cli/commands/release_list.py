"""tamis release list: the release that stands, and the former ones that are kept."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tamis.cli import options, streams
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.text import Text


@declare(
    "list",
    Text(
        fr="Liste la publication en place et celles d'avant qui sont gardées.",
        en="List the current release and the former ones that are kept.",
    ),
    examples=(("tamis release list sortie", Text(fr="Ce qui est gardé :", en="What is kept:")),),
)
@argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DOSSIER")
@options.listing_format
@options.lang
def command(folder: Path, format: str) -> None:
    """Show the number, the day, the sources and the rows of each."""
    from tamis.release import archive

    releases = archive.list_releases(folder)
    if format == "json":
        names = ("number", "date", "sources", "rows")
        streams.print_json([{n: getattr(release, n) for n in names} for release in releases])
        return
    now = str(Text(fr="en place", en="current"))
    heads = (
        Text(fr="numéro", en="number"),
        Text(fr="date", en="date"),
        Text(fr="sources", en="sources"),
        Text(fr="lignes", en="rows"),
    )
    rows = [tuple(map(str, heads))]
    rows += [
        (str(release.number or now), release.date or "–", str(release.sources), str(release.rows))
        for release in releases
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
