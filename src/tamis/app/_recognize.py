"""Which published schema a file follows."""

from __future__ import annotations

from dataclasses import replace

from tamis import readers
from tamis.app._options import DataSource, ReadOptions, opened
from tamis.detect.tables import DetectedSchema, detect_schema
from tamis.engine.local import count_errors
from tamis.model.errors import TamisError, UsageError
from tamis.model.profile import Profile
from tamis.model.text import Text
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table


def recognize(source: DataSource, reading: ReadOptions, profile: Profile) -> DetectedSchema:
    """Return the published schema that a file follows.

    Raises:
        SourceError: the file cannot be read.
        UsageError: it looks like none, or is standard input, which is read once only.
    """
    if isinstance(source, str) and source == "-":
        raise UsageError(
            Text(
                fr="L'entrée standard ne se lit qu'une fois : son schéma ne peut être reconnu.",
                en="Standard input is read once only: its schema cannot be recognised.",
            ),
            Text(fr="Nommez-le avec -s.", en="Name it with -s."),
        )
    with opened(source, reading) as local:
        return of_table(local, readers.read(local, reading.request(None)), reading, profile)


def of_table(
    local: LocalFile, table: Table, reading: ReadOptions, profile: Profile
) -> DetectedSchema:
    """Return the schema that a table follows; of a workbook, the one that a sheet follows.

    Raises:
        UsageError: none is near enough, or several sheets follow some.
    """
    try:
        return _followed(local, table, reading, profile)
    except UsageError:
        if reading.sheet:
            raise
        others = [replace(reading, sheet=name) for name in table.other_sheets]
        alike = [found for other in others if (found := _tried(local, other, profile)) is not None]
        if len(alike) != 1:
            raise
        return alike[0]


def _tried(local: LocalFile, reading: ReadOptions, profile: Profile) -> DetectedSchema | None:
    """Return the schema that a sheet follows; None where it follows none."""
    try:
        return _followed(local, readers.read(local, reading.request(None)), reading, profile)
    except TamisError:
        return None


def _followed(
    local: LocalFile, table: Table, reading: ReadOptions, profile: Profile
) -> DetectedSchema:
    request = reading.request(None)
    return detect_schema(table, lambda: readers.read(local, request), profile, count_errors)
