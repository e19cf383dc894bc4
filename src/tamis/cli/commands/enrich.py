"""tamis enrich: join a file with communes, establishments or addresses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import api_options, options, progress, read_options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tamis.app import ReadOptions
    from tamis.enrich.run import EnrichResult


@declare(
    "enrich",
    Text(
        fr="Ajoute à un fichier ce que l'on sait de ses communes, SIRET ou adresses.",
        en="Add what is known about a file's communes, SIRET numbers or addresses.",
    ),
    Text(
        fr="Ajoute des colonnes (valeurs, statut, source) et n'en change aucune. communes "
        "fonctionne sans réseau ; siret et adresse interrogent une API.\n\n"
        "FICHIER : un chemin, ou - pour l'entrée standard.",
        en="Adds columns (values, status, source) and changes none. communes works offline; "
        "siret and adresse query an API.\n\nFILE: a path, or - for standard input.",
    ),
    examples=(
        (
            "tamis enrich lieux.csv --with communes -o enrichi.csv",
            Text(
                fr="Communes et départements, sans réseau :",
                en="Communes and départements, offline:",
            ),
        ),
        (
            "tamis enrich lieux.csv --with adresse --column adresse=rue -o enrichi.csv",
            Text(
                fr="Positions, quand l'adresse est dans la colonne « rue » :",
                en="Positions, with the address in the column “rue”:",
            ),
        ),
    ),
)
@argument("file", metavar="FICHIER")
@option(
    "--with",
    "name",
    type=click.Choice(("communes", "siret", "adresse")),
    required=True,
    text=Text(fr="Ce qui est ajouté.", en="What is added."),
)
@api_options.table_output
@option(
    "--column",
    "columns",
    multiple=True,
    metavar="[RÔLE=]COLONNE",
    text=Text(
        fr="La colonne à lire : code, nom, postal, departement (communes) ; siret, nom, adresse, "
        "commune, postal, ville, etat, date (siret) ; adresse, postal, commune, "
        "ville, longitude, latitude (adresse). Vide (ville=), elle est laissée de côté. Répétable.",
        en="The column to read: code, nom, postal, departement (communes); siret, nom, adresse, "
        "commune, postal, ville, etat, date (siret); adresse, postal, commune, ville, "
        "longitude, latitude (adresse). Left empty (ville=), it is ignored. Repeatable.",
    ),
)
@option(
    "--from",
    "stock",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="STOCK",
    text=Text(
        fr="Sans réseau : les fichiers stock de l'INSEE (StockEtablissement.parquet, et au besoin "
        "StockUniteLegale et StockEtablissementLiensSuccession ; Parquet ou CSV). Répétable.",
        en="Offline: the stock files of INSEE (StockEtablissement.parquet, and where needed "
        "StockUniteLegale and StockEtablissementLiensSuccession; Parquet or CSV). Repeatable.",
    ),
)
@option(
    "--max-distance",
    type=click.FloatRange(min=0),
    metavar="MÈTRES",
    default=1000.0,
    show_default=True,
    text=Text(
        fr="Distance, en mètres, au-delà de laquelle une adresse n'est pas là où la ligne le dit.",
        en="Distance, in metres, beyond which an address is not where the row says.",
    ),
)
@option(
    "--prefix",
    default="",
    metavar="NOM",
    text=Text(fr="Début du nom des colonnes ajoutées.", en="Prefix of the names of added columns."),
)
@option(
    "--min-score",
    type=click.FloatRange(0, 1),
    metavar="N",
    default=0.7,
    show_default=True,
    text=Text(fr="Ressemblance minimale d'une adresse.", en="Minimum match score of an address."),
)
@option(
    "--min-type",
    type=click.Choice(("housenumber", "street", "locality", "municipality")),
    default="street",
    show_default=True,
    text=Text(fr="Précision minimale d'une adresse.", en="Minimum precision of an address."),
)
@option(
    "--min-lead",
    type=click.FloatRange(0, 1),
    metavar="N",
    default=0.1,
    show_default=True,
    text=Text(
        fr="Avance minimale sur la deuxième réponse.", en="Minimum lead over the second match."
    ),
)
@option(
    "--resume",
    is_flag=True,
    text=Text(
        fr="Reprend les réponses qu'une commande interrompue a laissées.",
        en="Resume with the answers left by an interrupted command.",
    ),
)
@option(
    "--allow-personal",
    is_flag=True,
    text=Text(
        fr="Envoie à l'API un fichier qui ressemble à des données personnelles "
        "(file.likely-restricted).",
        en="Send the API a file that looks like personal data (file.likely-restricted).",
    ),
)
@api_options.base
@options.excel
@read_options.reading
@api_options.quiet
@options.lang
def command(
    file: str,
    *,
    name: str,
    output: Path,
    columns: tuple[str, ...],
    stock: tuple[Path, ...],
    max_distance: float,
    prefix: str,
    min_score: float,
    min_type: str,
    min_lead: float,
    resume: bool,
    allow_personal: bool,
    base: str,
    reader: str | None,
    reading: ReadOptions,
    quiet: bool,
) -> None:
    """Enrich the file and say how much was found."""
    from tamis.enrich import LookupOptions
    from tamis.enrich.run import EnrichOptions, enrich

    with progress.progress() as bar:
        request = LookupOptions(
            score=min_score,
            lead=min_lead,
            precision=min_type,
            base=base,
            stock=stock,
            distance=max_distance,
            progress=bar,
            limits=reading.limits,
        )
        order = EnrichOptions(
            source=file,
            name=name,
            output=output,
            columns=_labels(columns, name),
            prefix=prefix,
            resume=resume,
            allow_personal=allow_personal,
            excel=reader == "excel",
            reading=reading.request(None),
            member=reading.member,
        )
        done = enrich(order, request)
    if done.cut:
        note = Text(
            fr="Attention : le fichier vient d'une réponse incomplète (api.cut-short).",
            en="Warning: the file comes from an answer that was cut (api.cut-short).",
        )
        sys.stderr.write(f"{note}\n")
    if not quiet:
        _write_counts(done)


def _labels(columns: Sequence[str], name: str) -> dict[str, str]:
    """Return the column of each role; one that is named alone has the first role of the join."""
    from tamis.enrich import join_named

    default_role = next(iter(join_named(name).ROLES))
    labels: dict[str, str] = {}
    for column in columns:
        role, equals, label = column.partition("=")
        labels[role if equals else default_role] = label if equals else column
    return labels


def _write_counts(done: EnrichResult) -> None:
    """Say how many rows have been written, and how many have each status."""
    from tamis.render.words import counted

    rows = counted(done.rows, "ligne", "lignes", "row", "rows")
    sys.stdout.write(f"→ {done.output} · {rows}{screen.restriction_note(done.output)}\n")
    for status, n in done.counts.items():
        sys.stdout.write(f"    {n:>8}  {status}\n")
