"""tamis schema lint: is a schema well made?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tamis.cli import options, outputs, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.model.profile import Profile
    from tamis.model.report import Report
    from tamis.model.rule import Severity


@declare(
    "lint",
    Text(
        fr="Dit ce qui ne va pas dans des schémas.",
        en="Report what is wrong with schemas.",
    ),
    Text(
        fr="Mots-clés mal écrits ou mal placés, exemples qui se contredisent, motifs et bornes "
        "inutilisables… Les fichiers d'exemple posés à côté du schéma sont vérifiés.\n\n"
        "SCHÉMAS : des fichiers, des adresses ou des noms du catalogue (avec @version). Code de "
        "sortie 1 si un schéma a une erreur.",
        en="Keywords misspelt or misplaced, examples that contradict themselves, patterns and "
        "bounds that cannot be used… Example files beside the schema are checked.\n\nSCHEMAS: "
        "files, addresses or names in the catalogue (with @version). Exit code 1 if a schema "
        "has an error.",
    ),
    examples=(
        (
            "tamis schema lint schema.json",
            Text(fr="Un schéma que l'on écrit :", en="A schema being written:"),
        ),
        (
            "tamis schema lint scdl/deliberations --fail-on warning",
            Text(fr="Un schéma publié, sévèrement :", en="A published schema, strictly:"),
        ),
    ),
)
@argument("schemas", nargs=-1, metavar="[SCHÉMAS]...")
@option(
    "--all",
    "everything",
    is_flag=True,
    text=Text(
        fr="Toutes les versions de tous les schémas du catalogue.",
        en="Every version of every schema of the catalogue.",
    ),
)
@option(
    "--fail-on",
    type=click.Choice(("error", "warning")),
    default="error",
    text=Text(
        fr="Ce qui fait échouer : une erreur (par défaut), ou déjà un avertissement.",
        en="What makes the run fail: an error (the default), or even a warning.",
    ),
)
@option(
    "--fix",
    is_flag=True,
    text=Text(
        fr="Corrige d'abord, dans le fichier, ce qui n'a qu'une lecture (mots-clés mal écrits ou "
        "mal placés, nombres entre guillemets).",
        en="First fix, in the file, what can be read in only one way (keywords misspelt or "
        "misplaced, numbers in quotes).",
    ),
)
@options.profile
@options.ignore
@options.report_format
@options.report_output
@options.verbose
@options.quiet
@options.force_color
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    schemas: tuple[str, ...],
    *,
    everything: bool,
    fail_on: str,
    fix: bool,
    profile: str,
    ignore: tuple[str, ...],
    format: str,
    output: Path | None,
    verbose: bool,
    quiet: bool,
) -> None:
    """Judge each schema and show its report."""
    from tamis.app import load_profile
    from tamis.model.rule import Severity

    if not schemas and not everything:
        raise UsageError(
            Text(fr="Aucun schéma n'est donné.", en="No schema is given."),
            Text(fr="Nommez-en un, ou --all.", en="Name one, or --all."),
        )
    if fix:
        _fix(schemas, load_profile(profile, ignore), everything=everything)
    worst = [Severity.INFO]
    reports = _reports(schemas, load_profile(profile, ignore), worst, everything=everything)
    style = screen.style(verbose=verbose, quiet=quiet, path=output)
    form = outputs.chosen_form(output, format)
    outputs.Output(format=form, path=output).write(reports, style)
    ctx.exit(int(max(worst) >= Severity.named(fail_on)))


def _fix(schemas: tuple[str, ...], profile: Profile, *, everything: bool) -> None:
    """Put the schemas right, and say what was done.

    Raises:
        UsageError: they are not files.
    """
    from tamis.app import fix_schema
    from tamis.render.terminal import escaped

    if everything:
        raise UsageError(
            Text(
                fr="--fix corrige des fichiers, non le catalogue.",
                en="--fix corrects files, not the catalogue.",
            )
        )
    for name in schemas:
        for done in fix_schema(name, profile=profile):
            click.echo(escaped(f"{name}{done.pointer}: {done.text}"), err=True)


def _reports(
    schemas: tuple[str, ...], profile: Profile, worst: list[Severity], *, everything: bool
) -> Iterator[Report]:
    from tamis import app

    for name in schemas:
        report = app.lint(name, profile=profile)
        worst.append(report.worst)
        yield report
    for report in app.lint_all(profile=profile) if everything else ():
        worst.append(report.worst)
        yield report
