"""The folder of a release is filled with what was read."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import Final

from tamis.model.errors import RefusedError
from tamis.model.text import Text
from tamis.release import lineage
from tamis.release.collect.continuity import find_withdrawn
from tamis.release.context import ReleaseContext
from tamis.release.gather import GatheredTable
from tamis.release.inputs import licences
from tamis.release.output import (
    candidates,
    changes,
    changes_page,
    documents,
    feed,
    history,
    records,
    resources,
)
from tamis.release.output.changes import Compared
from tamis.release.output.write_tables import PARTITIONS, WrittenTables, write_tables
from tamis.release.progress import Step
from tamis.release.record_schema import RecordSchema
from tamis.release.result import Changes, Release

#: The tables of a release, in the order of their importance; some not always.
TABLES: Final = (
    "data.csv",
    "data.parquet",
    "data.geojson",
    *records.NAMES,
    "rejects.csv",
    "rejects.parquet",
    "duplicates.csv",
    "conflicts.csv",
    candidates.NAME,
    "journal.csv",
    changes.TABLE,
    history.TABLE,
    resources.TABLE,
)
#: All that may stand in the folder of a release.
FILES: Final = (*TABLES, PARTITIONS, changes_page.PAGE, feed.NAME, *documents.NAMES)


def fill(table: GatheredTable) -> Release:
    """Fill the folder of a release with the rows of its sources; return what the release is.

    Raises:
        RefusedError: no source could be read, the last gate stops a row, or a release of no rows
            would replace one that has some.
    """
    _ensure_read(table)
    context = table.context
    tracker = context.tracker
    tracker.step(Step.CHOOSING)
    written = _write_rows(table)
    undecided = _write_candidates(context)
    tracker.step(Step.COMPARING)
    compared = _compare(context)
    tracker.step(Step.CLOSING)
    _write_records_and_resources(table)
    release = _tell_changes(_describe(table, written, compared), compared, context)
    release = replace(release, candidates=undecided)
    release = _write_documents(release, context)
    table.ensure_rows(release)
    return release


def _ensure_read(table: GatheredTable) -> None:
    """Refuse a release whose sources could not be read, not one of them."""
    if not table.read:
        raise RefusedError(
            Text(fr="Aucune source n'a pu être lue.", en="No source could be read."),
            table.unread[0].error.text if table.unread else None,
        )


def _write_rows(table: GatheredTable) -> WrittenTables:
    """Write the rows that stay, and those that do not, each to its table."""
    context = table.context
    has_origins = context.options.origin_columns
    return write_tables(
        table.select(),
        table.read,
        context.places.out,
        workspace=context.places.workspace,
        tracker=context.tracker,
        origins=lineage.origin_columns(context.manifest.sources) if has_origins else None,
        partition=context.options.partition,
    )


def _write_candidates(context: ReleaseContext) -> int | None:
    """Write the rows that may be one thing, where that was asked; return how many are undecided."""
    options = context.options
    if not options.near:
        return None
    return candidates.write(
        context.places.out, context.schema, context.key, options.near, options.decisions
    )


def _describe(table: GatheredTable, written: WrittenTables, compared: Compared | None) -> Release:
    """Return what the release is, before its papers are written."""
    context, policy = table.context, table.context.policy
    return Release(
        folder=context.places.folder,
        account=written.account,
        sources=tuple(table.read),
        unread=tuple(table.unread),
        key=policy.key,
        latest=policy.latest,
        prefer=policy.prefer,
        conflicts=written.conflicts,
        changes=context.former_changes() if compared is None else compared.changes,
        hashes=written.hashes,
        withdrawn=tuple(find_withdrawn(context.manifest, context.former, table.outcomes)),
        licence=licences.name_of(context.manifest.licence),
        unclear_licences=licences.unclear(context.manifest),
        later=context.later,
    )


def _write_records_and_resources(table: GatheredTable) -> None:
    """Write the records of a JSON Schema, and what a portal's listing held, where there are any."""
    context, out = table.context, table.context.places.out
    if isinstance(context.schema, RecordSchema):
        records.write(context.schema, table.read, context.previous, out)
    if context.manifest.found:
        resources.write(context.manifest.found, out / resources.TABLE)


def _compare(context: ReleaseContext) -> Compared | None:
    """Write the table of what changes against the release before."""
    return changes.compare(
        context.previous, context.places.out, context.schema, context.key, context.places.workspace
    )


def _tell_changes(release: Release, compared: Compared | None, context: ReleaseContext) -> Release:
    """Write the page of the changes; return the release, with what it changes.

    Where the rows are those of the release before and nothing new is to be told of the sources,
    its own page is taken over: a run that changes nothing changes nothing here either.
    """
    previous, out = context.previous, context.places.out
    if compared is None and previous is not None:
        if not changes_page.is_news(release, context.former):
            shutil.copyfile(previous / changes_page.PAGE, out / changes_page.PAGE)
            return release
        compared = changes.nothing(out, context.schema, context.key)
        release = replace(release, changes=compared.changes)
    page = changes_page.page(compared or Compared(changes=Changes()), release, context.former)
    (out / changes_page.PAGE).write_text(page, encoding="utf-8")
    return release


def _write_documents(release: Release, context: ReleaseContext) -> Release:
    """Write the history, the feed and the descriptors; return the release, with its files."""
    out, manifest, schema = context.places.out, context.manifest, context.schema
    rows = history.write(context.previous, out, manifest, release)
    (out / feed.NAME).write_text(feed.feed(manifest, schema, rows), encoding="utf-8")
    release = replace(release, files=tuple(name for name in TABLES if (out / name).is_file()))
    documents.write(
        out,
        manifest,
        schema,
        release,
        marked=context.policy.keep_all,
        has_origins=context.options.origin_columns,
    )
    return release
