"""Models to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tamis.app._options import DEFAULT_READ_OPTIONS, ReadOptions, SchemaSource
from tamis.app._validate import validate
from tamis.loading import schemas
from tamis.model.errors import SourceError, UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.templates.columns import Column
    from tamis.templates.content import Content
    from tamis.templates.workbook import Places

_CSV = ".csv"


def write_template(
    schema: SchemaSource,
    output: str | Path,
    *,
    source: str | Path | None = None,
    department: str = "",
    reading: ReadOptions = DEFAULT_READ_OPTIONS,
) -> tuple[Column, ...]:
    """Write a model to fill in: a workbook whose cells say what they expect, or a line of labels.

    Args:
        schema: a catalogue name, a path, a descriptor, or a loaded schema of a table.
        output: the file to write: a workbook, or the labels alone where it ends in .csv.
        source: a file whose rows the workbook is filled with, its faults coloured.
        department: a département whose communes are offered where a code of commune is asked.
        reading: how to read the source.

    Returns:
        The columns of the workbook: what each checks, and what it does not.

    Raises:
        SchemaError: the schema cannot be read, or is none of a table.
        SourceError: the source cannot be read, or the output cannot be written.
        UsageError: the département does not exist, or a line of labels cannot hold what is asked.
    """
    from tamis.templates import labels, workbook
    from tamis.writers.distinct_paths import ensure_distinct
    from tamis.writers.swap import beside

    loaded, path = schemas.tabular(schema), Path(output)
    ensure_distinct([str(source)] if source else [], [path])
    if path.suffix.lower() == _CSV:
        if source or department:
            raise UsageError(
                Text(
                    fr="Un modèle en CSV n'a qu'une ligne d'en-têtes.",
                    en="A template in CSV has a line of labels and nothing else.",
                ),
                Text(fr="Donnez à la sortie un nom en .xlsx.", en="Give the output an .xlsx name."),
            )
        with beside(path) as part:
            part.write_bytes(labels.line(loaded))
        return ()
    content = _content(source, loaded, reading) if source else None
    places = _places(department) if department else None
    with beside(path) as part, part.open("wb") as out:
        if content is None:
            return workbook.write(out, loaded, places=places)
        return workbook.write(out, loaded, content=content, places=places)


def _content(source: str | Path, schema: Schema, reading: ReadOptions) -> Content:
    from tamis.templates.content import content, most_rows

    report = validate(source, schema, reading=reading, keep=True)
    if report.source.restricted:
        raise SourceError(
            Text(
                fr=f"« {source} » est restreint : un modèle n'en garderait pas la marque.",
                en=f"“{source}” is restricted: a template would not keep that mark.",
            )
        )
    if report.rows > most_rows():
        raise SourceError(
            Text(
                fr=f"Le fichier a {report.rows} lignes : un modèle en prend {most_rows()} au plus.",
                en=f"The file has {report.rows} rows: a template takes {most_rows()} at most.",
            ),
            Text(
                fr="Son rapport dans un tableur : tamis validate -o rapport.xlsx.",
                en="Its report in a spreadsheet: tamis validate -o report.xlsx.",
            ),
        )
    return content(report, schema)


def _places(department: str) -> Places:
    from tamis import reference
    from tamis.templates.workbook import Places

    known = reference.communes()
    listed = known.filter(known["departement"] == department).sort("code")
    if listed.is_empty():
        raise UsageError(
            Text(
                fr=f"Il n'y a pas de département « {department} ».",
                en=f"There is no département “{department}”.",
            ),
            Text(fr="Donnez son code : 27, 2A, 971.", en="Give its code: 27, 2A, 971."),
        )
    codes = list(zip(listed["code"].to_list(), listed["nom"].to_list(), strict=True))
    return Places(department=department, codes=codes)
