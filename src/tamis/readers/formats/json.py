"""JSON: a list of objects, or an object one member of which is that list."""

from __future__ import annotations

from tamis.readers import Request, reader
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table

FORMAT = "json"
KINDS = {"json": (".json",)}
SUFFIXES = KINDS["json"]


@reader
def read(local: LocalFile, request: Request) -> Table:
    """Open a JSON file as a table: members are columns, nested values stay JSON.

    Raises:
        SourceError: it is not JSON, or has no list of objects.
    """
    from tamis.readers.declared_json import declared_json_table, declares_items
    from tamis.readers.documents import (
        elements,
        ensure_no_lone_error,
        features,
        no_table,
        outline_of,
        record_lists,
    )
    from tamis.readers.inner_lists import inner_list
    from tamis.readers.records import table

    if declares_items(request.dialect):
        return declared_json_table(local, request, FORMAT)
    outline = outline_of(local, request)
    columns_and_records = features(local, outline, request)
    if columns_and_records is not None:
        return table(local, FORMAT, *columns_and_records)
    lists = record_lists(outline)
    inner = inner_list(local, request) if not outline.lists and outline.size else None
    if inner is not None:
        return table(local, FORMAT, *inner)
    if len(lists) != 1:
        raise no_table(local, request)
    records = elements(local, lists[0], request)
    ensure_no_lone_error(local, records())
    return table(local, FORMAT, outline.lists[lists[0]], records)
