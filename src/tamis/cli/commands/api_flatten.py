"""tamis api flatten: an answer as a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.cli import api_options, options, read_options, screen
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.apis.flatten import FlattenResult
    from tamis.model.limits import Limits


@declare(
    "flatten",
    Text(
        fr="Met une réponse enregistrée en table CSV.",
        en="Write a saved answer as a CSV table.",
    ),
    Text(
        fr="Les colonnes sur les personnes (dirigeants) sont laissées de côté, sauf --personal. "
        "API : un nom du registre. FICHIER : JSON, NDJSON ou GeoJSON, ou -.",
        en="Columns about persons (dirigeants) are left out unless --personal is given. "
        "API: a name in the registry. FILE: JSON, NDJSON or GeoJSON, or -.",
    ),
    examples=(
        (
            "tamis api flatten recherche-entreprises reponse.json -o table.csv",
            Text(fr="Une table de la réponse :", en="A table of the answer:"),
        ),
    ),
)
@argument("api", metavar="API")
@argument("file", metavar="FICHIER")
@api_options.table_output
@option(
    "--table",
    default="",
    metavar="NOM",
    text=Text(
        fr="La table voulue, quand l'API en a plusieurs (tamis api show).",
        en="The table to write, for an API that has several (tamis api show).",
    ),
)
@option(
    "--personal",
    is_flag=True,
    text=Text(fr="Garde les colonnes sur les personnes.", en="Keep the columns about persons."),
)
@options.excel
@read_options.encoding
@api_options.answer_limits
@api_options.quiet
@options.lang
def command(
    api: str,
    file: str,
    *,
    output: Path,
    table: str,
    personal: bool,
    reader: str | None,
    encoding: str,
    limits: Limits,
    quiet: bool,
) -> None:
    """Flatten the answer and say what was written."""
    from tamis.apis.flatten import flatten
    from tamis.loading import apis
    from tamis.render.words import counted

    flattened = flatten(
        file,
        apis.load(api),
        output,
        table=table,
        personal=personal,
        limits=limits,
        encoding=encoding,
        excel=reader == "excel",
    )
    if quiet:
        return
    rows = counted(flattened.rows, "ligne", "lignes", "row", "rows")
    schema = f" · {flattened.schema}" if flattened.schema else ""
    sys.stdout.write(
        f"→ {flattened.output} · {rows}{schema}{screen.restriction_note(flattened.output)}\n"
    )
    for note in _notes(flattened):
        sys.stderr.write(f"{note}\n")


def _notes(flattened: FlattenResult) -> Iterator[Text]:
    """Return what the table does not hold of the answer."""
    if flattened.left_out:
        names = ", ".join(flattened.left_out)
        yield Text(
            fr=f"Laissé de côté (données personnelles, --personal) : {names}.",
            en=f"Left out (personal data, --personal): {names}.",
        )
    if flattened.unmapped:
        names = ", ".join(flattened.unmapped)
        yield Text(
            fr=f"Sans colonne dans cette table : {names}.",
            en=f"No column in this table: {names}.",
        )
    if flattened.without_items:
        number = flattened.without_items
        yield Text(
            fr=f"{number} enregistrements ont une liste vide : une ligne chacun, sans ses "
            "colonnes.",
            en=f"{number} records have an empty list: a row each, without its columns.",
        )
    if flattened.cut:
        yield Text(
            fr="Attention : la réponse est incomplète, l'API a d'autres enregistrements "
            "(api.cut-short).",
            en="Warning: the answer is incomplete, the API has more records (api.cut-short).",
        )
