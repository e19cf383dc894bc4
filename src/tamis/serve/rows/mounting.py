"""The rows of releases put into the server: their routes, and what keeps them fresh."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.routing import BaseRoute, Route

from tamis.serve.rows.catalogue_routes import CatalogueRoutes
from tamis.serve.rows.options import RowsOptions
from tamis.serve.rows.releases import Releases
from tamis.serve.rows.routes import ResourceRoutes, nothing_here
from tamis.serve.rows.row_routes import RowRoutes
from tamis.serve.rows.service import Workers
from tamis.serve.rows.streams import StreamRoutes
from tamis.serve.rows.table_pages import TablePages
from tamis.serve.views import Pages


class RowsServer:
    """What serves the rows of releases.

    Args:
        options: which, and how.
        room: a folder for their databases.

    Raises:
        SourceError: there is no release.
    """

    def __init__(self, options: RowsOptions, room: Path) -> None:
        self.releases = Releases(options, room)
        self._workers = Workers(options)
        self._options = options

    def routes(self, pages: Pages, base: str) -> list[BaseRoute]:
        """Return the routes.

        Args:
            pages: the templates.
            base: what a proxy puts before every path.
        """
        resources = ResourceRoutes(self.releases, self._workers)
        return [
            *resources.routes(),
            *StreamRoutes(resources).routes(),
            *RowRoutes(resources).routes(),
            *CatalogueRoutes(self.releases).routes(),
            *TablePages(resources, pages, base).routes(),
            Route("/api/resources/{rest:path}", nothing_here()),
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look at the folder now and then, until the server ends."""
        looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            looking.cancel()
            self._workers.close()
            await asyncio.to_thread(self.releases.close)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._options.look)
            await asyncio.to_thread(self.releases.refresh)
