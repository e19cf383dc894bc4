"""What a transport refuses, and how it says that a network failed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from tamis.model import address as addresses
from tamis.model.errors import RefusedError
from tamis.model.text import Text
from tamis.sources.copying import too_slow
from tamis.sources.deadline import Deadline
from tamis.sources.http_messages import HttpRequest
from tamis.sources.network_errors import RetryableError, TransportError, network_failure

if TYPE_CHECKING:
    from requests import Response


#: The server took nothing on: too many requests (RFC 6585, section 4).
_TOO_MANY: Final = 429


def is_doubtful(request: HttpRequest, error: RetryableError) -> bool:
    """Whether the request may have been carried out, and must not be twice."""
    return request.once and error.status != _TOO_MANY


@contextmanager
def network_errors(request: HttpRequest, deadline: Deadline) -> Iterator[None]:
    """Turn errors of the network library into ours."""
    import requests
    import urllib3

    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError, UnicodeError) as error:
        if not deadline.left:
            raise too_slow(request.name, deadline.seconds) from None
        # its text holds the address, and with it what was asked
        raise network_failure(error) from None


def wait_refused(error: RetryableError, pause: float, seconds: float) -> TransportError:
    """Return that the server asks to wait for longer than the user allows."""
    wait, allowed = f"{pause:.0f}", f"{seconds:g}"
    return TransportError(
        Text(
            fr=f"{error.reason.fr}, et il faudrait attendre {wait} s avant de redemander",
            en=f"{error.reason.en}, and {wait} s would have to pass before asking again",
        ),
        hint=Text(
            fr=f"C'est plus que les {allowed} s permises (--max-seconds) : recommencez plus tard.",
            en=f"That is beyond the {allowed} s allowed (--max-seconds): try again later.",
        ),
        status=error.status,
        body=error.body,
    )


def redirect_target(response: Response) -> str | None:
    """Return where a redirection leads: bytes that `http.client` took for Latin-1 are UTF-8."""
    raw = response.headers.get("location")
    return raw if raw is None else raw.encode("latin-1", "replace").decode("utf-8", "replace")


def ensure_repeatable(request: HttpRequest, status: int) -> None:
    """Refuse a redirection that would turn what is sent into a plain question."""
    if request.method != "GET" and status not in {307, 308}:
        raise TransportError(
            Text(
                fr=f"une redirection qui ne reprend pas ce qui est envoyé ({status})",
                en=f"a redirection that does not take what is sent ({status})",
            ),
            status=status,
        )


def token_refused(name: str, onward: str) -> RefusedError:
    """Return the refusal to follow a redirection that a token would go with."""
    target = addresses.redact(onward.partition("?")[0])
    host = urlsplit(target).hostname
    return RefusedError(
        Text(
            fr=f"« {name} » renvoie à un autre serveur : {host}.",
            en=f"“{name}” redirects to another host: {host}.",
        ),
        Text(
            fr="Rien n'a été demandé à ce serveur : un jeton n'est jamais envoyé à un autre "
            "serveur.",
            en="No request was sent to that host: a token never goes to another host.",
        ),
    )


def without_user(address: str) -> tuple[str, tuple[str, str] | None]:
    """Return an address without user and password, and these."""
    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        return address, None
    name, _, password = user.partition(":")
    return parts._replace(netloc=host).geturl(), (unquote(name), unquote(password))
