"""Reading a valid file as a typed frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tamis import readers
from tamis.app._options import DEFAULT_READ_OPTIONS, DataSource, ReadOptions, SchemaSource, opened
from tamis.app._validate import validate
from tamis.loading import schemas
from tamis.model.errors import InvalidDataError, UsageError
from tamis.model.profile import Profile
from tamis.model.report import Report
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.compile import shared_plan
from tamis.sources import contents

if TYPE_CHECKING:
    import polars as pl


def read(
    source: DataSource,
    schema: SchemaSource,
    *,
    profile: str | Profile = "publish",
    reading: ReadOptions = DEFAULT_READ_OPTIONS,
) -> pl.DataFrame:
    """Return the rows of a valid file as a frame whose columns have the types of the schema.

    Columns that the schema does not know are kept, as texts; wholly blank rows are left out. No
    value is turned into another: a file that does not conform is refused.

    Args:
        source: a path, an address, ``-``, bytes, an open file, or a frame.
        schema: a catalogue name, a path, a descriptor, or a loaded schema.
        profile: what each rule weighs.
        reading: how to read the source: format, sheet, archive member, limits.

    Raises:
        InvalidDataError: the file does not conform; its `report` says why.
        SourceError: the file cannot be read.
        SchemaError: the schema cannot be read.
    """
    return scan(source, schema, profile=profile, reading=reading).collect()


def scan(
    source: DataSource,
    schema: SchemaSource,
    *,
    profile: str | Profile = "publish",
    reading: ReadOptions = DEFAULT_READ_OPTIONS,
) -> pl.LazyFrame:
    """Return the rows of a valid file as a lazy frame; see `read`.

    The file is judged now, and read again when the frame is collected: it never stands in memory
    whole. An open file is read whole at once.

    Raises:
        InvalidDataError: the file does not conform; its `report` says why.
    """
    if hasattr(source, "read"):
        source = contents.whole(source, reading.limits)
    loaded = schemas.tabular(schema)
    report = validate(source, loaded, profile=profile, reading=reading)
    ensure_valid(report)
    return _Rows(source, loaded, report, reading).lazy()


def ensure_valid(report: Report) -> None:
    """Refuse data that do not conform.

    Raises:
        InvalidDataError: there is an error among the findings.
    """
    if not report.valid:
        path, errors = report.source.path, report.verdict.errors
        raise InvalidDataError(
            Text(
                fr=f"« {path} » n'est pas conforme : {errors} erreur(s).",
                en=f"“{path}” does not conform: {errors} error(s).",
            ),
            Text(
                fr="Voyez le membre « report » de cette exception, ou tamis.normalize.",
                en="See the “report” of this exception, or tamis.normalize.",
            ),
            report=report,
        )


class _Rows:
    """The rows of a source, read each time that they are asked for."""

    def __init__(
        self, source: DataSource, schema: Schema, report: Report, reading: ReadOptions
    ) -> None:
        if isinstance(source, str) and source == "-":
            raise UsageError(
                Text(
                    fr="L'entrée standard ne se lit qu'une fois.",
                    en="Standard input is read only once.",
                ),
                Text(fr="Donnez un fichier.", en="Give a file."),
            )
        self._source, self._schema, self._reading = source, schema, reading
        self._profile = report.profile
        self._labels = report.source.labels

    def lazy(self) -> pl.LazyFrame:
        """Return them as a lazy frame, of which only the columns that are used are kept."""
        from polars.io.plugins import register_io_source

        from tamis.engine.typed import dtypes

        plan = shared_plan(self._schema, self._labels, self._profile).plan
        return register_io_source(self._frames, schema=dict(dtypes(plan, self._labels)))

    def _frames(
        self,
        columns: list[str] | None,
        predicate: pl.Expr | None,
        rows: int | None,
        _: int | None,
    ) -> Iterator[pl.DataFrame]:
        from tamis.engine.typed import typed_frames

        with opened(self._source, self._reading) as local:
            table = readers.read(local, self._reading.request(self._schema))
            plan = shared_plan(self._schema, table.header, self._profile).plan
            for frame in typed_frames(plan, table):
                part = frame if rows is None else frame.head(rows)
                rows = None if rows is None else rows - part.height
                part = part if predicate is None else part.filter(predicate)
                yield part if columns is None else part.select(columns)
                if rows == 0:
                    return
