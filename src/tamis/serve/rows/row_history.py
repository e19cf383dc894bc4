"""One row by its key: where it comes from, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tamis.model.text import Text
from tamis.serve.rows import former, sql
from tamis.serve.rows.cells import as_record
from tamis.serve.rows.columns import NUMBER, Table
from tamis.serve.rows.errors import NOT_FOUND, RequestError, invalid
from tamis.serve.rows.groups import read_list
from tamis.serve.rows.query import Condition, Group, Operator, Query
from tamis.serve.rows.releases import Release
from tamis.serve.rows.values import read_value

#: What parts the values of a key of several fields, as in duplicates.csv.
_PART: Final = " · "
#: The columns of a row that say where it comes from, and what they are answered as.
_LINEAGE: Final = {
    "_source": "source",
    "_record": "record",
    "_line": "line",
    "_modified": "modified",
    "_content": "content",
    "_kept": "kept",
}
#: What is told of the source of a row.
_OF_SOURCE: Final = ("producer", "identifier", "territory", "licence", "url", "dataset", "resource")
#: Rows of each kind that a history tells at most.
_MOST: Final = 1000


def find_row(release: Release, table: Table, key: str) -> dict[str, Any]:
    """Return the row that has a key.

    Raises:
        RequestError: none has it, or several, or rows have no key.
    """
    query = Query(where=Group(word="and", parts=tuple(_conditions(table, key))))
    columns = (NUMBER, *table.columns)
    found = release.database.fetch(sql.any_rows(table, columns, query, 2))
    if len(found) != 1:
        raise _not_one(key, several=bool(found))
    return as_record(columns, found[0])


def lineage(release: Release, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return where a row comes from: source, record, line, day, and who publishes it."""
    place = {name: row.get(column) for column, name in _LINEAGE.items()}
    source = release.facts.sources.get(str(place["source"]), {})
    more = {name: source[name] for name in _OF_SOURCE if source.get(name)}
    if source.get("sha256"):
        more["sha256"] = source["sha256"]
    return {**place, **more}


def history(release: Release, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what became of a row: its repairs, the rows that lost against it, its changes."""
    place = (row.get("_source"), row.get("_record"))
    return {
        "repairs": _related(release, "journal", ("source", "row"), place),
        "rivals": _related(release, "duplicates", ("_kept_source", "_kept_record"), place),
        "conflicts": _related(release, "conflicts", ("_kept_source", "_kept_record"), place),
        "changes": _changes(release, table, row),
    }


def _conditions(table: Table, key: str) -> list[Condition]:
    columns = table.by_name()
    fields = [columns[name] for name in table.key]
    if not fields:
        raise invalid(
            f"Les lignes de « {table.name} » n'ont pas de clé.",
            f"The rows of '{table.name}' have no key.",
        )
    texts = _parts(key, len(fields))
    if len(texts) != len(fields):
        named = ", ".join(table.key)
        raise invalid(
            f"La clé a {len(fields)} parties, séparées par « · » ou des virgules : {named}.",
            f"The key has {len(fields)} parts, parted by “·” or commas: {named}.",
        )
    return [
        Condition(column=field, operator=Operator.EXACT, values=(read_value(field, text),))
        for field, text in zip(fields, texts, strict=True)
    ]


def _parts(key: str, count: int) -> Sequence[str]:
    if count == 1:
        return [key]
    texts = [text.replace("··", "·") for text in key.split(_PART)]
    return texts if len(texts) == count else read_list(key)


def _related(
    release: Release, name: str, columns: tuple[str, str], place: tuple[Any, Any]
) -> list[dict[str, Any]]:
    """Return the rows of another table that are about a row, in their order."""
    table = release.tables.get(name)
    if table is None or None in place:
        return []
    known = table.by_name()
    if not set(columns) <= set(known):
        return []
    conditions = tuple(
        Condition(column=known[column], operator=Operator.EXACT, values=(value,))
        for column, value in zip(columns, place, strict=True)
    )
    query = Query(where=Group(word="and", parts=conditions))
    shown = table.columns
    found = release.database.fetch(sql.rows(table, shown, query, limit=_MOST))
    return [as_record(shown, row) for row in found]


def _changes(release: Release, table: Table, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    values = [_key_text(row.get(name)) for name in table.key]
    found = release.database.fetch(former.changes_of(former.PART.join(values), _MOST))
    return [dict(zip(former.ANSWERED, change, strict=True)) for change in found]


def _key_text(value: Any) -> str:
    """Return a value of a key as changes.csv writes it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _not_one(key: str, *, several: bool) -> RequestError:
    if several:
        return RequestError(
            409,
            "Several rows",
            Text(
                fr=f"Plusieurs lignes ont la clé « {key[:100]} » : filtrez les lignes.",
                en=f"Several rows have the key '{key[:100]}': filter the rows.",
            ),
        )
    return RequestError(
        404,
        NOT_FOUND,
        Text(
            fr=f"Aucune ligne n'a la clé « {key[:100]} ».",
            en=f"No row has the key '{key[:100]}'.",
        ),
    )
