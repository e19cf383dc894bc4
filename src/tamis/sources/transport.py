"""The one way to a server: redirections, tries, pauses, one deadline, whole bodies.

Every command that fetches goes through `Transport.fetch`. What a server says that it cannot do
now is asked again, never earlier than its ``Retry-After`` (RFC 9110, section 10.2.3). What is
secret is shown to the origin that it was given for, and never travels.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from tamis.model import address as addresses
from tamis.model.text import Text
from tamis.model.version import VERSION
from tamis.sources.answers import NOT_MODIFIED, ensure_useful
from tamis.sources.body import PartialBody, write_body
from tamis.sources.copying import too_slow
from tamis.sources.deadline import Deadline, watched_adapter
from tamis.sources.http_messages import HttpAnswer, HttpRequest
from tamis.sources.network_errors import RetryableError, TransportError
from tamis.sources.policy import FetchPolicy
from tamis.sources.request_content import content
from tamis.sources.transport_errors import (
    ensure_repeatable,
    is_doubtful,
    network_errors,
    redirect_target,
    token_refused,
    wait_refused,
    without_user,
)

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

AGENT: Final = f"tamis/{VERSION} (+https://pypi.org/project/tamis/)"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5


class Transport:
    """Connections to servers under one policy, kept open until it is closed.

    Args:
        policy: how to fetch.
        sleep: how to wait (seconds).
        before_request: called before each request, tries and redirections included.
        own_settings: whether the proxies and passwords of this machine's settings are used.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        sleep: Callable[[float], None] = time.sleep,
        before_request: Callable[[], None] = lambda: None,
        own_settings: bool = True,
    ) -> None:
        import requests

        self.policy = policy
        self._sleep = sleep
        self._before_request = before_request
        self._session: Session = requests.Session()
        self._session.trust_env = own_settings and not policy.public
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, watched_adapter(public=policy.public))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def fetch(self, request: HttpRequest, partial: PartialBody) -> HttpAnswer:
        """Write the body of an answer down; return what was answered.

        Raises:
            TransportError: there is no useful answer.
            SourceError: there is none within the limits.
            RefusedError: the server sends where nobody said to go.
        """
        deadline = Deadline(self.policy.limits.seconds)
        with deadline.watched():
            for attempt in range(self.policy.tries):
                try:
                    return self._attempt(request, partial, deadline)
                except RetryableError as error:
                    if not deadline.left:
                        raise too_slow(request.name, deadline.seconds) from None
                    if attempt + 1 == self.policy.tries or is_doubtful(request, error):
                        raise
                    self._wait(error, attempt, deadline)
        raise AssertionError("a policy has one try at least")

    def _wait(self, error: RetryableError, attempt: int, deadline: Deadline) -> None:
        """Wait before a new try: as long as the server asks, or give up at once.

        Raises:
            TransportError: what it asks for is beyond the deadline.
        """
        pause = self.policy.pause * 2**attempt * random.uniform(0.75, 1.25)  # noqa: S311 no secret
        if error.pause is not None:
            pause = max(pause, error.pause)
        if pause >= deadline.left:
            raise wait_refused(error, pause, deadline.seconds)
        self._sleep(pause)

    def _attempt(
        self, request: HttpRequest, partial: PartialBody, deadline: Deadline
    ) -> HttpAnswer:
        ranged = partial.range_headers() if request.accept_coding == "identity" else {}
        with (
            network_errors(request, deadline),
            self._answered(request, ranged, deadline) as (address, response),
        ):
            status = response.status_code
            headers = {name.lower(): value for name, value in response.headers.items()}
            answer = HttpAnswer(status=status, headers=headers, address=address)
            if status == NOT_MODIFIED and request.conditions and not ranged:
                return answer
            ensure_useful(response, partial, ranged=bool(ranged))
            write_body(
                response, partial, name=request.name, limits=self.policy.limits, deadline=deadline
            )
            return answer

    @contextmanager
    def _answered(
        self, request: HttpRequest, ranged: Mapping[str, str], deadline: Deadline
    ) -> Iterator[tuple[str, Response]]:
        """Give the last address asked and its answer, redirections followed."""
        address = request.address
        home = self.policy.ensure_allowed(address)
        for _ in range(_MOST_REDIRECTS + 1):
            is_home = addresses.origin(address) == home
            prepared = self._prepared(request, address, ranged, with_secrets=is_home)
            with self._sent(prepared, deadline) as response:
                if response.status_code not in _REDIRECTS:
                    yield address, response
                    return
                onward = self.policy.follow(address, redirect_target(response))
            ensure_repeatable(request, response.status_code)
            if request.secrets and addresses.origin(onward) != home:
                raise token_refused(request.name, onward)
            address = onward
        raise TransportError(Text(fr="trop de redirections", en="too many redirections"))

    def _prepared(
        self, request: HttpRequest, address: str, ranged: Mapping[str, str], *, with_secrets: bool
    ) -> PreparedRequest:
        import requests

        bare, user = without_user(address)
        headers = {"User-Agent": AGENT, "Accept-Encoding": request.accept_coding}
        headers |= {**request.headers, **(ranged or request.conditions)}
        if with_secrets:
            headers |= request.secrets
            user = user or without_user(request.address)[1]
        parts: dict[str, Any] = {"auth": user if with_secrets else None}
        if address == request.address:
            parts["params"] = request.params
        parts |= content(request.upload, request.file_field, request.body)
        return self._session.prepare_request(
            requests.Request(request.method, bare, headers=headers, **parts)
        )

    def _sent(self, prepared: PreparedRequest, deadline: Deadline) -> Response:
        """Send one request. `Session.send` would read the whole body of a redirection."""
        from requests.cookies import extract_cookies_to_jar

        self._before_request()
        address = prepared.url or ""
        silence = max(0.001, min(self.policy.silence, deadline.left))
        settings = self._session.merge_environment_settings(
            address, {}, stream=True, verify=None, cert=None
        )
        response = self._session.get_adapter(address).send(prepared, timeout=silence, **settings)
        extract_cookies_to_jar(self._session.cookies, prepared, response.raw)
        return response
