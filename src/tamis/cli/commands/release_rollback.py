"""tamis release rollback: a former release back in its place."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.text import Text


@declare(
    "rollback",
    Text(
        fr="Remet une publication antérieure en place ; celle qui y était est gardée.",
        en="Restore a former release; the one that it replaces is kept.",
    ),
    Text(
        fr="NUMÉRO : celui que « tamis release list » donne ; la dernière sinon. L'échange se fait "
        "en une fois. La fusion suivante se compare à la publication remise en place.",
        en="NUMBER: the one that “tamis release list” gives; by default, the last one. The two "
        "are exchanged in one step. The next release is compared with the one put back.",
    ),
    examples=(
        ("tamis release rollback sortie", Text(fr="La dernière d'avant :", en="The last one:")),
        ("tamis release rollback sortie 3", Text(fr="Une autre :", en="Another one:")),
    ),
)
@argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DOSSIER")
@argument("number", type=click.IntRange(min=1), required=False, metavar="NUMÉRO")
@options.lang
def command(folder: Path, number: int | None) -> None:
    """Go back, then show what stands."""
    from tamis.release import archive

    release = archive.roll_back(folder, number or 0)
    day = f" ({release.date})" if release.date else ""
    words = Text(
        fr=f"✓ {folder} : {release.rows} lignes{day}", en=f"✓ {folder}: {release.rows} rows{day}"
    )
    sys.stdout.write(f"{words}\n")
