"""tamis ref update: reference data of another year."""

from __future__ import annotations

import sys
from pathlib import Path

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import OutputFile, option
from tamis.model.text import Text


@declare(
    "update",
    Text(
        fr="Renouvelle les données de référence à partir d'un paquet du découpage administratif.",
        en="Update the reference data from a package of the administrative divisions.",
    ),
    Text(
        fr="Le paquet est @etalab/decoupage-administratif, tel que « npm pack » le rend. Rien "
        "n'est demandé au réseau hors de l'adresse donnée.",
        en="The package is @etalab/decoupage-administratif, as “npm pack” writes it. The "
        "network is used for the address given, and nothing else.",
    ),
    examples=(
        (
            "tamis ref update --from etalab-decoupage-administratif.tgz",
            Text(fr="Un paquet téléchargé :", en="A downloaded package:"),
        ),
    ),
)
@option(
    "--from",
    "source",
    required=True,
    metavar="DOSSIER|ARCHIVE|URL",
    text=Text(
        fr="Dossier ou archive du paquet, ou son adresse.",
        en="Folder or archive of the package, or its address.",
    ),
)
@option(
    "-o",
    "--output",
    type=OutputFile(),
    metavar="FICHIER",
    text=Text(
        fr="Écrit les données dans ce fichier au lieu de les utiliser.",
        en="Write the data to this file instead of using them.",
    ),
)
@options.lang
def command(source: str, output: Path | None) -> None:
    """Build the file and put it in its place."""
    from tamis import app

    written = app.renew_reference(source, output)
    size = f"{written.stat().st_size // 1024} {Text(fr='ko', en='kB')}"
    sys.stdout.write(f"→ {written} ({size})\n")
