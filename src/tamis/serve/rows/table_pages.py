"""Pages where a person reads the tables of releases: rows, filters, a map, files to take.

All of it is links and forms: no script is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tamis.model.report_rows import Box, Spot
from tamis.model.text import set_lang
from tamis.render.territory_map import draw_points
from tamis.serve.callers import language_of
from tamis.serve.rows import grammar, row_history, service, sql
from tamis.serve.rows.columns import Table
from tamis.serve.rows.errors import RequestError
from tamis.serve.rows.filters import Arguments, asked_filters, composed, labels, sort_links
from tamis.serve.rows.links import raw_query
from tamis.serve.rows.query import Query
from tamis.serve.rows.releases import Release
from tamis.serve.rows.routes import ResourceRoutes
from tamis.serve.rows.showing import described_row, downloads, pages_of, shown_rows, table_entry
from tamis.serve.views import Pages


@dataclass(frozen=True, slots=True)
class TablePages:
    """The pages of tables.

    Args:
        resources: what is served.
        pages: the templates.
        base: what a proxy puts before every path.
    """

    resources: ResourceRoutes
    pages: Pages
    base: str

    def routes(self) -> list[Route]:
        """Return the routes; a key may hold slashes."""
        return [
            Route("/tables", self.listing),
            Route("/tables/{rid}", self.table),
            Route("/tables/{rid}/filter", self.filter),
            Route("/tables/{rid}/rows/{key:path}", self.row),
        ]

    async def listing(self, request: Request) -> Response:
        """Show what is served."""
        set_lang(language_of(request))
        releases = [
            {
                "title": release.facts.title,
                "description": release.facts.description,
                "date": release.facts.date,
                "restricted": release.facts.is_restricted,
                "tables": [table_entry(release, table) for table in release.tables.values()],
            }
            for release in self.resources.releases.served()
        ]
        return self._page("tables.html", f"{self.base}/tables", releases=releases)

    async def filter(self, request: Request) -> Response:
        """Lead to the page of the rows that a form asks for, in the grammar of the API."""
        arguments = composed(grammar.split_query(raw_query(request)))
        place = self._place(request.path_params["rid"])
        return RedirectResponse(f"{place}{_query(request, arguments)}", status_code=303)

    async def table(self, request: Request) -> Response:
        """Show a page of a table."""
        set_lang(language_of(request))
        name = request.path_params["rid"]
        arguments = grammar.split_query(raw_query(request))
        try:
            with self.resources.releases.reading(name) as (release, table):
                try:
                    query, error = self.resources.query(request, name, table), None
                except RequestError as refused:
                    query, error, arguments = Query(), refused, []
                if query.is_aggregated:  # groups are for programs
                    query, arguments = replace(query, groups=(), aggregates=(), sorts=()), []
                content = await self.resources.workers.run(
                    lambda: _content(release, table, query, arguments)
                )
        except RequestError as missing:
            return self._failure(missing, f"{self.base}/tables")
        more = {
            "lang_query": _query(request, arguments, language=False),
            "hidden": [(key, value or "") for key, value in arguments if key != "page"],
            "link": lambda wanted: self._place(name) + _query(request, wanted),
            "row_link": lambda key: f"{self._place(name)}/rows/{quote(key, safe='')}",
            "error": error,
            "name": name,
        }
        status = 400 if error else 200
        return self._page("table.html", self._place(name), status=status, **content, **more)

    async def row(self, request: Request) -> Response:
        """Show a row, where it comes from and what became of it."""
        set_lang(language_of(request))
        name, key = request.path_params["rid"], request.path_params["key"]
        place = f"{self._place(name)}/rows/{quote(key, safe='')}"
        try:
            with self.resources.releases.reading(name) as (release, table):
                if release.facts.is_restricted:
                    return RedirectResponse(self._place(name), status_code=303)
                content = await self.resources.workers.run(lambda: _row(release, table, key))
        except RequestError as missing:
            return self._failure(missing, place)
        return self._page("table_row.html", place, **content, name=name, key=key)

    def _place(self, name: str) -> str:
        return f"{self.base}/tables/{quote(name, safe='')}"

    def _page(self, template: str, here: str, status: int = 200, **content: Any) -> Response:
        return HTMLResponse(self.pages.page(template, here, **content), status_code=status)

    def _failure(self, error: RequestError, here: str) -> Response:
        problem = {"message": str(error.detail), "hint": ""}
        return self._page("problem.html", here, status=error.status, problem=problem)


def _query(request: Request, arguments: Arguments, *, language: bool = True) -> str:
    """Return arguments as the query of an address, in the language that was asked for."""
    parts = [
        quote(name, safe="") + ("" if value is None else f"={quote(value, safe='')}")
        for name, value in arguments
    ]
    named = request.query_params.get("lang")
    if language and named in {"fr", "en"}:
        parts.append(f"lang={named}")
    return f"?{'&'.join(parts)}" if parts else ""


def _content(release: Release, table: Table, query: Query, arguments: Arguments) -> dict[str, Any]:
    content: dict[str, Any] = {
        "title": release.facts.title,
        "entry": table_entry(release, table),
        "date": release.facts.date,
        "restricted": release.facts.is_restricted,
        "filters": asked_filters(query, arguments),
        "columns": [(column.name, column.title or column.name) for column in table.columns],
        "operators": labels(),
        "total": 0,
        "rows": [],
        "heads": [],
        "map": Markup(),
        "pages": {},
        "downloads": [],
        "chosen": [column.name for column in query.columns],
    }
    if release.facts.is_restricted:
        return content
    rows, total = service.page_and_total(release, table, replace(query, columns=()))
    shown = query.columns or table.columns
    return {
        **content,
        "total": total,
        "heads": sort_links(shown, query, arguments),
        "rows": shown_rows(table, shown, rows),
        "pages": pages_of(query, total, arguments),
        "map": _map(release, table, query),
        "downloads": downloads(release, table, arguments),
    }


def _map(release: Release, table: Table, query: Query) -> Markup:
    """Return the map of the rows that are asked for, as HTML; nothing where none has a place."""
    if not table.is_placed:
        return Markup()

    def find(step: float, box: Box) -> Sequence[Spot]:
        statement = sql.spots(table, replace(query, box=box), step)
        return [
            Spot(lon=lon, lat=lat, records=records, faulty=0, row=0)
            for lon, lat, records in release.database.fetch(statement)
        ]

    return Markup(draw_points(find))  # noqa: S704 it is escaped


def _row(release: Release, table: Table, key: str) -> dict[str, Any]:
    row = row_history.find_row(release, table, key)
    return {
        "title": release.facts.title,
        "cells": described_row(table, row),
        "lineage": row_history.lineage(release, row),
        "history": row_history.history(release, table, row),
    }
