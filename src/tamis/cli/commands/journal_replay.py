"""tamis journal replay: the cells of a file as they were before it was normalised."""

from __future__ import annotations

from pathlib import Path

import click

from tamis.cli import options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import OutputFile, argument, option
from tamis.model.text import Text


@declare(
    "replay",
    Text(
        fr="Restitue les cellules d'un fichier telles qu'elles étaient avant sa normalisation.",
        en="Restore the cells of a file as they were before it was normalised.",
    ),
    Text(
        fr="Chacun peut ainsi vérifier que rien n'est perdu : le fichier corrigé et son journal "
        "restituent chaque cellule, et chaque ligne laissée de côté. L'encodage et les "
        "séparateurs d'origine ne sont pas restitués : la sortie est un CSV (UTF-8, "
        "virgules).\n\nSORTIE : ce que tamis normalize a écrit (CSV ou classeur).",
        en="Anyone can thus check that nothing is lost: the corrected file and its journal give "
        "back every cell, and every row left out. The encoding and the delimiters it had are not "
        "restored: the output is a CSV (UTF-8, commas).\n\n"
        "OUTPUT: what tamis normalize wrote (CSV or workbook).",
    ),
    examples=(
        (
            "tamis journal replay propre.csv --journal suivi.csv -o avant.csv",
            Text(fr="Le fichier d'avant :", en="The file as it was:"),
        ),
    ),
)
@argument("written", metavar="SORTIE", type=click.Path(path_type=Path, dir_okay=False))
@option(
    "--journal",
    "record",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    text=Text(
        fr="Le journal de la normalisation (.csv, .json ou .xlsx).",
        en="The journal of the normalisation (.csv, .json or .xlsx).",
    ),
)
@option(
    "-o",
    "--output",
    type=OutputFile(dash="none"),
    metavar="FICHIER",
    text=Text(
        fr="Fichier à écrire, en CSV (sinon à l'écran).",
        en="File to write, as CSV (the screen by default).",
    ),
)
@options.lang
def command(written: Path, *, record: Path, output: Path | None) -> None:
    """Replay the journal."""
    from tamis.sources import sidecar
    from tamis.values.csv_lines import csv_line
    from tamis.writers.replay import replay

    origin = sidecar.strictest((sidecar.read(written), sidecar.read(record)))
    if output is None and origin is not None and origin.restricted:
        raise screen.hidden(written)
    with screen.output(output, binary=False, origin=origin) as out:
        for row in replay(written, record):
            out.write(csv_line(row))
