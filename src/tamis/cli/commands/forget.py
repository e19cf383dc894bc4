"""tamis forget: a source taken out of what is kept from one run to the next."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.text import Text


@declare(
    "forget",
    Text(
        fr="Retire une source de ce que tamis garde : cache, publications, historique, pages.",
        en="Remove a source from what tamis keeps: cache, releases, history, pages.",
    ),
    Text(
        fr="SOURCE : une adresse, un chemin, ou l'id qu'elle a dans une publication. Ses lignes "
        "sont retirées de chaque table ; les pages qui en parlent sont réécrites par la "
        "fusion suivante. Retirez-la aussi de ce que vous fusionnez. Ce qui est gardé, où et "
        "pour qui : voyez docs/privacy.md.",
        en="SOURCE: an address, a path, or the id that it has in a release. Its rows are removed "
        "from every table; the pages that mention it are rewritten by the next release. "
        "Remove it from what you merge as well. What is kept, where and for whom: see "
        "docs/privacy.md.",
    ),
    examples=(
        (
            "tamis forget https://exemple.fr/a.csv",
            Text(fr="Ce que le cache en garde :", en="What the cache has of it:"),
        ),
        (
            "tamis forget ville-a --release sortie",
            Text(
                fr="Aussi dans une publication, et celles d'avant :",
                en="In a release too, and the former ones:",
            ),
        ),
    ),
)
@argument("source", metavar="SOURCE", required=False, default="")
@option(
    "--release",
    "releases",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DOSSIER",
    text=Text(
        fr="Publication à réécrire sans elle, et celles d'avant. Répétable.",
        en="Release to rewrite without it, former ones included. Repeatable.",
    ),
)
@option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DOSSIER",
    text=Text(
        fr="Le cache, s'il est ailleurs.", en="The cache folder, if it is not the usual one."
    ),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    text=Text(fr="Vide tout le cache.", en="Empty the whole cache."),
)
@options.lang
def command(
    source: str, *, releases: tuple[Path, ...], cache: Path | None, everything: bool
) -> None:
    """Forget it, and say out of what it was taken."""
    from tamis.release import forget
    from tamis.release.collect.cache import home

    forget.ensure_named(source, everything=everything)
    folder = cache or home()
    if everything:
        forgotten = forget.forget_all(folder)
    else:
        forgotten = forget.forget(source, releases, folder)
        if not forgotten:
            raise forget.nothing_of(source)
    words = Text(
        fr=f"✓ copies : {forgotten.copies} · résultats : {forgotten.results} · publications : "
        f"{forgotten.releases}",
        en=f"✓ copies: {forgotten.copies} · results: {forgotten.results} · releases: "
        f"{forgotten.releases}",
    )
    sys.stdout.write(f"{words}\n")
