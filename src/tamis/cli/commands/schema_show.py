"""tamis schema show: one schema, as a person reads it."""

from __future__ import annotations

import shutil
import sys

from tamis.cli import options, streams
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument
from tamis.model.text import Text


@declare(
    "show",
    Text(
        fr="Montre les champs d'un schéma et ce qu'ils doivent contenir.",
        en="Show the fields of a schema and what they must hold.",
    ),
    Text(
        fr="SCHÉMA : un nom du catalogue (avec @version) ou un fichier ; une table, un paquet "
        "de tables, un JSON Schema ou une simple description.",
        en="SCHEMA: a name in the catalogue (with @version) or a file; a table, a package "
        "of tables, a JSON Schema or a plain description.",
    ),
    examples=(
        (
            "tamis schema show etalab/schema-irve-statique",
            Text(
                fr="La dernière version :",
                en="The latest version:",
            ),
        ),
        (
            "tamis schema show etalab/schema-irve-statique@2.3.1 -f json",
            Text(
                fr="Le descripteur d'une version :",
                en="The descriptor of one version:",
            ),
        ),
    ),
)
@argument("schema", metavar="SCHÉMA")
@options.listing_format
@options.lang
def command(schema: str, format: str) -> None:
    """Show the schema."""
    from tamis.loading import schemas
    from tamis.schema_docs import text
    from tamis.schema_docs.describe import describe

    loaded = schemas.load(schema)
    if format == "json":
        streams.print_json(loaded.descriptor)
        return
    width = min(shutil.get_terminal_size((100, 24)).columns, 140)
    sys.stdout.writelines(f"{line}\n" for line in text.lines(describe(loaded), width))
