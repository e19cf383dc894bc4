"""The extras of each resource of data.gouv.fr that a release is made of, ready to be put."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tamis import checks
from tamis.model.errors import RefusedError
from tamis.model.schema import Schema
from tamis.release.result import ReadSource, Release, UnreadSource
from tamis.release.source_result import SourceResult
from tamis.render import datagouv_extras


def bodies(release: Release, schema: Schema, date: str) -> list[dict[str, Any]]:
    """Return the extras of each source that data.gouv.fr knows.

    Args:
        release: what became of each source.
        schema: what it was held against.
        date: the day of the release, "" where nobody says: the extra is left to who puts it.
    """
    sources: list[ReadSource | UnreadSource] = [*release.sources, *release.unread]
    return [
        {
            "dataset": source.source.dataset,
            "resource": source.source.resource,
            "extras": _extras(source, schema, date),
        }
        for source in sources
        if source.source.resource and not _is_refused(source)
    ]


def _is_refused(source: ReadSource | UnreadSource) -> bool:
    """Whether a source was not asked for at all: nothing can be said of it."""
    return isinstance(source, UnreadSource) and isinstance(source.error, RefusedError)


def _extras(source: ReadSource | UnreadSource, schema: Schema, date: str) -> dict[str, Any]:
    if isinstance(source, UnreadSource):
        return datagouv_extras.unread_extras(str(source.error), date)
    if source.kept is not None and source.kept.error is not None:
        return datagouv_extras.unread_extras(str(source.kept.error), date)
    result = source.result
    return datagouv_extras.extras(
        schema=(schema.name, result.choice.version or schema.version),
        valid=result.valid,
        count=result.errors,
        errors=_errors(result),
        date=date,
    )


def _errors(result: SourceResult) -> Iterator[dict[str, Any]]:
    rules = checks.all_rules()
    for group in result.groups:
        if group.severity != "error":
            continue
        for sample in group.samples:
            yield datagouv_extras.error(
                rules[group.code],
                sample.message,
                field=group.field,
                column=group.column,
                row=sample.row,
                header_line=result.header_line,
                value=sample.value,
            )
