"""One moment after which a fetch ends, whatever it waits for: connection, headers or body.

Timeouts of a socket are those of one read: a server that sends a byte now and then never meets
them. A watch shuts the socket at the deadline.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tamis.sources.public_hosts import pinned

if TYPE_CHECKING:
    from requests.adapters import HTTPAdapter

_CURRENT = threading.local()


@dataclass(slots=True)
class Deadline:
    """So many seconds from now."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    end: float = field(init=False)
    _socket: socket.socket | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        self.end = self.clock() + self.seconds

    @property
    def left(self) -> float:
        """Seconds left; none once it is over."""
        return max(0.0, self.end - self.clock())

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Shut, at the deadline, the socket that the fetches of this thread are using."""
        timer = threading.Timer(min(self.left, threading.TIMEOUT_MAX), self._shut)
        timer.daemon = True
        timer.start()
        _CURRENT.deadline = self
        try:
            yield
        finally:
            _CURRENT.deadline = None
            timer.cancel()
            self._socket = None

    def attend(self, used: socket.socket | None) -> None:
        """Note the socket in use."""
        self._socket = used
        if used is not None and not self.left:
            self._shut()

    def _shut(self) -> None:
        used = self._socket
        if used is not None:
            with suppress(OSError):  # of a TLS socket too, what is below: a read ends at once
                socket.socket.shutdown(used, socket.SHUT_RDWR)


def _attend(used: Any) -> None:
    deadline: Deadline | None = getattr(_CURRENT, "deadline", None)
    if deadline is not None:
        deadline.attend(used)


def watched_adapter(*, public: bool = False) -> HTTPAdapter:
    """Return what makes the connections of a `requests` session heed the deadline.

    Args:
        public: whether they lead to machines of the public Internet alone.
    """
    from requests.adapters import HTTPAdapter
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            with pinned(self, public=public):
                connected = super()._new_conn()
            _attend(connected)
            return connected

        def getresponse(self) -> Any:
            _attend(self.sock)
            return super().getresponse()

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            with pinned(self, public=public):
                connected = super()._new_conn()
            _attend(connected)
            return connected

        def connect(self) -> None:
            super().connect()
            _attend(self.sock)

        def getresponse(self) -> Any:
            _attend(self.sock)
            return super().getresponse()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    pools = {"http": PlainPool, "https": SecurePool}

    class Watched(HTTPAdapter):
        def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
            super().init_poolmanager(*sizes, **options)
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, *proxy: Any, **options: Any) -> Any:
            manager = super().proxy_manager_for(*proxy, **options)
            manager.pool_classes_by_scheme = pools
            return manager

    return Watched()
