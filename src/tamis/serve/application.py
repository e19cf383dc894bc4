"""The server put together: guards, pages, APIs, and what operators look at."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tamis import failures
from tamis.model.errors import TamisError
from tamis.model.text import Text, set_lang
from tamis.model.version import VERSION
from tamis.serve.api import ApiRoutes
from tamis.serve.callers import language_of
from tamis.serve.guards import HeaderGuard, HostGuard, OriginGuard, SizeGuard
from tamis.serve.metrics import Metrics
from tamis.serve.options import ServeOptions
from tamis.serve.pages import page_routes
from tamis.serve.problems import Problem, problem_of, problem_response
from tamis.serve.validata import ValidataRoutes
from tamis.serve.views import Pages
from tamis.serve.workspace import Workspace

if TYPE_CHECKING:
    from tamis.serve.rows.mounting import RowsServer

_ASSETS: Final = Path(__file__).parent / "assets"
_REPORT_ASSETS: Final = Path(__file__).parents[1] / "render" / "assets"
_LOG: Final = logging.getLogger("tamis.serve")
_FAULT: Final = Text(
    fr="Erreur interne de tamis : elle ne dit rien du fichier.",
    en="A bug in tamis: this says nothing about the file.",
)


def build(options: ServeOptions, *, quit_now: Callable[[], None] = lambda: None) -> FastAPI:
    """Return the server.

    Its files stand in a folder of their own, for their owner alone, which goes with it.

    Args:
        options: what the caller of ``tamis serve`` chose.
        quit_now: ends the server, where the person that it serves may.
    """
    root = Path(tempfile.mkdtemp(prefix="tamis-serve-"))
    served = _rows(options, root)
    space = Workspace(options, root)
    pages = Pages(options)
    metrics = Metrics(space)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(space.sweep())
        try:
            async with served.running() if served else nullcontext():
                yield
        finally:
            sweeping.cancel()
            await asyncio.to_thread(space.close)
            await asyncio.to_thread(shutil.rmtree, root, ignore_errors=True)

    own = [
        Route("/health", metrics.health),
        Route("/metrics", metrics.show),
        Route("/apidocs", _documentation(pages)),
        Route("/assets/{name}", _asset),
        *page_routes(space, pages, quit_now),
        *ValidataRoutes(space).routes(),
        *(served.routes(pages, options.base_path) if served else ()),
    ]
    app = FastAPI(
        title="tamis",
        version=VERSION,
        description="Validate and normalise data files against their published schema.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(_BasePath, path=options.base_path),
            Middleware(HeaderGuard),
            Middleware(_Log, metrics=metrics),
            Middleware(HostGuard, options=options),
            Middleware(OriginGuard, options=options),
            Middleware(SizeGuard, options=options),
        ],
    )
    app.include_router(ApiRoutes(space).router())
    app.router.routes.extend(own)
    app.state.space = space
    app.state.releases = served.releases if served else None
    _handle_errors(app, pages)
    return app


def _rows(options: ServeOptions, root: Path) -> RowsServer | None:
    """Return what serves the rows of releases, where there are any.

    Raises:
        SourceError: there is no release where one was named.
    """
    if options.rows is None:
        return None
    from tamis.serve.rows.mounting import RowsServer

    try:
        return RowsServer(options.rows, root)
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise


def _handle_errors(app: FastAPI, pages: Pages) -> None:
    """Have every failure told in a sentence, as a page or as a problem."""

    async def answer_error(request: Request, error: Exception) -> Response:
        set_lang(language_of(request))
        return _told(pages, request, _problem(error), getattr(error, "headers", None))

    for kind in (TamisError, HTTPException, RequestValidationError, OSError):
        app.add_exception_handler(kind, answer_error)


def _problem(error: Exception) -> Problem:
    if isinstance(error, TamisError):
        return problem_of(error)
    if isinstance(error, HTTPException):
        return Problem(title=str(error.detail), status=error.status_code)
    if isinstance(error, RequestValidationError):
        where = [".".join(map(str, entry["loc"])) + ": " + entry["msg"] for entry in error.errors()]
        return Problem(title="; ".join(where), status=422)
    known = failures.as_tamis_error(error)
    return Problem(title=str(known.text), status=507, detail="")


def _told(pages: Pages, request: Request, problem: Problem, headers: Any) -> Response:
    path = request.url.path
    is_page = "text/html" in request.headers.get("accept", "") and "/api/" not in path
    if not is_page:
        return problem_response(problem, headers)
    content = {"message": problem.title, "hint": problem.detail}
    page = pages.page("problem.html", problem=content)
    return HTMLResponse(page, status_code=problem.status, headers=headers)


def _documentation(pages: Pages) -> Callable[[Request], Awaitable[Response]]:
    async def show(request: Request) -> Response:
        """Describe the API to a person."""
        set_lang(language_of(request))
        described = request.app.openapi()
        return HTMLResponse(pages.page("apidocs.html", "apidocs", described=described))

    return show


async def _asset(request: Request) -> Response:
    """Give a style or a script that ships."""
    name = request.path_params["name"]
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    for folder in (_ASSETS, _REPORT_ASSETS):
        listed = {path.name: path for path in folder.iterdir()}
        if name in listed and listed[name].suffix in kinds:
            return Response(
                listed[name].read_bytes(),
                media_type=f"{kinds[listed[name].suffix]}; charset=utf-8",
                headers={"Cache-Control": "no-cache"},
            )
    raise HTTPException(404)


def _kind_of_path(scope: Scope) -> str:
    """Return the path of a request with names in the place of values; "-" where it is none of ours.

    A token is all that it takes to read a file, so that no log has one.
    """
    if "endpoint" not in scope:
        return "-"
    values = {str(value): name for name, value in scope.get("path_params", {}).items()}
    parts = str(scope["path"]).split("/")
    return "/".join(f"{{{values[part]}}}" if part in values else part for part in parts)


class _BasePath:
    """Serves below a path, which a proxy may leave in what it passes on, or take off."""

    def __init__(self, app: ASGIApp, *, path: str) -> None:
        self._app, self._path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        below = {**scope, "root_path": self._path} if scope["type"] == "http" else scope
        await self._app(below, receive, send)


class _Log:
    """Logs and counts requests: method, kind of path, status and time; no name, no value."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            path = _kind_of_path(scope)
            seconds = time.perf_counter() - started
            self._metrics.count(scope["method"], path, status, seconds)
            _LOG.info("%s %s %d %.3f s", scope["method"], path, status, seconds)
