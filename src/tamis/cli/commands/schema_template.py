"""tamis schema template: a workbook to fill in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import destination, options, read_options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import OutputFile, argument, option
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.app import ReadOptions


@declare(
    "template",
    Text(
        fr="Écrit un modèle à remplir, qui dit ce que chaque cellule attend.",
        en="Write a template to fill in, which says what each cell expects.",
    ),
    Text(
        fr="Un classeur avec les colonnes du schéma : listes de valeurs, dates, nombres, codes "
        "en texte, clés des SIREN et SIRET, valeurs uniques. Une feuille d'aide dit ce que le "
        "tableur vérifie, et ce qu'il ne peut pas vérifier. tamis validate connaît ensuite le "
        "schéma sans -s.\n\nSCHÉMA : un nom du catalogue (avec @version) ou un fichier.",
        en="A workbook with the columns of the schema: lists of values, dates, numbers, codes as "
        "texts, check digits of SIREN and SIRET, unique values. A help sheet says what the "
        "spreadsheet checks, and what it cannot. tamis validate then knows the schema without "
        "-s.\n\nSCHEMA: a name in the catalogue (with @version) or a file.",
    ),
    examples=(
        (
            "tamis schema template etalab/schema-irve-statique -o modele.xlsx",
            Text(fr="Un modèle vide :", en="An empty template:"),
        ),
        (
            "tamis schema template schema.json -o modele.xlsx --from fichier.csv",
            Text(
                fr="Un fichier existant, ses fautes en couleur :",
                en="An existing file, its faults coloured:",
            ),
        ),
    ),
)
@argument("schema", metavar="SCHÉMA")
@option(
    "-o",
    "--output",
    required=True,
    type=OutputFile(dash="path", endings=(".xlsx", ".csv")),
    metavar="FICHIER",
    text=Text(
        fr="Fichier à écrire : un classeur (.xlsx), ou la seule ligne d'en-têtes (.csv).",
        en="File to write: a workbook (.xlsx), or the line of labels alone (.csv).",
    ),
)
@option(
    "-f",
    "--format",
    type=click.Choice(("xlsx", "csv")),
    text=Text(
        fr="Forme : xlsx ou csv ; sinon d'après le nom de la sortie.",
        en="Form: xlsx or csv; by default, from the name of the output.",
    ),
)
@option(
    "--from",
    "source",
    metavar="FICHIER",
    text=Text(
        fr="Remplit le modèle avec ce fichier, ses fautes en couleur.",
        en="Fill the template with this file, its faults coloured.",
    ),
)
@option(
    "--communes",
    "department",
    default="",
    metavar="CODE",
    text=Text(
        fr="Propose les communes de ce département là où un code de commune est attendu.",
        en="Offer the communes of this département where a commune code is expected.",
    ),
)
@read_options.reading
@options.quiet
@options.lang
def command(
    schema: str,
    *,
    output: Path,
    format: str | None,
    source: str | None,
    department: str,
    reading: ReadOptions,
    quiet: bool,
) -> None:
    """Write the template, and say how much of the schema it checks."""
    from tamis import app

    is_piped = output == destination.STANDARD
    if format and not is_piped and output.suffix.lower() != f".{format}":
        raise UsageError(
            Text(
                fr=f"« {output} » ne finit pas par .{format}.",
                en=f"“{output}” does not end in .{format}.",
            )
        )
    with destination.place(output, f".{format or 'xlsx'}", source) as place:
        columns = app.write_template(
            schema, place or output, source=source, department=department, reading=reading
        )
    if quiet or is_piped:
        return
    guard = screen.restriction_note(output)
    sys.stdout.write(f"→ {output}{guard}\n")
    if columns:
        whole = sum(1 for column in columns if not column.unchecked)
        sentence = Text(
            fr="{n} colonnes, dont {whole} que le tableur vérifie en entier ; la feuille « Aide » "
            "dit ce qu'il ne vérifie pas dans les autres.",
            en="{n} columns, of which the spreadsheet checks {whole} in full; the sheet “Help” "
            "says what it does not check in the others.",
        )
        sys.stdout.write(f"{sentence.say(n=len(columns), whole=whole)}\n")
