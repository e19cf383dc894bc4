"""tamis ref update: reference data of another year."""

from __future__ import annotations

import sys
from pathlib import Path

from tamis.cli import api_options, options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import OutputFile, option
from tamis.model.errors import UsageError
from tamis.model.text import Text


@declare(
    "update",
    Text(
        fr="Renouvelle les données de référence à partir d'un paquet du découpage administratif.",
        en="Update the reference data from a package of the administrative divisions.",
    ),
    Text(
        fr="Le paquet est @etalab/decoupage-administratif, tel que « npm pack » le rend. Avec "
        "--centres, ce sont les centres de toutes les communes, demandés à geo.api.gouv.fr. Rien "
        "d'autre n'est demandé au réseau.",
        en="The package is @etalab/decoupage-administratif, as “npm pack” writes it. With "
        "--centres, it is the centres of all communes, fetched from geo.api.gouv.fr. The "
        "network is used for nothing else.",
    ),
    examples=(
        (
            "tamis ref update --from etalab-decoupage-administratif.tgz",
            Text(fr="Un paquet téléchargé :", en="A downloaded package:"),
        ),
        (
            "tamis ref update --centres",
            Text(fr="Les centres de toutes les communes :", en="The centres of all communes:"),
        ),
    ),
)
@option(
    "--from",
    "source",
    default="",
    metavar="DOSSIER|ARCHIVE|URL",
    text=Text(
        fr="Dossier ou archive du paquet, ou son adresse ; avec --centres, une réponse gardée.",
        en="Folder or archive of the package, or its address; with --centres, a kept answer.",
    ),
)
@option(
    "--centres",
    "is_centres",
    is_flag=True,
    text=Text(
        fr="Renouvelle les centres des communes (centre, étendue) au lieu du code géographique.",
        en="Update the centres of communes (centre, extent) instead of the geographic code.",
    ),
)
@api_options.base
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
def command(source: str, output: Path | None, base: str, *, is_centres: bool) -> None:
    """Build the file and put it in its place."""
    from tamis import app

    if is_centres:
        written = app.renew_centres(source, output, base=base)
    elif source and not base:
        written = app.renew_reference(source, output)
    else:
        raise UsageError(
            Text(
                fr="Donnez --from (le paquet) ; --base ne vaut que pour --centres.",
                en="Give --from (the package); --base is for --centres alone.",
            )
        )
    size = f"{written.stat().st_size // 1024} {Text(fr='ko', en='kB')}"
    sys.stdout.write(f"→ {written} ({size})\n")
