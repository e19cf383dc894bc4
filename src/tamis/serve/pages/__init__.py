"""The page: a file is sent, its report read, its repairs chosen, its cells corrected."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from tamis.serve.pages.editing import EditingRoutes
from tamis.serve.pages.filling import FillingRoutes
from tamis.serve.pages.open_files import OpenFiles
from tamis.serve.pages.sending import SendingRoutes
from tamis.serve.pages.showing import ShowingRoutes
from tamis.serve.views import Pages
from tamis.serve.workspace import Workspace


def page_routes(space: Workspace, pages: Pages, leave: Callable[[], None]) -> list[Route]:
    """Return what answers to a person in a browser.

    Args:
        space: the files and the work on them.
        pages: the templates.
        leave: ends the server, where a person may.
    """
    files = OpenFiles(space, pages)
    return [
        *SendingRoutes(files, leave).routes(),
        *ShowingRoutes(files).routes(),
        *EditingRoutes(files).routes(),
        *FillingRoutes(files).routes(),
    ]
