"""Asking an API politely: at its pace, again where it says so, within limits, and in silence.

Requests keep under the official rate. Nothing is asked of another host than the one that was named.
For a restricted API, no address, parameter or body is ever told.
"""

from __future__ import annotations

import base64
import logging
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from tamis.model.address import redact
from tamis.model.api import Api
from tamis.model.errors import SourceError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.text import Text
from tamis.sources import cache, token
from tamis.sources.body import PartialBody
from tamis.sources.http_messages import HttpRequest
from tamis.sources.network_errors import TransportError, error_message
from tamis.sources.policy import FetchPolicy
from tamis.sources.transport import Transport

#: The share of the official rate that is used.
MARGIN: Final = 0.8
#: Seconds before a service is asked again.
_PAUSE: Final = 1.0
_TRIES: Final = 6
#: Characters of an error that are shown.
_SHOWN: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """What is asked: the path below the base address, its template, parameters, a file.

    `keyed`: whether the token of the API is shown, where it has one.
    """

    path: str
    template: str
    params: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    upload: tuple[Path, tuple[tuple[str, str], ...]] | None = None
    limits: Limits = DEFAULT
    kept: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    keyed: bool = True


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
        kept = None if self.api.restricted or not request.kept else cache.entry(self._key(request))
        limits = replace(request.limits, hosts_option=False)
        policy = FetchPolicy(tries=_TRIES, pause=_PAUSE, limits=limits)
        transport = Transport(
            policy,
            sleep=self.sleep,
            before_request=self._keep_pace,
            own_settings=not self.api.restricted,
        )
        with _hushed(self.api), transport:
            try:
                answer = transport.fetch(self._asked(request, kept), PartialBody(out))
            except TransportError as error:
                raise self._failed(request, error) from None
        if kept is not None and answer.not_modified:
            kept.copy(out)
        elif kept is not None:
            kept.keep(out, answer.headers)
        return answer.headers

    def _key(self, request: ApiRequest) -> str:
        return repr((self.address, request.path, sorted(request.params)))

    def _asked(self, request: ApiRequest, kept: cache.CachedAnswer | None) -> HttpRequest:
        upload = None
        if request.upload is not None:
            path, fields = request.upload
            upload = (fields, (path.name, path.read_bytes(), "text/csv"))
        headers = {"Accept": "application/json, */*;q=0.5", **dict(request.headers)}
        if self.api.correlation:
            headers[self.api.correlation] = str(uuid.uuid4())
        return HttpRequest(
            address=self.address + request.path,
            name=self.api.name,
            method=request.method,
            params=(*request.params, *self._secret_params(request)),
            headers=headers,
            secrets=self._secrets(request),
            upload=upload,
            conditions={} if kept is None else kept.conditions(),
            accept_coding="gzip, deflate",
        )

    def _secrets(self, request: ApiRequest) -> Mapping[str, str]:
        """Return the header that shows the token; none where it is a parameter."""
        shown = self.api.token
        if shown is None or not shown.header or not request.keyed:
            return {}
        value = token.find(shown).value
        if shown.scheme == "Basic" and ":" in value:
            value = base64.b64encode(value.encode()).decode()
        blank = "" if shown.scheme.endswith("=") else " "
        return {shown.header: f"{shown.scheme}{blank}{value}".strip()}

    def _secret_params(self, request: ApiRequest) -> tuple[tuple[str, str], ...]:
        """Return the parameter that shows the token; none where it is a header."""
        shown = self.api.token
        if shown is None or not shown.parameter or not request.keyed:
            return ()
        return ((shown.parameter, token.find(shown).value),)

    def _keep_pace(self) -> None:
        now = time.monotonic()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / (self.api.rate * MARGIN)
        self.requests += 1

    def _failed(self, request: ApiRequest, error: TransportError) -> SourceError:
        """Return what to say of an answer that is none; nothing of its body where restricted."""
        place = f"{self.api.name} {request.template}"
        message = ""
        if error.body and not self.api.restricted:
            text = error_message(error.body.decode("utf-8", "replace"))
            message = redact(" ".join(text.split())[:_SHOWN])
        detail = f" — {message}" if message else ""
        return SourceError(
            Text(
                fr=f"« {place} » n'a pas donné de réponse utile : {error.reason.fr}{detail}.",
                en=f"“{place}” gave no useful answer: {error.reason.en}{detail}.",
            ),
            error.hint
            or Text(
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
