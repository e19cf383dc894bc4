"""tamis normalize: the corrected file, nothing lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tamis.cli import destination, options, progress, read_options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import OutputFile, argument, option
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.app import ReadOptions
    from tamis.model.report import RepairSummary
    from tamis.writers.corrected import Normalized


_FOR_EXCEL: Final = Text(
    fr="Les cellules y sont séparées par des virgules. Pour l'ouvrir d'un double clic dans Excel : "
    "--for excel.",
    en="Its cells are separated by commas. To open it with a double click in French Excel: --for "
    "excel.",
)


@declare(
    "normalize",
    Text(
        fr="Réécrit un fichier selon son schéma, sans rien perdre.",
        en="Rewrite a file as its schema requires, without losing anything.",
    ),
    Text(
        fr="Seules les réparations sûres sont faites, sauf demande ; le rapport montre ce qui "
        "reste.\n\n"
        "FICHIER : un chemin, ou - pour l'entrée standard.",
        en="Only safe repairs are made unless you ask for more; the report shows what "
        "remains.\n\nFILE: the path of a file, or - for standard input.",
    ),
    examples=(
        (
            "tamis normalize bornes.csv -s etalab/schema-irve-statique -o propre.csv",
            Text(fr="Le fichier corrigé :", en="The corrected file:"),
        ),
        (
            "tamis normalize bornes.xlsx -s schema-irve-statique -o propre.csv --journal suivi.csv",
            Text(fr="Avec la liste de chaque changement :", en="With the list of every change:"),
        ),
    ),
)
@argument("file", metavar="FICHIER")
@options.schema_if_known
@option(
    "-o",
    "--output",
    type=OutputFile(
        instead=Text(
            fr="Donnez un autre nom, ou --in-place pour corriger le fichier lui-même.",
            en="Give another name, or --in-place to correct the file itself.",
        ),
        dash="path",
        endings=("", ".csv", ".txt", ".xlsx"),
    ),
    metavar="FICHIER",
    text=Text(
        fr="Fichier corrigé à écrire (CSV, ou classeur si son nom finit par .xlsx ; - pour la "
        "sortie standard, et le reste va à la sortie d'erreur).",
        en="Corrected file to write (CSV, or a workbook if its name ends in .xlsx; - for standard "
        "output, and all else goes to standard error).",
    ),
)
@option(
    "--in-place",
    is_flag=True,
    text=Text(
        fr="Corrige le fichier CSV lui-même ; une copie est gardée (.orig).",
        en="Correct the CSV file itself; a copy is kept (.orig).",
    ),
)
@option(
    "--dry-run",
    is_flag=True,
    text=Text(
        fr="N'écrit pas le fichier : dit ce qui serait fait.",
        en="Do not write the file: say what would be done.",
    ),
)
@option(
    "--journal",
    type=OutputFile(),
    metavar="FICHIER",
    text=Text(
        fr="Écrit chaque changement dans ce fichier (.csv, .json ou .xlsx).",
        en="Write every change to this file (.csv, .json or .xlsx).",
    ),
)
@option(
    "--unsafe",
    is_flag=True,
    text=Text(
        fr="Fait aussi les réparations probables, à relire dans le journal.",
        en="Make the likely repairs too; review them in the journal.",
    ),
)
@option(
    "-i",
    "--interactive",
    is_flag=True,
    text=Text(
        fr="Demande, pour chaque réparation probable et chaque colonne, s'il faut la faire.",
        en="Ask before each likely repair, column by column.",
    ),
)
@option(
    "--only",
    multiple=True,
    metavar="RÉPARATION",
    text=Text(
        fr="Ne fait que cette réparation. Répétable, ou séparées par des virgules.",
        en="Make only this repair. Repeatable, or separated by commas.",
    ),
)
@option(
    "--except",
    "without",
    multiple=True,
    metavar="RÉPARATION",
    text=Text(
        fr="Ne fait pas cette réparation. Répétable, ou séparées par des virgules.",
        en="Skip this repair. Repeatable, or separated by commas.",
    ),
)
@options.excel
@options.profile
@options.ignore
@options.report_format
@read_options.reading
@options.verbose
@options.quiet
@options.force_color
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    file: str,
    *,
    schema: str | None,
    output: Path | None,
    in_place: bool,
    dry_run: bool,
    journal: Path | None,
    unsafe: bool,
    interactive: bool,
    only: tuple[str, ...],
    without: tuple[str, ...],
    reader: str | None,
    profile: str,
    ignore: tuple[str, ...],
    format: str,
    reading: ReadOptions,
    verbose: bool,
    quiet: bool,
) -> None:
    """Normalise the file, then show both verdicts and what remains."""
    _ensure_one_destination(output=output is not None, in_place=in_place, dry_run=dry_run)
    if interactive and file == "-":
        raise UsageError(
            Text(
                fr="--interactive pose des questions : donnez un fichier plutôt que l'entrée.",
                en="--interactive asks questions: give a file rather than standard input.",
            )
        )
    from tamis import app, render
    from tamis.model.repair_choice import Choice

    choice = Choice(unsafe=unsafe, only=_names(only), without=_names(without))
    with destination.place(output, ".csv", file) as place:
        with progress.progress(file) as bar:
            result = app.normalize(
                file,
                schema,
                place,
                journal=journal,
                choice=choice,
                in_place=in_place,
                excel=reader == "excel",
                ask=_ask if interactive else None,
                profile=app.load_profile(profile, ignore),
                reading=reading,
                progress=bar,
            )
        style = screen.style(verbose=verbose, quiet=quiet)
        form = render.form(format)
        with screen.output(None, binary=form.binary, console=form.console) as out:
            form.write([result.report], out, style)
        if format == "text":
            shown = result if output is None else replace(result, output=output)
            sys.stdout.writelines(f"{line}\n" for line in _outcome(shown))
            if reader is None and _was_for_excel(shown):
                click.echo(f"  {_FOR_EXCEL}")
        for note in result.notes:
            not_kept = Text(fr=f"Non gardé : {note.fr}.", en=f"Not kept: {note.en}.")
            click.echo(f"  {not_kept}", err=format != "text")
    ctx.exit(0 if result.after.valid else 1)


def _was_for_excel(result: Normalized) -> bool:
    """Whether a file of semicolons is written with commas, which Excel does not part it at."""
    dialect, output = result.report.source.dialect, result.output
    is_csv = output is not None and output.suffix.lower() != ".xlsx"
    return is_csv and dialect is not None and dialect.delimiter == ";"


def _ensure_one_destination(*, output: bool, in_place: bool, dry_run: bool) -> None:
    """Refuse a call that does not say, or says twice, where the corrected file goes."""
    if output + in_place + dry_run != 1:
        raise UsageError(
            Text(
                fr="Donnez une sortie avec -o, ou --in-place, ou --dry-run : l'un des trois.",
                en="Give an output with -o, or --in-place, or --dry-run: one of the three.",
            )
        )


def _names(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.strip() for value in values for name in value.split(",") if name.strip())


def _ask(remedy: RepairSummary) -> bool:
    """Ask whether an UNSAFE repair may be done in a field."""
    from tamis.render.repair_lines import line
    from tamis.render.terminal import edged
    from tamis.render.words import quoted

    click.echo(f"\n{line(remedy)}", err=True)
    for before, after in remedy.samples[1:]:
        click.echo(f"  {quoted(edged(before))} → {quoted(edged(after or ''))}", err=True)
    question = Text(fr="Faire cette réparation ? [o/N]", en="Make this repair? [y/N]")
    answer = click.prompt(str(question), default="n", show_default=False, err=True)
    return answer.strip().lower() in {"o", "oui", "y", "yes"}


def _outcome(result: Normalized) -> Iterator[str]:
    """Say what was written, and the verdict on it."""
    from tamis.render.sentences import counts
    from tamis.render.words import colon, counted

    total = counted(sum(result.changes.values()), "changement", "changements", "change", "changes")
    right = Text(fr="conforme", en="valid") if result.after.valid else counts(result.after)
    nothing = Text(fr="rien n’est écrit", en="nothing is written")
    yield ""
    guard = screen.restriction_note(result.output)
    place = destination.shown(result.output) or nothing
    yield f"→ {place}{colon()}{total}, {right}{guard}"
    if result.copy is not None:
        yield f"  {Text(fr='copie de l’original', en='copy of the original')}{colon()}{result.copy}"
