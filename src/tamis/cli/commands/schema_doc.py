"""tamis schema doc: a schema as a document."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from tamis.cli import options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.text import Text

_FORMS: Final = ("markdown", "html")


@declare(
    "doc",
    Text(
        fr="Écrit la documentation d'un schéma, en Markdown ou en HTML.",
        en="Write the documentation of a schema, as Markdown or HTML.",
    ),
    Text(
        fr="SCHÉMA : un nom du catalogue (avec @version) ou un fichier ; une table, un paquet de "
        "tables, un JSON Schema ou une simple description. La page HTML se suffit à elle-même.",
        en="SCHEMA: a name in the catalogue (with @version) or a file; a table, a package "
        "of tables, a JSON Schema or a plain description. The HTML page is "
        "self-contained.",
    ),
    examples=(
        (
            "tamis schema doc etalab/schema-irve-statique -o irve.html",
            Text(fr="Une page à publier :", en="A page to publish:"),
        ),
    ),
)
@argument("schema", metavar="SCHÉMA")
@option(
    "-f",
    "--format",
    type=click.Choice(_FORMS),
    text=Text(
        fr="Forme : markdown ou html ; sinon d'après le nom de la sortie.",
        en="Form: markdown or html; by default, from the name of the output.",
    ),
)
@options.file_output(".md", ".markdown", ".txt", ".html", ".htm")
@options.lang
def command(schema: str, format: str | None, output: Path | None) -> None:
    """Write the documentation."""
    from tamis.loading import schemas
    from tamis.schema_docs import html, markdown
    from tamis.schema_docs.describe import describe

    by_name = "html" if output and output.suffix.lower() in {".html", ".htm"} else "markdown"
    write = html.document if (format or by_name) == "html" else markdown.document
    text = write(describe(schemas.load(schema)))
    with screen.output(output) as out:
        out.write(text)
