"""What every request passes first: by which name, from which page, how large, how long."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tamis.model.text import Text
from tamis.serve.options import LOOPBACK, ServeOptions

#: The page runs its own script, has its own style, and asks nobody else for anything.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Of a report, which has a stricter policy of its own in its head.
REPORT_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
#: Methods that change nothing (RFC 9110, section 9.2.1).
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_WRONG_HOST: Final = Text(
    fr="Ce serveur ne s'appelle pas ainsi.", en="This server does not go by that name."
)
_OTHER_PAGE: Final = Text(
    fr="Une autre page ne peut pas agir ici.", en="Another page cannot act here."
)
TOO_LARGE: Final = Text(fr="Cet envoi dépasse {n} Mo.", en="What is sent is over {n} MB.")


class HostGuard:
    """Refuses requests by a name that is not the server's: a page may have its name lead here."""

    def __init__(self, app: ASGIApp, *, options: ServeOptions) -> None:
        self._app = app
        self._names = {name.lower() for name in (*LOOPBACK, options.host, *options.names)}
        if options.public:
            self._names = {name.lower() for name in (*options.names, *LOOPBACK)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and host_name(Headers(scope=scope)) not in self._names:
            await _refuse(421, str(_WRONG_HOST), scope, receive, send)
            return
        await self._app(scope, receive, send)


def host_name(headers: Headers) -> str:
    """Return the name in the header ``Host``, without its port."""
    value = headers.get("host", "").strip().lower()
    name, _, port = value.rpartition(":")
    return name if name and port.isdigit() and not name.endswith(":") else value


class OriginGuard:
    """Refuses what another page sends, and lets those that are named call the API."""

    def __init__(self, app: ASGIApp, *, options: ServeOptions) -> None:
        self._app = app
        self._allowed = frozenset(origin.rstrip("/").lower() for origin in options.allow_origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "").lower()
        is_api = _is_api(scope)
        is_own = _is_own(headers, origin)
        if is_own or (is_api and self._names(origin)) or self._is_plain(scope, headers, origin):
            shown = origin if is_api and origin and not is_own else ""
            if shown and scope["method"] == "OPTIONS":
                await _preflight(shown)(scope, receive, send)
                return
            await self._app(scope, receive, _opened(send, shown) if shown else send)
            return
        await _refuse(403, str(_OTHER_PAGE), scope, receive, send)

    def _names(self, origin: str) -> bool:
        return bool(origin) and ("*" in self._allowed or origin in self._allowed)

    @staticmethod
    def _is_plain(scope: Scope, headers: Headers, origin: str) -> bool:
        """Whether a request is one that no page can do harm with: a link, or no browser's."""
        if scope["method"] in _SAFE:
            site = headers.get("sec-fetch-site", "none")
            return site != "cross-site" or headers.get("sec-fetch-mode") == "navigate"
        return not origin and headers.get("sec-fetch-site", "none") == "none"


def _is_own(headers: Headers, origin: str) -> bool:
    """Whether a page of this server sends the request."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    return bool(origin) and urlsplit(origin).netloc == headers.get("host", "").lower()


def _is_api(scope: Scope) -> bool:
    path = str(scope["path"])
    path = path.removeprefix(str(scope.get("root_path", "")))
    return path == "/validate" or path.startswith("/api/")


def _opened(send: Send, origin: str) -> Send:
    """Return what says to a browser that a page of `origin` may read the answer."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = "Location, Retry-After"
            headers.add_vary_header("Origin")
        await send(message)

    return sending


def _preflight(origin: str) -> Response:
    headers = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": "accept, accept-language, content-type",
        "Access-Control-Max-Age": "600",
        "Vary": "Origin",
    }
    return Response(status_code=204, headers=headers)


class SizeGuard:
    """Refuses what is larger than the limit, before it is written down."""

    def __init__(self, app: ASGIApp, *, options: ServeOptions) -> None:
        self._app, self._most = app, options.max_size + (1 << 20)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length) > self._most:
            await _refuse(413, self._sentence, scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > self._most:
                    raise HTTPException(413, self._sentence)
            return message

        await self._app(scope, counted, send)

    @property
    def _sentence(self) -> str:
        return TOO_LARGE.say(n=self._most >> 20)


class HeaderGuard:
    """Says with each answer what a browser may do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


async def _refuse(status: int, text: str, scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"{text}\n", status_code=status)(scope, receive, send)
