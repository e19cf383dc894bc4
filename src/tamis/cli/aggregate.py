"""tamis aggregate: many sources, one release."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import _options, _screen
from tamis.cli._click import command as declare
from tamis.cli._click import option
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.release.account import Entry
    from tamis.release.describe import Release


@declare(
    "aggregate",
    Text(
        fr="Corrige et fusionne des fichiers, et rend compte de chaque ligne.",
        en="Repair and merge files, and account for every row.",
    ),
    Text(
        fr="Écrit un dossier : data.csv, data.parquet, rejects.csv, duplicates.csv, journal.csv, "
        "report.json, datapackage.json. Il apparaît entier ou pas du tout.\n\n"
        "SOURCES : fichiers, motifs (« data/*.csv »), dossiers, ou manifeste sources.toml.",
        en="Write a folder: data.csv, data.parquet, rejects.csv, duplicates.csv, journal.csv, "
        "report.json, datapackage.json. It appears whole or not at all.\n\n"
        "SOURCES: files, patterns (“data/*.csv”), folders, or a sources.toml manifest.",
    ),
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCES...")
@_options.schema
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DOSSIER",
    text=Text(fr="Dossier de la fusion.", en="Folder of the release."),
)
@option(
    "--key",
    metavar="CHAMP,CHAMP",
    text=Text(
        fr="Champs qui disent que deux lignes sont la même ; ceux du schéma sinon.",
        en="Fields that tell two rows are one; else those of the schema.",
    ),
)
@option(
    "--latest",
    metavar="CHAMP",
    text=Text(
        fr="Champ dont la plus haute valeur l'emporte entre deux lignes de même clé.",
        en="Field whose highest value wins between two rows of one key.",
    ),
)
@_options.profile
@_options.ignore
@_options.listing_format
@_options.quiet
@_options.lang
def command(
    sources: tuple[str, ...],
    *,
    schema: str,
    output: Path,
    key: str | None,
    latest: str | None,
    profile: str,
    ignore: tuple[str, ...],
    format: str,
    quiet: bool,
) -> None:
    """Aggregate, then show what became of every row."""
    from tamis import app

    weights = app.weighed(profile, ignore)
    named = [name.strip() for name in (key or "").split(",") if name.strip()]
    with _screen.progress("") as told:
        release = app.aggregate(
            sources,
            schema,
            output,
            key=named,
            latest=latest or "",
            profile=weights,
            progress=told.named,
        )
    if format == "json":
        sys.stdout.write((output / "report.json").read_text(encoding="utf-8"))
        return
    lines = _summary(release, quiet=quiet)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    for one in release.unread:
        failed = Text(fr="Source non lue : ", en="Source not read: ")
        sys.stderr.write(f"{failed}{one.source.id}. {one.error}\n")


def _summary(release: Release, *, quiet: bool) -> Iterator[str]:
    from tamis.render._shown import escaped
    from tamis.render._words import counted, number

    heads = (
        Text(fr="source", en="source"),
        Text(fr="lues", en="in"),
        Text(fr="publiées", en="out"),
        Text(fr="rejetées", en="rejected"),
        Text(fr="doublons", en="duplicates"),
    )
    if not quiet:
        total = str(Text(fr="total", en="total"))
        named = [(escaped(one.source), one) for one in release.account]
        wide = max(len(name) for name, _ in (*named, (total, None)))
        yield "  ".join([f"{heads[0]!s:<{wide}}", *(f"{head!s:>10}" for head in heads[1:])])
        for name, entry in (*named, (total, release.total)):
            yield "  ".join([f"{name:<{wide}}", *(f"{number(n):>10}" for n in _figures(entry))])
        yield ""
    rows = counted(release.total.out, "ligne publiée", "lignes publiées", "row", "rows")
    words = Text(fr=f"✓ {rows} dans {release.folder}", en=f"✓ {rows} released in {release.folder}")
    yield str(words)


def _figures(entry: Entry) -> tuple[int, int, int, int]:
    return entry.rows, entry.out, entry.rejected, entry.duplicates
