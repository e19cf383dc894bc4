"""Judging a file, or the answer of an API."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from tamis.app._options import (
    DEFAULT_READ_OPTIONS,
    DataSource,
    Progress,
    ReadOptions,
    SchemaSource,
    as_profile,
    location_of,
    opened,
)
from tamis.app._validation import Validation
from tamis.loading import schemas
from tamis.model.contract import Contract
from tamis.model.dialect import TableDialect
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.report import Report
from tamis.sources.last_change import as_of


def validate(
    source: DataSource,
    schema: SchemaSource | None = None,
    *,
    profile: str | Profile = "publish",
    reading: ReadOptions = DEFAULT_READ_OPTIONS,
    keep: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Say whether a file conforms to a schema, and if not, where and why.

    Args:
        source: a path, an address, ``-`` for standard input, bytes, an open file, or a frame
            (Polars, pandas, Arrow, DuckDB… whatever narwhals knows).
        schema: a catalogue name, a path, a descriptor, or a loaded schema; without one, the
            published schema that the header looks like, or the names in a JSON document.
        profile: what each rule weighs: a name or a profile.
        reading: how to read the source: format, sheet, archive member, limits.
        keep: whether the report keeps the records themselves (on disk), to be shown.
        progress: told the number of records read so far, now and then.

    Raises:
        SourceError: the file cannot be read.
        SchemaError: the schema cannot be read.
        UsageError: no schema is given and the header looks like none.
    """
    report = _validate(source, schema, profile, reading, progress, keep=keep)
    if keep or not _can_be_read_again(source):
        return report
    again = partial(_validate, source, schema, profile, reading, None, keep=True)
    return replace(report, again=again)


def _can_be_read_again(source: DataSource) -> bool:
    """Whether a source is at hand a second time: no stream, no pipe, nothing to fetch."""
    if isinstance(source, str | Path):
        return Path(source).is_file()
    return not hasattr(source, "read")


def _validate(
    source: DataSource,
    schema: SchemaSource | None,
    profile: str | Profile,
    reading: ReadOptions,
    progress: Progress | None,
    *,
    keep: bool,
) -> Report:
    run = Validation(
        location=location_of(source),
        profile=as_profile(profile),
        reading=reading,
        keep=keep,
        progress=progress,
    )
    loaded = None if schema is None else schemas.load(schema)
    with opened(source, reading) as local:
        run = replace(run, profile=as_of(run.profile, local))
        if loaded is None or isinstance(loaded, Contract):
            report = run.document(replace(local, encoding=reading.declared_encoding), loaded)
            if report is not None:
                return report
        return run.table(local, None if loaded is None else schemas.tabular(loaded))


def check_answer(  # noqa: PLR0913 keyword-only options of the public face
    api: str,
    source: str | Path,
    *,
    operation: str = "",
    status: str = "",
    keys: Path | None = None,
    profile: str | Profile = "publish",
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
    dialect: TableDialect = TableDialect(),  # noqa: B008 frozen
) -> Report:
    """Say whether a saved answer of an API conforms to its contract. Nothing is fetched.

    Args:
        api: the name of the API in the registry.
        source: the answer (JSON, NDJSON, GeoJSON, or the CSV of a geocoding), or ``-``.
        operation: what was asked; else what stands beside the file, else the likeliest.
        status: the HTTP status of the answer, whose contract counts; else that of success.
        keys: the file of the public keys that a signed answer (JWS) may be signed with.
        profile: what each rule weighs.
        limits: how much is taken in.
        progress: told the number of records read so far, now and then.
        dialect: the encoding of the answer, and what separates the cells of a CSV one.

    Raises:
        SourceError: the answer cannot be read.
        UsageError: there is no such API or operation, or it has no contract.
    """
    from tamis.apis.check import SavedAnswer, check
    from tamis.loading import apis

    loaded, weights = apis.load(api), as_profile(profile)
    if str(source).lower().endswith(".csv"):
        schema = apis.table(loaded, operation or "csv")
        reading = ReadOptions(limits=limits, dialect=dialect)
        return validate(source, schema, profile=weights, reading=reading)
    answer = SavedAnswer(
        location=str(source),
        api=loaded,
        operation=operation,
        status=status,
        limits=limits,
        encoding=dialect.encoding,
        keys=keys,
    )
    return check(answer, weights, progress=progress)
