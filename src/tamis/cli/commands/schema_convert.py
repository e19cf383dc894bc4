"""tamis schema convert: a schema in the form of another standard."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import OutputFile, option
from tamis.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tamis.interop.convert.demands import Loss

#: The forms, as `interop.convert.forms.WRITERS` names them.
FORMS: Final = (
    "table-schema-v1", "table-schema-v2", "json-schema", "csvw", "odcs", "sql-duckdb",
    "sql-postgresql",
)  # fmt: skip
_NOTHING: Final = Text(fr="Rien n'est perdu.", en="Nothing is lost.")
_LOST: Final = Text(fr="Exigences perdues ou affaiblies :", en="Requirements lost or weakened:")
_TABLE: Final = Text(fr="la table", en="the table")
#: Characters of a value that are shown.
_CLIPPED: Final = 80


@declare(
    "convert",
    Text(
        fr="Convertit un schéma vers un autre standard, et dit ce qui s'y perd.",
        en="Convert a schema to another standard, and say what is lost.",
    ),
    Text(
        fr="SCHEMA : un Table Schema (nom du catalogue, fichier, adresse), un JSON Schema, des "
        "métadonnées CSVW, un contrat de données (ODCS 3) ou du SQL (.sql, avec pip install "
        "'tamis[sql]'). Ce qui s'y perd va sur la sortie d'erreur ; code de sortie 0, ou 1 avec "
        "--strict si quelque chose se perd.",
        en="SCHEMA: a Table Schema (name in the catalogue, file, address), a JSON Schema, CSVW "
        "metadata, a data contract (ODCS 3) or SQL (.sql, with pip install 'tamis[sql]'). What is "
        "lost goes to standard error; exit code 0, or 1 with --strict if something is.",
    ),
    examples=(
        (
            "tamis schema convert etalab/schema-irve-statique --to sql-duckdb -o irve.sql",
            Text(fr="Une table DuckDB :", en="A DuckDB table:"),
        ),
    ),
)
@click.argument("schema", metavar="SCHEMA")
@option(
    "--to",
    "form",
    type=click.Choice(FORMS),
    required=True,
    text=Text(fr="La forme voulue.", en="The target form."),
)
@option(
    "-o",
    "--output",
    type=OutputFile(dash="none"),
    metavar="FICHIER",
    text=Text(
        fr="Fichier à écrire (par défaut, la sortie standard).",
        en="File to write (standard output by default).",
    ),
)
@option(
    "--name",
    metavar="NOM",
    text=Text(
        fr="Nom de la table (par défaut, celui du schéma).",
        en="Name of the table (by default, the schema's).",
    ),
)
@option(
    "--strict",
    is_flag=True,
    text=Text(
        fr="Code de sortie 1 si quelque chose se perd.", en="Exit code 1 if something is lost."
    ),
)
@options.lang
@click.pass_context
def command(
    ctx: click.Context,
    /,
    schema: str,
    form: str,
    output: Path | None,
    name: str | None,
    *,
    strict: bool,
) -> None:
    """Convert, then tell what is lost."""
    from tamis import app
    from tamis.writers.swap import beside

    converted = app.convert_schema(schema, form, name=name or "")
    if output is None:
        sys.stdout.write(converted.text)
    else:
        with beside(output) as path:
            path.write_text(converted.text, encoding="utf-8")
    _tell(converted.losses)
    ctx.exit(1 if strict and converted.losses else 0)


def _tell(losses: Sequence[Loss]) -> None:
    from tamis.render.terminal import escaped

    sys.stderr.write(f"{_LOST if losses else _NOTHING}\n")
    for loss in losses:
        value = str(loss.value)
        shown = value if len(value) <= _CLIPPED else f"{value[:_CLIPPED]}…"
        place = f" → {loss.kept}" if loss.kept else ""
        where = escaped(loss.field) if loss.field else str(_TABLE)
        sys.stderr.write(f"  {where} : {escaped(loss.demand)} = {escaped(shown)}{place}\n")
