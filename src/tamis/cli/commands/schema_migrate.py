"""tamis schema migrate: a file as another version of its schema wants it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tamis.cli import destination, options, read_options, screen, streams
from tamis.cli.groups import command as declare
from tamis.cli.parameters import OutputFile, argument, option
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.app import Migration, ReadOptions

#: Cells to fill in that are shown on the screen.
_SHOWN: Final = 12


@declare(
    "migrate",
    Text(
        fr="Fait passer un fichier d'une version de son schéma à une autre, sans rien perdre.",
        en="Bring a file from one version of its schema to another, without losing anything.",
    ),
    Text(
        fr="Les colonnes renommées prennent leur nouveau nom, celles qui manquent sont ajoutées "
        "vides, celles qui n'ont plus de place restent à droite ; puis les réparations sûres sont "
        "faites. Ce que seule une personne peut dire est listé (--todo). Sans -o, rien n'est "
        "écrit. Code de sortie 1 s'il reste des erreurs.\n\nFICHIER : un chemin ou une adresse.",
        en="Renamed columns get their new name, missing ones are added empty, those no longer in "
        "the schema are kept on the right; then safe repairs are made. What only a person can "
        "know is listed (--todo). Without -o nothing is written. Exit code 1 if errors "
        "remain.\n\nFILE: a path or an address.",
    ),
    examples=(
        (
            "tamis schema migrate bornes.csv --to latest -o neuf.csv --todo restes.csv",
            Text(
                fr="Vers la dernière version, avec la liste de ce qui reste à remplir :",
                en="To the latest version, with the list of what remains to be filled in:",
            ),
        ),
    ),
)
@argument("file", metavar="FICHIER")
@option(
    "--to",
    required=True,
    metavar="VERSION",
    text=Text(
        fr="La version voulue, latest, ou un schéma (nom ou fichier).",
        en="Target version, “latest”, or a schema (name or file).",
    ),
)
@options.schema_if_known
@option(
    "-o",
    "--output",
    type=OutputFile(dash="path", endings=("", ".csv", ".txt", ".xlsx")),
    metavar="FICHIER",
    text=Text(
        fr="Fichier à écrire (CSV, ou classeur si son nom finit par .xlsx).",
        en="File to write (CSV, or a workbook if its name ends in .xlsx).",
    ),
)
@option(
    "--journal",
    type=OutputFile(),
    metavar="FICHIER",
    text=Text(
        fr="Écrit chaque changement dans ce fichier : il rend le fichier d'origine.",
        en="Write every change to this file: it gives the original file back.",
    ),
)
@option(
    "--todo",
    type=OutputFile(endings=(".csv",)),
    metavar="FICHIER",
    text=Text(
        fr="Écrit la liste de ce que seule une personne peut dire (CSV).",
        en="Write the list of what only a person can know (CSV).",
    ),
)
@option(
    "--rename",
    "renames",
    multiple=True,
    metavar="CHAMP=CHAMP",
    text=Text(
        fr="Dit qu'un champ s'appelle désormais autrement (ancien=nouveau). Répétable.",
        en="Say that a field has been renamed (older=newer). Repeatable.",
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
@options.profile
@options.ignore
@options.listing_format
@read_options.reading
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    file: str,
    *,
    to: str,
    schema: str | None,
    output: Path | None,
    journal: Path | None,
    todo: Path | None,
    renames: tuple[str, ...],
    unsafe: bool,
    profile: str,
    ignore: tuple[str, ...],
    format: str,
    reading: ReadOptions,
) -> None:
    """Migrate the file, and say what remains."""
    from tamis import app
    from tamis.model.repair_choice import Choice

    with destination.place(output, ".csv", file) as place:
        migration = app.migrate(
            file,
            to,
            place,
            schema=schema,
            journal=journal,
            renames=_pairs(renames),
            choice=Choice(unsafe=unsafe),
            profile=app.load_profile(profile, ignore),
            reading=reading,
        )
        if todo is not None:
            with screen.output(todo) as out:
                out.write(_todo(migration))
        if output is not None:
            migration = replace(migration, normalized=replace(migration.normalized, output=output))
        if format == "json":
            streams.print_json(_object(migration))
        else:
            sys.stdout.writelines(f"{line}\n" for line in _page(migration))
    ctx.exit(0 if migration.normalized.after.valid else 1)


def _pairs(renames: tuple[str, ...]) -> Mapping[str, str]:
    pairs = [tuple(pair.strip() for pair in rename.split("=")) for rename in renames]
    for pair, rename in zip(pairs, renames, strict=True):
        if len(pair) != 2 or not all(pair):  # noqa: PLR2004 the older and the newer
            raise UsageError(
                Text(
                    fr=f"« {rename} » ne dit pas quel champ devient quel autre.",
                    en=f"“{rename}” does not say which field becomes which.",
                ),
                Text(fr="Écrivez : --rename ancien=nouveau.", en="Write: --rename older=newer."),
            )
    return {pair[0]: pair[1] for pair in pairs}


_TODO: Final = ("field", "line", "value", "why", "advice")


def _todo(migration: Migration) -> str:
    import csv
    import io

    from tamis.values.formulas import inert

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_TODO)
    for cell in migration.to_fill():
        line = "" if cell.line is None else cell.line
        writer.writerow([cell.field, line, *map(inert, (cell.value, cell.why, cell.advice))])
    return out.getvalue()


def _object(migration: Migration) -> dict[str, Any]:
    move, normalized = migration.move, migration.normalized
    return {
        "from": {"name": move.older.name, "version": move.older.version},
        "to": {"name": move.newer.name, "version": move.newer.version},
        "renamed": dict(move.renamed),
        "doubtful": [{"before": old, "after": new} for old, new in move.doubtful],
        "added": list(move.added),
        "lost": list(move.lost),
        "output": str(normalized.output) if normalized.output else None,
        "changes": dict(normalized.changes),
        "before": {"errors": normalized.before.errors, "valid": normalized.before.valid},
        "after": {"errors": normalized.after.errors, "valid": normalized.after.valid},
        "to_fill": [
            {
                "field": cell.field,
                "line": cell.line,
                "value": cell.value,
                "why": cell.why,
                "advice": cell.advice,
            }
            for cell in migration.to_fill()
        ],
    }


def _page(migration: Migration) -> Iterator[str]:
    from tamis.render.sentences import counts
    from tamis.render.terminal import clipped, escaped
    from tamis.render.words import colon, counted

    move, normalized = migration.move, migration.normalized
    yield f"{move.older.name} {move.older.version} → {move.newer.version}"
    for label, names in (
        (Text(fr="Renommées", en="Renamed"), [f"{o} → {n}" for o, n in move.renamed.items()]),
        (Text(fr="Ajoutées, vides", en="Added, empty"), list(move.added)),
        (
            Text(
                fr="Sans place, gardées à droite", en="No longer in the schema, kept on the right"
            ),
            move.lost,
        ),
    ):
        if names:
            yield f"{label}{colon()}{escaped(', '.join(names))}"
    for old, new in move.doubtful:
        sentence = Text(
            fr="« {old} » est peut-être devenu « {new} » : --rename {old}={new} pour le dire.",
            en="“{old}” may have become “{new}”: --rename {old}={new} to say so.",
        )
        yield f"? {escaped(sentence.say(old=old, new=new))}"
    total = sum(normalized.changes.values())
    changes = counted(total, "changement", "changements", "change", "changes")
    nothing = Text(fr="rien n’est écrit", en="nothing is written")
    verdict = (
        Text(fr="conforme", en="valid") if normalized.after.valid else counts(normalized.after)
    )
    guard = screen.restriction_note(normalized.output)
    yield f"→ {destination.shown(normalized.output) or nothing}{colon()}{changes}, {verdict}{guard}"
    remaining = list(migration.to_fill())
    if remaining:
        yield ""
        yield f"{Text(fr='À remplir', en='To fill in')} ({len(remaining)})"
    for cell in remaining[:_SHOWN]:
        where = str(cell.line) if cell.line else str(Text(fr="toutes", en="all"))
        line = Text(fr="ligne", en="line")
        yield f"  {line} {where} · {escaped(cell.field)}{colon()}{clipped(cell.why, 200)}"
    if len(remaining) > _SHOWN:
        yield f"  … +{len(remaining) - _SHOWN}"
