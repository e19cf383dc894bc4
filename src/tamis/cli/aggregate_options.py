"""Options of `tamis aggregate`: what is released, where, and what a bad night may change."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from tamis.cli.parameters import metres, option, with_options
from tamis.cli.source_options import SOURCES
from tamis.model.text import Text

#: The options, in the order of the help.
OPTIONS: Final = (
    option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, file_okay=False),
        required=True,
        metavar="DOSSIER",
        text=Text(fr="Dossier de la fusion.", en="Folder of the release."),
    ),
    option(
        "--key",
        metavar="CHAMP,CHAMP",
        text=Text(
            fr="Champs qui identifient une ligne ; par défaut, ceux du schéma.",
            en="Fields that identify a row; the schema's by default.",
        ),
    ),
    option(
        "--records",
        multiple=True,
        metavar="POINTEUR",
        text=Text(
            fr="D'un JSON Schema, où sont les enregistrements (/features) ; / pour un document qui "
            "en est un. Répétable.",
            en="Of a JSON Schema, where the records are (/features); / for a document that is one. "
            "Repeatable.",
        ),
    ),
    option(
        "--latest",
        metavar="CHAMP",
        text=Text(
            fr="Champ dont la plus haute valeur l'emporte entre deux lignes de même clé.",
            en="Field whose highest value wins between two rows with the same key.",
        ),
    ),
    option(
        "--prefer",
        metavar="MOT,MOT",
        text=Text(
            fr="Ce qui départage deux lignes de même clé, dans l'ordre : latest, priority, "
            "modified, "
            "order. Avec all, toutes restent et les doublons sont marqués.",
            en="What decides between two rows with the same key, in order: latest, priority, "
            "modified, order. With all, every row stays and duplicates are marked.",
        ),
    ),
    option(
        "--max-reject-rate",
        type=click.FloatRange(min=0, max=100),
        metavar="%",
        text=Text(
            fr="Part de lignes rejetées, en %, au-delà de laquelle une source est écartée en "
            "entier.",
            en="Percentage of rejected rows above which a source is left out entirely.",
        ),
    ),
    option(
        "--hold",
        multiple=True,
        metavar="CODE",
        text=Text(
            fr="Écarte aussi les lignes qui ont ce constat (likely.swapped-position). Répétable.",
            en="Reject rows that have this finding too (likely.swapped-position). Repeatable.",
        ),
    ),
    option(
        "--near",
        type=metres,
        metavar="MÈTRES",
        text=Text(
            fr="Écrit candidates.csv : les lignes de deux sources à cette distance ou moins (30m), "
            "qui sont peut-être une même chose. Rien n'en est décidé.",
            en="Write candidates.csv: the rows of two sources within that distance (30m), which "
            "may be one thing. Nothing is decided.",
        ),
    ),
    option(
        "--decisions",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        metavar="FICHIER",
        text=Text(
            fr="Ce qui a été décidé de ces paires : un candidates.csv dont la colonne decision est "
            "remplie.",
            en="What was decided of these pairs: a candidates.csv whose column decision is filled.",
        ),
    ),
    option(
        "--max-shrink",
        type=click.FloatRange(min=0, max=100),
        default=50,
        show_default=True,
        metavar="%",
        text=Text(
            fr="Part de ses lignes, en %, qu'une source peut perdre d'une publication à l'autre ; "
            "au-delà, ses lignes d'avant sont gardées.",
            en="Share of its rows, in %, that a source may lose from one release to the next; "
            "beyond, "
            "its former rows are kept.",
        ),
    ),
    option(
        "--keep-days",
        type=click.IntRange(min=0),
        default=30,
        show_default=True,
        metavar="JOURS",
        text=Text(
            fr="Jours pendant lesquels les lignes d'avant d'une source illisible, vide, réduite "
            "ou rejetée sont gardées (si la publication a une date).",
            en="Days for which the former rows of a source that is not readable, empty, shrunk or "
            "rejected are kept (where the release has a date).",
        ),
    ),
    option(
        "--all-or-nothing",
        is_flag=True,
        text=Text(
            fr="Ne publie rien (code 3) si une source est illisible, vide, réduite ou rejetée.",
            en="Release nothing (code 3) if a source is not readable, empty, shrunk or rejected.",
        ),
    ),
    option(
        "--allow-unread",
        is_flag=True,
        text=Text(
            fr="Se termine avec le code 0 même si une source est illisible et que rien n'en est "
            "gardé (3 sinon).",
            en="Exit with 0 even if a source cannot be read and none of it is kept (otherwise 3).",
        ),
    ),
    *SOURCES,
    option(
        "--previous",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        metavar="DOSSIER",
        text=Text(
            fr="Publication à laquelle se comparer (par défaut, celle qui est remplacée).",
            en="Release to compare with (the one being replaced by default).",
        ),
    ),
    option(
        "--origin-columns",
        is_flag=True,
        text=Text(
            fr="Ajoute à chaque ligne les identifiants et les dates de sa ressource, sous les noms "
            "du "
            "fichier consolidé de transport.data.gouv.fr.",
            en="Give each row the identifiers and dates of its resource, under the names of the "
            "consolidated file of transport.data.gouv.fr.",
        ),
    ),
    option(
        "--keep-releases",
        type=click.IntRange(min=0),
        default=3,
        show_default=True,
        metavar="N",
        text=Text(
            fr="Publications antérieures gardées à côté, où revenir par tamis release rollback.",
            en="Number of former releases to keep beside it, for tamis release rollback.",
        ),
    ),
    option(
        "--dry-run",
        is_flag=True,
        text=Text(
            fr="Montre ce qui serait lu, téléchargé et publié, sous quelles licences, et ne fait "
            "rien.",
            en="Show what would be read, fetched and released, under which licences, and do "
            "nothing.",
        ),
    ),
    option(
        "--partition-by",
        metavar="CHAMP",
        text=Text(
            fr="Champ selon lequel découper : les lignes sont aussi écrites en Parquet, un "
            "dossier par valeur.",
            en="Field to partition by: rows are also written as Parquet, one folder per value.",
        ),
    ),
    option(
        "--licence",
        metavar="LICENCE",
        text=Text(
            fr="Licence de la publication (etalab-2.0, odbl…), si ce n'est pas celle du manifeste.",
            en="Licence of the release (etalab-2.0, odbl…), if not that of the manifest.",
        ),
    ),
    option(
        "--source-licence",
        metavar="LICENCE",
        text=Text(
            fr="Licence des sources dont le manifeste n'en donne aucune.",
            en="Licence of the sources of which the manifest states none.",
        ),
    ),
    option(
        "--exclude-source",
        multiple=True,
        metavar="ID",
        text=Text(
            fr="Source à laisser de côté. Répétable.",
            en="Source to leave out. Repeatable.",
        ),
    ),
    option(
        "--date",
        metavar="AAAA-MM-JJ",
        text=Text(
            fr="Jour de la publication, écrit dans ses descripteurs.",
            en="Day of the release, written in its descriptors.",
        ),
    ),
)

#: Add the options to a command, which gets each under its name.
aggregate_options = with_options(OPTIONS)
