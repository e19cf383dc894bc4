"""Asking an API politely: at its pace, again where it says so, within limits, and in silence.

Requests keep under the official rate. Only 429, 502, 503 and 504 are asked again, after what
``Retry-After`` says (seconds or a date, RFC 9110 section 10.2.3). Nothing is asked of another host
than the one that was named. For a restricted API, no address, parameter or body is ever told.
"""

from __future__ import annotations

import logging
import random
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from tamis.model.api import Api
from tamis.model.errors import RefusedError, SourceError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.text import Text
from tamis.model.version import VERSION
from tamis.sources import cache, token
from tamis.sources.body import arriving
from tamis.sources.copying import copy_within, too_slow
from tamis.sources.server_errors import asked_pause, network, spoken

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

AGENT: Final = f"tamis/{VERSION} (+https://pypi.org/project/tamis/)"
#: The share of the official rate that is used.
MARGIN: Final = 0.8
_AGAIN: Final = frozenset({429, 502, 503, 504})
_TRIES: Final = 6
_REDIRECTS: Final = 5
#: Seconds without a byte after which a server is given up.
_SILENCE: Final = 30.0
#: Seconds beyond which a server that says when to come back is not waited for.
_PATIENCE: Final = 300.0
#: Characters of an error that are shown.
_SHOWN: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """What is asked: the path below the base address, its template, parameters, a file."""

    path: str
    template: str
    params: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    upload: tuple[Path, tuple[tuple[str, str], ...]] | None = None
    limits: Limits = DEFAULT
    kept: bool = True


@dataclass(slots=True, kw_only=True)
class ApiClient:
    """One conversation with one API.

    Attributes:
        api: whom to ask.
        base: the address that paths are added to, where it is not the API's own.
        sleep: how to wait (seconds).
        warn: told what the user should know.
    """

    api: Api
    base: str = ""
    sleep: Callable[[float], None] = time.sleep
    warn: Callable[[Text], None] = lambda _: None
    requests: int = 0
    _next: float = field(default=0.0, repr=False)

    @property
    def address(self) -> str:
        """The base address, without a slash at its end."""
        return (self.base or self.api.base).rstrip("/")

    def ask(self, request: ApiRequest, out: Path) -> Mapping[str, str]:
        """Put the body of an answer into `out`; return the headers, by name in lower case.

        Raises:
            SourceError: there is no answer, or none within the limits, or an error.
            RefusedError: the API sends to another host.
            UsageError: it asks for a token, and there is none.
        """
        import requests

        with _hushed(self.api), requests.Session() as session:
            session.trust_env = not self.api.restricted
            try:
                return self._asked(session, request, out)
            except requests.RequestException as error:
                # Its text holds the address, and with it what was asked.
                raise self._failed(request, network(error)) from None

    def _asked(self, session: Session, request: ApiRequest, out: Path) -> Mapping[str, str]:
        deadline = time.monotonic() + request.limits.seconds
        held = None if self.api.restricted or not request.kept else cache.entry(self._key(request))
        for attempt in range(_TRIES):
            with self._sent(session, request, held) as response:
                if response.status_code == HTTPStatus.NOT_MODIFIED and held is not None:
                    held.copy(out)
                    return {}
                if response.status_code not in _AGAIN:
                    headers = self._taken(response, request, out, deadline)
                    if held is not None:
                        held.keep(out, headers)
                    return headers
                pause = self._pause(response, attempt)
                told = response.status_code
            if attempt == _TRIES - 1 or time.monotonic() + pause > deadline:
                raise self._failed(request, str(told))
            self.sleep(pause)
        raise self._failed(request, "429")

    def _key(self, request: ApiRequest) -> str:
        return repr((self.address, request.path, sorted(request.params)))

    @contextmanager
    def _sent(
        self, session: Session, request: ApiRequest, held: cache.Held | None
    ) -> Iterator[Response]:
        """Give the answer to a request, redirections within its host followed."""
        address = self.address + request.path
        prepared = self._prepared(session, address, request, held)
        silence = min(_SILENCE, request.limits.seconds)
        for _ in range(_REDIRECTS):
            self._keep_pace()
            self.requests += 1
            response = session.send(prepared, stream=True, timeout=silence, allow_redirects=False)
            with response:
                if not response.is_redirect:
                    yield response
                    return
                onward = urljoin(prepared.url or address, response.headers["location"])
            self._same_host(onward)
            prepared.url = onward
        raise self._failed(request, "redirections")

    def _same_host(self, onward: str) -> None:
        ours, theirs = urlsplit(self.address), urlsplit(onward)
        if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise RefusedError(
                Text(
                    fr=f"« {self.api.name} » renvoie à un autre serveur : {theirs.hostname}.",
                    en=f"“{self.api.name}” sends to another host: {theirs.hostname}.",
                ),
                Text(
                    fr="Rien n'a été demandé à ce serveur.",
                    en="Nothing was asked of that host.",
                ),
            )

    def _prepared(
        self, session: Session, address: str, request: ApiRequest, held: cache.Held | None
    ) -> PreparedRequest:
        import requests

        headers = {"User-Agent": AGENT, "Accept": "application/json, */*;q=0.5"}
        if self.api.token is not None:
            secret = token.find(self.api.token)
            headers[self.api.token.header] = f"{self.api.token.scheme} {secret.value}".strip()
        if self.api.correlation:
            headers[self.api.correlation] = str(uuid.uuid4())
        if held is not None:
            headers.update(held.conditions())
        made: dict[str, Any] = {"params": request.params}
        if request.upload is not None:
            path, data = request.upload
            made |= {"data": data, "files": {"data": (path.name, path.read_bytes(), "text/csv")}}
        asked = requests.Request(request.method, address, headers=headers, **made)
        return session.prepare_request(asked)

    def _keep_pace(self) -> None:
        now = time.monotonic()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / (self.api.rate * MARGIN)

    def _pause(self, response: Response, attempt: int) -> float:
        """Return how long to wait: what the server says, else twice as long each time."""
        said = asked_pause(response.headers.get("retry-after", ""), datetime.now(UTC))
        if said is not None:
            return min(said, _PATIENCE) + random.uniform(0, 0.5)  # noqa: S311 no secret in it
        return float(2**attempt) + random.uniform(0, 1)  # noqa: S311 no secret in it

    def _taken(
        self, response: Response, request: ApiRequest, out: Path, deadline: float
    ) -> Mapping[str, str]:
        """Write the body of an answer down; refuse an error.

        Raises:
            SourceError: it is an error, or too large, or too slow, or cut.
        """
        if not response.ok:
            raise self._refused(response, request)
        more = arriving(response, deadline, lambda: too_slow(self.api.name, request.limits.seconds))
        with out.open("wb") as file:
            copy_within(more, file, request.limits.size, self.api.name)
        return {name.lower(): value for name, value in response.headers.items()}

    def _refused(self, response: Response, request: ApiRequest) -> SourceError:
        status = f"{response.status_code} {response.reason or ''}".strip()
        if self.api.restricted:
            return self._failed(request, status)
        text = response.raw.read(1 << 14, decode_content=True).decode("utf-8", "replace")
        said = " ".join(spoken(text).split())[:_SHOWN]
        return self._failed(request, f"{status} — {said}" if said else status)

    def _failed(self, request: ApiRequest, reason: str) -> SourceError:
        place = f"{self.api.name} {request.template}"
        return SourceError(
            Text(
                fr=f"« {place} » n'a pas donné de réponse utile : {reason}.",
                en=f"“{place}” gave no useful answer: {reason}.",
            ),
            Text(
                fr=f"Voyez : tamis api show {self.api.name}.",
                en=f"See: tamis api show {self.api.name}.",
            ),
        )


@contextmanager
def _hushed(api: Api) -> Iterator[None]:
    """Keep the network's own logs from telling what is asked of a restricted API."""
    log = logging.getLogger("urllib3.connectionpool")
    before = log.disabled
    log.disabled = before or api.restricted
    try:
        yield
    finally:
        log.disabled = before
