"""Serving until a person quits, or the system says so."""

from __future__ import annotations

import logging
import socket
import sys
import tempfile
import threading
import webbrowser
from typing import Final

import uvicorn

from tamis.failures import reason
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.serve.application import build
from tamis.serve.options import ServeOptions
from tamis.serve.workspace import Workspace

#: Seconds that answers on their way may take once the server is told to end.
_GRACE: Final = 5


def run(options: ServeOptions, *, opens_browser: bool, forwarded: str = "") -> None:
    """Serve.

    Args:
        options: what the caller chose.
        opens_browser: whether the page is opened in the person's browser.
        forwarded: the address of the proxy whose headers say who the client is.

    Raises:
        SourceError: the address cannot be listened on.
    """
    listening = _listen(options)
    port: int = listening.getsockname()[1]
    server: uvicorn.Server

    def quit_now() -> None:
        server.should_exit = True

    _log_requests(options)
    if options.rows is not None:
        sys.stderr.write(f"{Text(fr='Lecture de la publication…', en='Reading the release…')}\n")
    app = build(options, quit_now=quit_now)
    space: Workspace = app.state.space
    tempfile.tempdir = str(space.room)  # what is sent is spooled where it goes with the process
    space.warm()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(forwarded),
        forwarded_allow_ips=forwarded or None,
        timeout_graceful_shutdown=_GRACE,
        limit_concurrency=None,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = uvicorn.Server(config)
    address = f"http://{_shown(options.host)}:{port}{options.base_path}/"
    sys.stdout.write(f"{Text(fr='tamis est à cette adresse :', en='tamis is at')} {address}\n")
    sys.stdout.write(f"{Text(fr='Pour arrêter : Ctrl+C.', en='To stop: Ctrl+C.')}\n")
    sys.stdout.flush()
    if opens_browser and not options.public:
        opening = threading.Timer(1.0, webbrowser.open, [address])
        opening.daemon = True
        opening.start()
    server.run(sockets=[listening])


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _listen(options: ServeOptions) -> socket.socket:
    host = options.host.strip("[]")
    try:
        family = socket.getaddrinfo(host, options.port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, options.port), family=family, backlog=512)
        # asyncio does this for sockets of its own; without it small answers wait for 40 ms
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        why = reason(error)
        raise SourceError(
            Text(
                fr=f"Le port {options.port} de {options.host} ne peut pas être écouté : {why.fr}.",
                en=f"Port {options.port} of {options.host} cannot be listened on: {why.en}.",
            ),
            Text(fr="Un autre : --port 0.", en="Another: --port 0."),
        ) from error
    return listening


def _log_requests(options: ServeOptions) -> None:
    """Log requests to standard error where others are served: by kind, without name or value."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    if options.public:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log = logging.getLogger("tamis.serve")
        log.addHandler(handler)
        log.setLevel(logging.INFO)
