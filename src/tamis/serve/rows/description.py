"""The API of a table, described for programs (OpenAPI 3.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from tamis.model.version import VERSION
from tamis.serve.rows.columns import Column, Kind, Table
from tamis.serve.rows.facts import ReleaseFacts
from tamis.serve.rows.options import RowsOptions
from tamis.serve.rows.query import BARE, GROUP_BY, SORT, WITHIN, Aggregator, Operator

_TYPES: Final = {
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.DATETIME: {"type": "string", "format": "date-time"},
    Kind.JSON: {},
    Kind.TEXT: {"type": "string"},
}
_TEXTUAL: Final = frozenset({Kind.TEXT, Kind.DATE, Kind.DATETIME})
_MEANINGS: Final = {
    Operator.EXACT: "is",
    Operator.DIFFERS: "is not, empty ones included",
    Operator.CONTAINS: "contains, in any case",
    Operator.NOT_CONTAINS: "does not contain, in any case",
    Operator.IN: "is one of (value1,value2)",
    Operator.NOT_IN: "is none of (value1,value2)",
    Operator.LESS: "is at most",
    Operator.GREATER: "is at least",
    Operator.STRICTLY_LESS: "is less than",
    Operator.STRICTLY_GREATER: "is more than",
    Operator.IS_NULL: "is empty",
    Operator.IS_NOT_NULL: "is not empty",
}


def describe(
    name: str, table: Table, facts: ReleaseFacts, options: RowsOptions, base: str
) -> dict[str, Any]:
    """Return the description of the API of a table.

    Args:
        name: its id.
        table: its columns.
        facts: what its release says of itself.
        options: how many rows a page may have, and whether groups may be asked for.
        base: the address of the server.
    """
    parameters = [
        *_paging(options),
        _parameter("columns", "Columns of the answer (a,b)"),
        _parameter(
            "or", "Conditions of which one must hold: (a__exact.1,and(b__less.2,c__isnull))"
        ),
        *_of_columns(table, aggregates=options.aggregates(name)),
    ]
    place = f"/api/resources/{quote(name, safe='')}"
    forms = {
        "data/": ("", "A page of rows", _content("#/components/schemas/ResourceData")),
        "data/csv/": ("CSV", "All rows, as CSV", {"text/csv": {"schema": {"type": "string"}}}),
        "data/json/": ("JSON", "All rows, as JSON", _content("#/components/schemas/Resources")),
    }
    if table.is_placed:
        form = {"application/geo+json": {"schema": {"type": "object"}}}
        forms["data/geojson/"] = ("GeoJSON", "Rows that have a position, in a box", form)
    return {
        "openapi": "3.0.3",
        "info": {"title": f"{facts.title} ({name})", "version": VERSION},
        "servers": [{"url": base}],
        "paths": {
            f"{place}/{rest}": _path(ending, summary, content, _with_box(rest, parameters))
            for rest, (ending, summary, content) in forms.items()
        },
        "components": {"schemas": dict(_schemas(table))},
    }


def _path(
    ending: str, summary: str, content: dict[str, Any], parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    error = _content("#/components/schemas/Errors")
    refused = {"400": "Invalid query string", "403": "Not allowed", "404": "Not found"}
    return {
        "get": {
            "summary": summary,
            "operationId": f"getResourceData{ending}",
            "responses": {
                "200": {"description": summary, "content": content},
                **{
                    status: {"description": text, "content": error}
                    for status, text in refused.items()
                },
            },
        },
        "parameters": parameters,
    }


def _with_box(rest: str, parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if rest != "data/geojson/":
        return parameters
    return [_parameter("bbox", "West, south, east, north, in degrees"), *parameters]


def _paging(options: RowsOptions) -> Iterator[dict[str, Any]]:
    yield _parameter("page", "Which page", {"type": "integer", "minimum": 1})
    size = {"type": "integer", "minimum": 1, "maximum": options.most_rows, "default": 20}
    yield _parameter("page_size", "Rows of a page", size)


def _of_columns(table: Table, *, aggregates: bool) -> Iterator[dict[str, Any]]:
    for column in table.columns:
        for operator in _operators(column):
            meaning = f"{column.name} {_MEANINGS[operator]}"
            yield _parameter(f"{column.name}__{operator}", meaning, bare=operator in BARE)
        if column.kind is Kind.JSON:
            continue
        order = {"type": "string", "enum": ["asc", "desc"]}
        yield _parameter(f"{column.name}__{SORT}", f"Order by {column.name}", order)
        for word in _aggregators(column) if aggregates else ():
            yield _parameter(f"{column.name}__{word}", f"{word} of {column.name}", bare=True)


def _operators(column: Column) -> list[Operator]:
    if column.kind is Kind.JSON:
        return sorted(BARE)
    return [operator for operator in Operator if operator not in WITHIN or column.kind in _TEXTUAL]


def _aggregators(column: Column) -> Iterator[str]:
    yield GROUP_BY
    for word in Aggregator:
        if column.kind.is_number or word not in {Aggregator.AVG, Aggregator.SUM}:
            yield word


def _parameter(
    name: str, meaning: str, schema: dict[str, Any] | None = None, *, bare: bool = False
) -> dict[str, Any]:
    described = {
        "name": name,
        "in": "query",
        "description": meaning,
        "required": False,
        "schema": {"type": "boolean"} if bare else schema or {"type": "string"},
    }
    return {**described, "allowEmptyValue": True} if bare else described


def _content(reference: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": reference}}}


def _schemas(table: Table) -> Iterator[tuple[str, dict[str, Any]]]:
    columns = {
        column.name: {**_TYPES[column.kind], "nullable": True, "title": column.title or column.name}
        for column in table.columns
    }
    text = {"type": "string", "nullable": True}
    number = {"type": "integer"}
    yield "Resource", {"type": "object", "properties": {"__id": number, **columns}}
    rows = {"type": "array", "items": {"$ref": "#/components/schemas/Resource"}}
    yield "Resources", rows
    pages = dict.fromkeys(("profile", "swagger", "next", "prev"), text)
    meta = dict.fromkeys(("page", "page_size", "total"), number)
    body = {
        "data": rows,
        "links": {"type": "object", "properties": pages},
        "meta": {"type": "object", "properties": meta},
    }
    yield "ResourceData", {"type": "object", "properties": body}
    error = dict.fromkeys(("code", "title", "detail"), text)
    errors = {"type": "array", "items": {"type": "object", "properties": error}}
    yield "Errors", {"type": "object", "properties": {"errors": errors}}
