"""The addresses of the tabular API, and what each answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tamis.model.text import Text, set_lang
from tamis.serve.callers import language_of
from tamis.serve.rows import grammar, links, service
from tamis.serve.rows.columns import Table
from tamis.serve.rows.description import describe
from tamis.serve.rows.errors import NOT_FOUND, RESTRICTED, RequestError
from tamis.serve.rows.profile import profile
from tamis.serve.rows.query import Query
from tamis.serve.rows.releases import Release, Releases
from tamis.serve.rows.service import Workers

Handler = Callable[[Request], Awaitable[Response]]
#: Answers are kept by those who ask, and asked for again: a release may have changed.
KEPT: Final = {"Cache-Control": "no-cache"}


def answered(handle: Handler) -> Handler:
    """Return a handler whose failures are told in the form of the API, in the caller's language."""

    async def handler(request: Request) -> Response:
        set_lang(language_of(request))
        try:
            return await handle(request)
        except RequestError as error:
            return error.response()

    return handler


def as_json(content: Any, tag: str = "") -> Response:
    """Return an answer in JSON."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    headers = {**KEPT, "ETag": tag} if tag else {}
    return Response(text, media_type="application/json", headers=headers)


def unchanged(tag: str) -> Response:
    """Return the answer to a caller who has it already."""
    return Response(status_code=304, headers={**KEPT, "ETag": tag})


def ensure_open(release: Release, name: str) -> None:
    """Refuse to show the cells of a release that is restricted.

    Raises:
        RequestError: it is.
    """
    if release.facts.is_restricted:
        raise RequestError(
            403,
            RESTRICTED,
            Text(
                fr=f"« {name} » est restreint : aucune cellule n'en est montrée.",
                en=f"'{name}' is restricted: no cell of it is shown.",
            ),
        )


@dataclass(frozen=True, slots=True)
class ResourceRoutes:
    """Answers about tables, and pages of their rows.

    Args:
        releases: what is served.
        workers: do what takes a while.
    """

    releases: Releases
    workers: Workers

    def routes(self) -> list[Route]:
        """Return the routes."""
        below = "/api/resources/{rid}"
        handlers: Mapping[str, Handler] = {
            "/api/resources/": self.listing,
            "/api/aggregation-exceptions/": self.exceptions,
            f"{below}/": self.resource,
            f"{below}/profile/": self.profile,
            f"{below}/swagger/": self.swagger,
            f"{below}/data/": self.data,
        }
        return [Route(path, answered(handle)) for path, handle in handlers.items()]

    async def listing(self, request: Request) -> Response:
        """List the tables."""
        listed = [
            self._entry(request, release, table)
            for release in self.releases.served()
            for table in release.tables.values()
        ]
        meta = {"page": 1, "page_size": max(len(listed), 1), "total": len(listed)}
        content = {"data": listed, "links": {"next": None, "prev": None}, "meta": meta}
        return as_json(content)

    async def exceptions(self, _: Request) -> Response:
        """List the tables that groups may be asked of."""
        ids = [release.id_of(name) for release in self.releases.served() for name in release.tables]
        return as_json([name for name in ids if self.releases.options.aggregates(name)])

    async def resource(self, request: Request) -> Response:
        """Tell of a table."""
        with self.releases.reading(request.path_params["rid"]) as (release, table):
            return as_json(self._entry(request, release, table))

    async def profile(self, request: Request) -> Response:
        """Tell what its columns hold."""
        with self.releases.reading(request.path_params["rid"]) as (_, table):
            return as_json(profile(table))

    async def swagger(self, request: Request) -> Response:
        """Describe its API (OpenAPI)."""
        name = request.path_params["rid"]
        with self.releases.reading(name) as (release, table):
            options = self.releases.options
            base = links.base_of(request)
            return as_json(describe(name, table, release.facts, options, base))

    async def data(self, request: Request) -> Response:
        """Give a page of its rows."""
        name = request.path_params["rid"]
        with self.releases.reading(name) as (release, table):
            ensure_open(release, name)
            query = self.query(request, name, table)
            tag = links.etag(request, table.digest)
            if links.is_fresh(request, tag):
                return unchanged(tag)
            rows, total = await self.workers.run(
                lambda: service.page_and_total(release, table, query)
            )
            return as_json(_body(request, name, query, rows, total), tag)

    def query(self, request: Request, name: str, table: Table) -> Query:
        """Return what is asked of a table.

        Raises:
            RequestError: it means nothing, or is not allowed.
        """
        options = self.releases.options
        return grammar.parse(
            grammar.split_query(links.raw_query(request)),
            table,
            aggregates=options.aggregates(name),
            most_rows=options.most_rows,
        )

    def _entry(self, request: Request, release: Release, table: Table) -> dict[str, Any]:
        name = release.id_of(table.name)
        kinds = {"profile": "profile/", "data": "data/", "swagger": "swagger/"}
        return {
            "id": name,
            "title": release.facts.title,
            "release": release.name or None,
            "table": table.name,
            "schema": release.facts.schema or None if table.name == "data" else None,
            "total": None if release.facts.is_restricted else table.height,
            "restricted": release.facts.is_restricted,
            "created_at": release.facts.date or None,
            "url": links.file_of(request, release.name, table.download),
            "links": [
                {"href": links.resource(request, name, rest), "type": "GET", "rel": rel}
                for rel, rest in kinds.items()
            ],
        }


def _body(
    request: Request, name: str, query: Query, rows: list[dict[str, Any]], total: int
) -> dict[str, Any]:
    address, asked = links.resource(request, name, "data/"), links.raw_query(request)
    size = query.page_size
    has_next = query.offset + size < total
    pages = {
        "next": links.at_page(address, asked, query.page + 1, size) if has_next else None,
        "prev": links.at_page(address, asked, query.page - 1, size) if query.page > 1 else None,
    }
    return {
        "data": rows,
        "links": {
            "profile": links.resource(request, name, "profile/"),
            "swagger": links.resource(request, name, "swagger/"),
            **pages,
        },
        "meta": {"page": query.page, "page_size": size, "total": total},
    }


def nothing_here() -> Handler:
    """Return the handler of addresses below a table that mean nothing."""

    async def handle(request: Request) -> Response:
        path = request.url.path
        raise RequestError(
            404, NOT_FOUND, Text(fr=f"Rien à l'adresse {path}.", en=f"Nothing at {path}.")
        )

    return answered(handle)
