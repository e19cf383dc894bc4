"""Rows, pages and files as the pages of tables show them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from tamis.model.text import Text
from tamis.serve.rows.columns import NUMBER, Column, Table
from tamis.serve.rows.filters import Arguments
from tamis.serve.rows.query import Query
from tamis.serve.rows.releases import Release

_NAMES = {
    "data": Text(fr="Lignes publiées", en="Released rows"),
    "rejects": Text(fr="Lignes rejetées", en="Rejected rows"),
    "duplicates": Text(fr="Doublons écartés", en="Duplicates left out"),
    "conflicts": Text(fr="Valeurs qui se contredisent", en="Values that disagree"),
    "journal": Text(fr="Réparations", en="Repairs"),
    "changes": Text(fr="Changements", en="Changes"),
    "resources": Text(fr="Ressources trouvées", en="Resources found"),
    "history": Text(fr="Historique des sources", en="History of the sources"),
}
_YES = Text(fr="oui", en="yes")
_NO = Text(fr="non", en="no")


def table_entry(release: Release, table: Table) -> dict[str, Any]:
    """Return what a table is called, where it is, and how many rows it has."""
    return {
        "id": release.id_of(table.name),
        "label": str(_NAMES.get(table.name, table.name)),
        "rows": table.height,
    }


def shown_rows(
    table: Table, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return rows as texts, each with its key where it has one."""
    return [
        {
            "number": row[NUMBER.name],
            "key": _key(table, row),
            "cells": [shown(row[column.name]) for column in columns],
        }
        for row in rows
    ]


def shown(value: Any) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_YES if value else _NO)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def described_row(table: Table, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a row holds: what each column is called, and its value."""
    return [(column.title or column.name, shown(row[column.name])) for column in table.columns]


def _key(table: Table, row: Mapping[str, Any]) -> str:
    """Return the key of a row as its address has it; "" where it has none."""
    values = [row.get(name) for name in table.key]
    if not values or None in values:
        return ""
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    if len(texts) == 1:
        return texts[0]
    return " · ".join(text.replace("·", "··") for text in texts)


def pages_of(query: Query, total: int, arguments: Arguments) -> dict[str, Any]:
    """Return which page it is of how many, and what leads to those beside it."""
    count = max(1, -(-total // query.page_size))
    others = [(name, value) for name, value in arguments if name != "page"]

    def at(page: int) -> Arguments | None:
        return [*others, ("page", str(page))] if 1 <= page <= count else None

    return {
        "page": query.page,
        "count": count,
        "previous": at(min(query.page - 1, count)),
        "next": at(query.page + 1),
    }


def downloads(release: Release, table: Table, arguments: Arguments) -> list[tuple[str, str]]:
    """Return what can be taken: what it is called, and where it is below the server."""
    place = f"/api/resources/{quote(release.id_of(table.name), safe='')}"
    asked = [(name, value) for name, value in arguments if name not in {"page", "page_size"}]
    query = "&".join(
        quote(name, safe="") + ("" if value is None else f"={quote(value, safe='')}")
        for name, value in asked
    )
    ending = f"?{query}" if query else ""
    forms = {"CSV": "data/csv/", "JSON": "data/json/"}
    if table.is_placed:
        forms["GeoJSON"] = "data/geojson/"
    rows = Text(fr="Ces lignes en", en="These rows as")
    listed = [(f"{rows} {form}", f"{place}/{rest}{ending}") for form, rest in forms.items()]
    whole = Text(fr="Fichier entier", en="Whole file")
    folder = f"/release/{quote(release.name, safe='')}/" if release.name else "/release/"
    files = dict.fromkeys((table.download, table.file))
    listed += [(f"{whole} ({file})", f"{folder}{quote(file)}") for file in files]
    api = Text(fr="Cette page pour un programme (API)", en="This page for a program (API)")
    return [*listed, (str(api), f"{place}/data/{ending}")]
