"""A row by its key, where it comes from, and its history; the files of a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from tamis.model.text import Text
from tamis.serve.rows import links, row_history
from tamis.serve.rows.columns import Table
from tamis.serve.rows.errors import NOT_FOUND, RequestError
from tamis.serve.rows.releases import Release
from tamis.serve.rows.routes import (
    KEPT,
    ResourceRoutes,
    answered,
    as_json,
    ensure_open,
    unchanged,
)

#: The table whose rows have a key.
DATA = "data"
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown; charset=utf-8",
    ".xml": "application/atom+xml",
}


@dataclass(frozen=True, slots=True)
class RowRoutes:
    """Answers about one row, and files.

    Args:
        resources: what is served.
    """

    resources: ResourceRoutes

    def routes(self) -> list[Route]:
        """Return the routes; a key may hold slashes."""
        below = "/api/resources/{rid}/rows/{key:path}"
        return [
            Route(f"{below}/history", answered(self.history)),
            Route(f"{below}/history/", answered(self.history)),
            Route(below, answered(self.row)),
            Route("/rows/{key:path}/history", answered(self.history)),
            Route("/rows/{key:path}", answered(self.row)),
            Route("/release/{file}", answered(self.file)),
            Route("/release/{release}/{file}", answered(self.file)),
        ]

    async def row(self, request: Request) -> Response:
        """Give a row, and where it comes from."""
        return await self._answer(request, is_history=False)

    async def history(self, request: Request) -> Response:
        """Give the history of a row."""
        return await self._answer(request, is_history=True)

    async def file(self, request: Request) -> Response:
        """Give a file of a release."""
        name = request.path_params.get("release", "")
        file = request.path_params["file"]
        table = f"{name}.{DATA}" if name else DATA
        with self.resources.releases.reading(table) as (release, _):
            ensure_open(release, table)
            path = release.folder / file
            media_type = _TYPES.get(path.suffix)
            listed = {entry.name for entry in release.folder.iterdir() if entry.is_file()}
            if media_type is None or file not in listed:
                raise RequestError(
                    404,
                    NOT_FOUND,
                    Text(fr=f"Pas de fichier « {file[:100]} ».", en=f"No file '{file[:100]}'."),
                )
            return FileResponse(path, media_type=media_type, filename=file, headers=KEPT)

    async def _answer(self, request: Request, *, is_history: bool) -> Response:
        name, key = request.path_params.get("rid", DATA), request.path_params["key"]
        with self.resources.releases.reading(name) as (release, table):
            ensure_open(release, name)
            tag = links.etag(request, *(table.digest for table in release.tables.values()))
            if links.is_fresh(request, tag):
                return unchanged(tag)
            bare = key.removesuffix("/")

            def work() -> dict[str, Any]:
                return _told(release, table, bare, is_history=is_history)

            content = await self.resources.workers.run(work)
            place = links.resource(request, name, f"rows/{quote(bare, safe='')}")
            content["links"] = {
                "self": place,
                "history": f"{place}/history",
                "resource": links.resource(request, name),
            }
            return as_json(content, tag)


def _told(release: Release, table: Table, key: str, *, is_history: bool) -> dict[str, Any]:
    row = row_history.find_row(release, table, key)
    content = {
        "key": {name: row[name] for name in table.key},
        "data": row,
        "lineage": row_history.lineage(release, row),
    }
    if is_history:
        content["history"] = row_history.history(release, table, row)
    return content
