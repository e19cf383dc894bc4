"""tamis aggregate: many sources, one release."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tamis.cli import options, progress, read_options, release_plan, release_summary, streams
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tamis.model.dialect import TableDialect
    from tamis.model.limits import Limits
    from tamis.release.options import AggregateOptions


#: Sources named in a question.
_SHOWN: Final = 5


@declare(
    "aggregate",
    Text(
        fr="Corrige et fusionne des fichiers, et rend compte de chaque ligne.",
        en="Repair and merge files, and account for every row.",
    ),
    Text(
        fr="Écrit un dossier : data.csv, data.parquet, data.geojson, ce qui est rejeté ou en "
        "double et pourquoi, ce qui change depuis la publication d'avant, rapports et "
        "descripteurs. Il apparaît entier ou pas du tout.\n\n"
        "SOURCES : fichiers, motifs (« data/*.csv »), dossiers, ou manifeste sources.toml, .csv "
        "ou .json.",
        en="Write a folder: data.csv, data.parquet, data.geojson, rejected and duplicate "
        "rows with the reasons, changes since the previous release, reports and "
        "descriptors. It appears whole or not at all.\n\nSOURCES: files, patterns "
        "(“data/*.csv”), folders, or a manifest: sources.toml, .csv or .json.",
    ),
    examples=(
        (
            "tamis aggregate data/*.csv -s etalab/schema-irve-statique -o sortie",
            Text(
                fr="Tous les fichiers en une publication :",
                en="All files into one release:",
            ),
        ),
        (
            "tamis aggregate sources.toml -s schema-irve-statique -o out --key id_pdc_itinerance",
            Text(
                fr="D'après un manifeste, une ligne par borne :",
                en="From a manifest, one row per charging point:",
            ),
        ),
    ),
)
@argument("sources", nargs=-1, metavar="SOURCES...")
@options.schema
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
        en="Fields that identify a row; the schema's by default.",
    ),
)
@option(
    "--latest",
    metavar="CHAMP",
    text=Text(
        fr="Champ dont la plus haute valeur l'emporte entre deux lignes de même clé.",
        en="Field whose highest value wins between two rows with the same key.",
    ),
)
@option(
    "--prefer",
    metavar="MOT,MOT",
    text=Text(
        fr="Ce qui départage deux lignes de même clé, dans l'ordre : latest, priority, modified, "
        "order. Avec all, toutes restent et les doublons sont marqués.",
        en="What decides between two rows with the same key, in order: latest, priority, "
        "modified, order. With all, every row stays and duplicates are marked.",
    ),
)
@option(
    "--max-reject-rate",
    type=click.FloatRange(min=0, max=100),
    metavar="%",
    text=Text(
        fr="Part de lignes rejetées, en %, au-delà de laquelle une source est retenue entière.",
        en="Share of rejected rows, in %, beyond which a source is held back whole.",
    ),
)
@option(
    "--max-shrink",
    type=click.FloatRange(min=0, max=100),
    default=50,
    show_default=True,
    metavar="%",
    text=Text(
        fr="Part de ses lignes, en %, qu'une source peut perdre d'une publication à l'autre ; "
        "au-delà, ses lignes d'avant sont gardées.",
        en="Share of its rows, in %, that a source may lose from one release to the next; beyond, "
        "its former rows are kept.",
    ),
)
@option(
    "--keep-days",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="JOURS",
    text=Text(
        fr="Jours pendant lesquels les lignes d'avant d'une source illisible, vide, réduite ou "
        "rejetée sont gardées (où la publication a une date).",
        en="Days for which the former rows of a source that is not readable, empty, shrunk or "
        "rejected are kept (where the release has a date).",
    ),
)
@option(
    "--all-or-nothing",
    is_flag=True,
    text=Text(
        fr="Ne publie rien (code 3) si une source est illisible, vide, réduite ou rejetée.",
        en="Release nothing (code 3) where a source is not readable, empty, shrunk or rejected.",
    ),
)
@option(
    "--allow-unread",
    is_flag=True,
    text=Text(
        fr="Finit par 0 même si une source est illisible et que rien n'en est gardé (3 sinon).",
        en="End with 0 even where a source is not readable and nothing of it is kept (else 3).",
    ),
)
@option(
    "--from-datagouv",
    is_flag=True,
    text=Text(
        fr="Ajoute les ressources de data.gouv.fr qui suivent le schéma.",
        en="Add the resources of data.gouv.fr that follow the schema.",
    ),
)
@option(
    "--datagouv-url",
    metavar="URL",
    text=Text(
        fr="Adresse de l'API, si ce n'est pas celle de data.gouv.fr.",
        en="Address of the API, if not that of data.gouv.fr.",
    ),
)
@option(
    "--match",
    multiple=True,
    metavar="MOTS",
    text=Text(
        fr="Cherche aussi sur data.gouv.fr par mots, ou par étiquette (tag:irve) ; est pris ce qui "
        "se lit et dont la plupart des lignes sont conformes. Répétable.",
        en="Search data.gouv.fr by words, too, or by tag (tag:irve); what can be read, and of "
        "which most rows conform, is taken. Repeatable.",
    ),
)
@option(
    "--exclude-dataset",
    multiple=True,
    metavar="ID",
    text=Text(
        fr="Jeu de données de data.gouv.fr à laisser de côté. Répétable.",
        en="Dataset of data.gouv.fr to leave out. Repeatable.",
    ),
)
@option(
    "--no-stale",
    is_flag=True,
    text=Text(
        fr="Écarte une source dont le serveur ne répond pas, au lieu d'en prendre la copie "
        "antérieure.",
        en="Leave out a source whose server does not answer, rather than take its earlier copy.",
    ),
)
@option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DOSSIER",
    text=Text(
        fr="Où garder copies et résultats d'une fois à l'autre (celui du système sinon).",
        en="Where to keep copies and results between runs (the system's cache folder by default).",
    ),
)
@option(
    "--cache-size",
    type=click.IntRange(min=0),
    default=20_000,
    show_default=True,
    metavar="MO",
    text=Text(
        fr="Place que les copies et résultats gardés peuvent prendre, en mégaoctets ; ce qui a "
        "servi en dernier reste.",
        en="Disk space for kept copies and results, in megabytes; the most recently used stay.",
    ),
)
@option(
    "--no-cache",
    is_flag=True,
    text=Text(
        fr="Ne garde rien d'une fois à l'autre et relit tout.",
        en="Keep nothing between runs, and read everything again.",
    ),
)
@option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    text=Text(
        fr="Sources lues à la fois (autant que de cœurs sinon).",
        en="Sources read at once (the number of cores by default).",
    ),
)
@option(
    "--previous",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DOSSIER",
    text=Text(
        fr="Publication dont dire les changements (celle qui est remplacée sinon).",
        en="Release to compare with (the one being replaced by default).",
    ),
)
@option(
    "--origin-columns",
    is_flag=True,
    text=Text(
        fr="Ajoute à chaque ligne les identifiants et les dates de sa ressource, sous les noms du "
        "fichier consolidé de transport.data.gouv.fr.",
        en="Give each row the identifiers and dates of its resource, under the names of the "
        "consolidated file of transport.data.gouv.fr.",
    ),
)
@option(
    "--keep-releases",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    metavar="N",
    text=Text(
        fr="Publications antérieures gardées à côté, où revenir par tamis release rollback.",
        en="Former releases kept beside it, to go back to by tamis release rollback.",
    ),
)
@option(
    "--dry-run",
    is_flag=True,
    text=Text(
        fr="Montre ce qui serait lu, téléchargé et publié, sous quelles licences, et ne fait rien.",
        en="Show what would be read, fetched and released, under which licences, and do nothing.",
    ),
)
@option(
    "--partition-by",
    metavar="CHAMP",
    text=Text(
        fr="Champ par valeur duquel écrire aussi les lignes en Parquet, un dossier chacune.",
        en="Field to partition by: rows are also written as Parquet, one folder per value.",
    ),
)
@option(
    "--licence",
    metavar="LICENCE",
    text=Text(
        fr="Licence de la publication (etalab-2.0, odbl…), si ce n'est pas celle du manifeste.",
        en="Licence of the release (etalab-2.0, odbl…), if not that of the manifest.",
    ),
)
@option(
    "--source-licence",
    metavar="LICENCE",
    text=Text(
        fr="Licence des sources dont le manifeste n'en dit aucune.",
        en="Licence of the sources of which the manifest states none.",
    ),
)
@option(
    "--exclude-source",
    multiple=True,
    metavar="ID",
    text=Text(
        fr="Source à laisser de côté. Répétable.",
        en="Source to leave out. Repeatable.",
    ),
)
@option(
    "--date",
    metavar="AAAA-MM-JJ",
    text=Text(
        fr="Jour de la publication, écrit dans ses descripteurs.",
        en="Day of the release, written in its descriptors.",
    ),
)
@read_options.dialect
@read_options.limits
@read_options.cluster
@options.profile
@options.ignore
@options.listing_format
@options.quiet
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    *,
    schema: str,
    output: Path,
    profile: str,
    ignore: tuple[str, ...],
    format: str,
    quiet: bool,
    allow_unread: bool,
    dry_run: bool,
    **choices: Any,
) -> None:
    """Aggregate, then show what became of every row."""
    from tamis import app

    rules_profile = app.load_profile(profile, ignore)
    chosen = _options(**choices)
    if dry_run:
        plan = app.plan_release(sources, schema, output, options=chosen)
        if format == "json":
            streams.print_json(release_plan.content(plan))
        else:
            sys.stdout.writelines(f"{line}\n" for line in release_plan.lines(plan))
        ctx.exit(4 if plan.is_forbidden else 0)
    with progress.progress() as bar:
        release = app.aggregate(
            sources,
            schema,
            output,
            profile=rules_profile,
            options=chosen,
            progress=bar.pace,
        )
    if format == "json":
        with streams.utf8_output() as out:
            out.write((output / "report.json").read_text(encoding="utf-8"))
    else:
        lines = release_summary.summary(release, quiet=quiet)
        sys.stdout.writelines(f"{line}\n" for line in lines)
    for line in release_summary.remarks(release):
        sys.stderr.write(f"{line}\n")
    ctx.exit(3 if release.unread and not allow_unread else 0)


def _ask_licence(sources: Sequence[str]) -> str:
    """Ask which licence the sources bear of which nobody states one."""
    shown = ", ".join(sources[:_SHOWN]) + ("…" if len(sources) > _SHOWN else "")
    question = Text(
        fr=f"Sous quelle licence sont ces sources : {shown} ? (vide : inconnue)",
        en=f"Which licence do these sources bear: {shown}? (empty: unknown)",
    )
    answer: str = click.prompt(str(question), default="", show_default=False, err=True)
    return answer.strip()


def _options(
    *,
    max_reject_rate: float | None,
    from_datagouv: bool,
    datagouv_url: str | None,
    exclude_dataset: tuple[str, ...],
    match: tuple[str, ...],
    previous: Path | None,
    limits: Limits,
    dialect: TableDialect,
    **choices: Any,
) -> AggregateOptions:
    """Return the options of the release."""
    from tamis.model.limits import MB
    from tamis.release.options import (
        DATAGOUV_URL,
        AggregateOptions,
        CollectOptions,
        DatagouvOptions,
    )
    from tamis.sources.policy import FetchPolicy

    datagouv = DatagouvOptions(
        base=datagouv_url or DATAGOUV_URL, exclude=exclude_dataset, match=match
    )
    return AggregateOptions(
        key=_words(choices["key"]),
        latest=choices["latest"] or "",
        prefer=_words(choices["prefer"]),
        date=choices["date"] or "",
        licence=choices["licence"] or "",
        source_licence=choices["source_licence"] or "",
        ask_licence=_ask_licence if sys.stdin.isatty() and sys.stderr.isatty() else None,
        exclude=choices["exclude_source"],
        max_reject_rate=None if max_reject_rate is None else max_reject_rate / 100,
        max_shrink=choices["max_shrink"] / 100,
        keep_days=choices["keep_days"],
        origin_columns=choices["origin_columns"],
        keep_releases=choices["keep_releases"],
        all_or_nothing=choices["all_or_nothing"],
        previous=previous,
        partition=choices["partition_by"] or "",
        datagouv=datagouv if from_datagouv or datagouv_url or match else None,
        collect=CollectOptions(
            cache=None if choices["no_cache"] else choices["cache"] or _own_cache(),
            cache_size=choices["cache_size"] * MB,
            jobs=choices["jobs"],
            stale=not choices["no_stale"],
            fetch=FetchPolicy(hosts=limits.hosts, limits=limits),
            limits=limits,
            dialect=dialect,
            spark=choices["spark"],
        ),
    )


def _own_cache() -> Path | None:
    """Return the user's cache; None, with a word about it, where it cannot be made."""
    from tamis.failures import reason
    from tamis.release.collect import cache

    folder = cache.home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        why = reason(error)
        warning = Text(
            fr=f"Rien n'est gardé d'une fois à l'autre : « {folder} », {why.fr}.",
            en=f"Nothing is kept between runs: “{folder}”, {why.en}.",
        )
        sys.stderr.write(f"{warning}\n")
        return None


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())
