"""tamis aggregate: many sources, one release."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tamis.cli import (
    cluster_options,
    options,
    package_summary,
    progress,
    read_options,
    release_plan,
    release_summary,
    streams,
)
from tamis.cli.aggregate_options import aggregate_options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
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
@aggregate_options
@read_options.dialect
@read_options.limits
@cluster_options.cluster
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
    hold: tuple[str, ...],
    **choices: Any,
) -> None:
    """Aggregate, then show what became of every row."""
    from tamis import app
    from tamis.model.package import Package

    rules_profile = app.hold(app.load_profile(profile, ignore), hold)
    chosen = _options(**choices)
    if dry_run:
        plan = app.plan_release(sources, schema, output, options=chosen)
        if format == "json":
            streams.print_json(release_plan.content(plan))
        else:
            sys.stdout.writelines(f"{line}\n" for line in release_plan.lines(plan))
        ctx.exit(4 if plan.is_forbidden else 0)
    loaded = app.load_schema(schema)
    is_package = isinstance(loaded, Package)
    build = app.aggregate_package if is_package else app.aggregate
    with progress.progress() as bar:
        release: Any = build(
            sources,
            loaded,
            output,
            profile=rules_profile,
            options=chosen,
            progress=bar.pace,
        )
    if format == "json":
        with streams.utf8_output() as out:
            out.write((output / "report.json").read_text(encoding="utf-8"))
    else:
        summary = package_summary.summary if is_package else release_summary.summary
        sys.stdout.writelines(f"{line}\n" for line in summary(release, quiet=quiet))
    remarks = package_summary.remarks if is_package else release_summary.remarks
    for line in remarks(release):
        sys.stderr.write(f"{line}\n")
    ctx.exit(3 if release.unread and not allow_unread else 0)


def _ask_licence(sources: Sequence[str]) -> str:
    """Ask which licence the sources bear of which nobody states one."""
    shown = ", ".join(sources[:_SHOWN]) + ("…" if len(sources) > _SHOWN else "")
    question = Text(
        fr=f"Sous quelle licence sont ces sources : {shown} ? (vide : inconnue)",
        en=f"Under which licence are these sources: {shown}? (empty: unknown)",
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
        records=choices["records"],
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
        near=choices["near"] or 0.0,
        decisions=choices["decisions"],
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
        folder.mkdir(mode=cache.PRIVATE, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        is_older = cache.discard_older(folder)
    except OSError as error:
        why = reason(error)
        _warn(
            Text(
                fr=f"Rien n'est gardé d'une fois à l'autre : « {folder} », {why.fr}.",
                en=f"Nothing is kept between runs: “{folder}”, {why.en}.",
            )
        )
        return None
    if is_older:
        _warn(
            Text(
                fr=f"Le cache d'une autre version de tamis est remis à zéro : « {folder} ».",
                en=f"The cache of another version of tamis is discarded: “{folder}”.",
            )
        )
    return folder


def _warn(warning: Text) -> None:
    sys.stderr.write(f"{warning}\n")


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())
