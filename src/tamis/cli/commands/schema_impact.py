"""tamis schema impact: what a new version does to the files that are there."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from tamis.cli import impact_page, options, read_options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.errors import UsageError
from tamis.model.exit_codes import ExitCode
from tamis.model.limits import Limits
from tamis.model.text import Text


@declare(
    "impact",
    Text(
        fr="Dit ce qu'une nouvelle version d'un schéma fait aux fichiers existants.",
        en="Say what a new version of a schema does to existing files.",
    ),
    Text(
        fr="Combien restent conformes, le deviennent ou cassent ; sur quel champ et quelle règle ; "
        "pour quels producteurs ; ce que la migration répare. Un rapport en Markdown, pour une "
        "demande de fusion. Code de sortie 1 si plus de fichiers cassent que --max-broken, 3 si "
        "aucun n'a pu être lu.\n\nANCIENNE et NOUVELLE : des noms du catalogue (avec @version) ou "
        "des fichiers. SOURCES : des fichiers, des dossiers ou des manifestes, comme pour tamis "
        "aggregate.",
        en="How many stay valid, become valid or break; on which field and rule; for which "
        "producers; what migration repairs. A report in Markdown, for a pull request. Exit "
        "code 1 if more files break than --max-broken, 3 if none could be read.\n\nOLDER and "
        "NEWER: names in the catalogue (with @version) or files. SOURCES: files, folders or "
        "manifests, as for tamis aggregate.",
    ),
    examples=(
        (
            "tamis schema impact schema.json neuf.json sources.toml -o effet.md",
            Text(
                fr="Avant de publier une version, sur les fichiers d'un manifeste :",
                en="Before publishing a version, on the files of a manifest:",
            ),
        ),
        (
            "tamis schema impact etalab/schema-irve-statique neuf.json --from-datagouv",
            Text(
                fr="Sur les fichiers que data.gouv.fr recense :",
                en="On the files that data.gouv.fr lists:",
            ),
        ),
    ),
)
@argument("older", metavar="ANCIENNE")
@argument("newer", metavar="NOUVELLE")
@argument("sources", nargs=-1, metavar="[SOURCES]...")
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
    "--max-broken",
    default="0",
    metavar="N|N%",
    show_default=True,
    text=Text(
        fr="Nombre, ou part, de fichiers qui peuvent casser sans que le code de sortie soit 1.",
        en="Number, or share, of files that may break without exit code 1.",
    ),
)
@option(
    "-f",
    "--format",
    type=click.Choice(("markdown", "json")),
    text=Text(
        fr="Forme : markdown ou json ; sinon d'après le nom de la sortie.",
        en="Form: markdown or json; by default, from the name of the output.",
    ),
)
@options.file_output(".md", ".markdown", ".txt", ".json")
@options.profile
@options.ignore
@read_options.limits
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    older: str,
    newer: str,
    sources: tuple[str, ...],
    *,
    from_datagouv: bool,
    datagouv_url: str | None,
    max_broken: str,
    format: str | None,
    output: Path | None,
    profile: str,
    ignore: tuple[str, ...],
    limits: Limits,
) -> None:
    """Judge the files under both versions, and write the report."""
    from tamis import app
    from tamis.release.options import (
        DATAGOUV_URL,
        AggregateOptions,
        CollectOptions,
        DatagouvOptions,
    )
    from tamis.sources.policy import FetchPolicy

    threshold = _threshold(max_broken)
    named = DatagouvOptions(base=datagouv_url or DATAGOUV_URL)
    fetch = FetchPolicy(hosts=limits.hosts, limits=limits)
    chosen = AggregateOptions(
        collect=replace(CollectOptions(), fetch=fetch, limits=limits),
        datagouv=named if from_datagouv or datagouv_url else None,
    )
    impact = app.impact(
        older,
        newer,
        sources,
        profile=app.load_profile(profile, ignore),
        options=chosen,
        workers=os.cpu_count() or 1,
    )
    by_name = "json" if output and output.suffix.lower() == ".json" else "markdown"
    if (format or by_name) == "json":
        text = json.dumps(impact_page.as_json(impact), ensure_ascii=False, indent=2) + "\n"
    else:
        text = "".join(f"{line}\n" for line in impact_page.lines(impact))
    with screen.output(output) as out:
        out.write(text)
    if output:
        sys.stdout.write(f"→ {output}\n")
    # A run that read nothing says nothing: it must not pass for one where nothing breaks.
    if not impact.read:
        ctx.exit(ExitCode.UNREADABLE)
    ctx.exit(int(impact.count(app.Fate.BREAKS) > threshold(impact.read)))


def _threshold(text: str) -> Callable[[int], float]:
    """Return how many of so many files may break.

    Raises:
        UsageError: it is neither a number nor a share.
    """
    share = text.strip().endswith("%")
    digits = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        number = float(digits)
    except ValueError as error:
        raise UsageError(
            Text(
                fr=f"« {text} » n'est ni un nombre ni une part.",
                en=f"“{text}” is neither a number nor a share.",
            ),
            Text(fr="Écrivez : --max-broken 3, ou 5%.", en="Write: --max-broken 3, or 5%."),
        ) from error
    return lambda files: number * files / 100 if share else number
