"""tamis validate: does a file conform?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import cluster_options, options, project_run, read_options, screen
from tamis.cli.groups import command as declare
from tamis.cli.outputs import Output, chosen_form, parse_outputs
from tamis.cli.parameters import argument, option
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.app import ReadOptions
    from tamis.engine.spark import Cluster


def _shares(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, float], ...]:
    """Return the shares that ``CODE=N%`` options give.

    Raises:
        UsageError: there is no such rule, or what is given is no share.
    """
    if not values:
        return ()
    from tamis.checks.rule_codes import ensure_rule
    from tamis.model.project import share

    shares: dict[str, float] = {}
    for value in values:
        code, _equals, text = value.partition("=")
        ensure_rule(code)
        try:
            shares[code] = share(text)
        except ValueError as error:
            raise UsageError(
                Text(
                    fr=f"« {value} » n'est pas de la forme CODE=N%.",
                    en=f"“{value}” is not of the form CODE=N%.",
                ),
                Text(fr="Par exemple : cell.off-list=1%.", en="For instance: cell.off-list=1%."),
            ) from error
    return tuple(shares.items())


@declare(
    "validate",
    Text(
        fr="Dit si des fichiers sont conformes à un schéma.",
        en="Check whether files conform to a schema.",
    ),
    Text(
        fr="Le rapport montre quelle cellule ne va pas, pourquoi, et quoi écrire.\n\n"
        "FICHIERS : des chemins, des dossiers, des adresses, ou - pour l'entrée standard ; "
        "sans aucun, tous ceux que tamis.toml nomme.",
        en="The report shows which cell is wrong, why, and what to write.\n\nFILES: paths, "
        "folders, addresses, or - for standard input; if none is given, those that "
        "tamis.toml names.",
    ),
    examples=(
        (
            "tamis validate bornes.csv",
            Text(
                fr="Le schéma est reconnu aux colonnes :",
                en="The schema is found from the columns:",
            ),
        ),
        (
            "tamis validate bornes.xlsx -s etalab/schema-irve-statique@2.3.1 --sheet Bornes",
            Text(
                fr="Une feuille d'un classeur, contre une version fixée :",
                en="A sheet of a workbook, against a fixed version:",
            ),
        ),
        (
            "tamis validate data --report rapport.html",
            Text(
                fr="Tous les fichiers d'un dossier, et une page à transmettre :",
                en="All files of a folder, and a page to share:",
            ),
        ),
        (
            "tamis validate --baseline connues.json --fail-on warning",
            Text(
                fr="En intégration continue, d'après tamis.toml :",
                en="In CI, as tamis.toml says:",
            ),
        ),
    ),
)
@argument("files", nargs=-1, metavar="[FICHIERS]...")
@options.schema_if_known
@options.profile_if_said
@options.ignore
@options.report_format
@options.report_output
@options.theme
@options.excel
@option(
    "--report",
    "also",
    multiple=True,
    metavar="[FORME=]FICHIER",
    callback=parse_outputs,
    text=Text(
        fr="Écrit aussi le rapport dans ce fichier, sous cette forme ou celle de son extension. "
        "Répétable.",
        en="Write the report to this file too, in this form or the one its extension means. "
        "Repeatable.",
    ),
)
@option(
    "--fail-on",
    type=click.Choice(("error", "warning", "likely")),
    text=Text(
        fr="Ce qui fait échouer : une erreur (par défaut), déjà un avertissement, ou même ce qui "
        "n'est que vraisemblable (likely.).",
        en="What makes the run fail: an error (the default), a warning, or even what is only "
        "likely (likely.).",
    ),
)
@option(
    "--max-errors",
    type=click.IntRange(min=0),
    metavar="N",
    text=Text(
        fr="Nombre d'anomalies tolérées, en tout, avant d'échouer.",
        en="Number of findings tolerated, in all, before failing.",
    ),
)
@option(
    "--max-share",
    "max_share",
    multiple=True,
    metavar="CODE=N%",
    callback=_shares,
    text=Text(
        fr="Part des lignes d'un fichier en deçà de laquelle une règle ne fait pas échouer "
        "(cell.off-list=1%). Répétable.",
        en="Share of the rows of a file up to which a rule does not make the run fail "
        "(cell.off-list=1%). Repeatable.",
    ),
)
@option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    text=Text(
        fr="Anomalies déjà connues : seules les nouvelles comptent.",
        en="Known findings: only new ones count.",
    ),
)
@option(
    "--write-baseline",
    is_flag=True,
    text=Text(
        fr="Écrit les anomalies d'aujourd'hui dans --baseline : elles seront connues.",
        en="Write the current findings to --baseline.",
    ),
)
@option(
    "-w",
    "--watch",
    is_flag=True,
    text=Text(
        fr="Vérifie de nouveau chaque fichier qui est enregistré.",
        en="Validate each file again when it is saved.",
    ),
)
@project_run.options
@cluster_options.cluster
@read_options.reading
@options.verbose
@options.quiet
@options.force_color
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    *,
    schema: str | None,
    profile: str | None,
    ignore: tuple[str, ...],
    format: str,
    output: Path | None,
    theme: Path | None,
    reader: str | None,
    also: list[Output],
    fail_on: str | None,
    max_errors: int | None,
    max_share: tuple[tuple[str, float], ...],
    baseline: Path | None,
    write_baseline: bool,
    watch: bool,
    project: project_run.Project,
    spark: Cluster | None,
    reading: ReadOptions,
    verbose: bool,
    quiet: bool,
) -> None:
    """Validate each file and show its report."""
    from tamis.model.project import LIKELY, Settings, failing_severity

    settings = Settings(
        schema=schema or "",
        profile=profile or "",
        ignore=ignore,
        format=reading.format,
        sheet=reading.sheet,
        member=reading.member,
        dialect=reading.dialect,
        fail_on=failing_severity(fail_on) if fail_on else None,
        counts_likely=fail_on == LIKELY,
        max_share=max_share,
    )
    run = project_run.Validation(
        project=project,
        files=files,
        settings=settings,
        limits=reading.limits,
        spark=spark,
        baseline=baseline,
        max_errors=max_errors,
    )
    if write_baseline:
        ctx.exit(run.remember())
    style = screen.style(verbose=verbose, quiet=quiet, path=output, theme=theme)
    style = replace(style, excel=reader == "excel")
    outputs = [Output(format=chosen_form(output, format), path=output), *also]
    if watch:
        run.watch(outputs, style)
    ctx.exit(run.show(outputs, style))
