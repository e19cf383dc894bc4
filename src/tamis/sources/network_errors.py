"""What a server, or the way to it, says when it gives no answer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from tamis.failures import reason
from tamis.model.text import Text


class TransportError(Exception):
    """A request had no useful answer.

    Attributes:
        reason: why, in a few words, without an address.
        hint: what to do, where there is something better than trying later.
        status: the status of the answer; 0 where there was none.
        body: how the body of an error begins.
    """

    def __init__(
        self, reason: Text, *, hint: Text | None = None, status: int = 0, body: bytes = b""
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.status = status
        self.body = body


class RetryableError(TransportError):
    """A request had no useful answer, and may have one later; `pause` is what the server asks."""

    def __init__(self, reason: Text, *, pause: float | None = None, **known: Any) -> None:
        super().__init__(reason, **known)
        self.pause = pause


def network_failure(error: Exception) -> TransportError:
    """Return what to raise for an error of the network library, whose text holds the address."""
    causes = list(_causes(error))
    for kinds, failure in _known_failures():
        if any(isinstance(cause, kinds) for cause in causes):
            return failure
    if isinstance(error, ValueError):  # InvalidURL, InvalidSchema, LocationParseError…
        return no_address()
    numbers = [cause.errno for cause in causes if isinstance(cause, OSError) and cause.errno]
    if not numbers or numbers[-1] <= 0:
        return RetryableError(Text(fr="le serveur ne répond pas", en="the server does not answer"))
    why = reason(OSError(numbers[-1], os.strerror(numbers[-1])))
    return RetryableError(
        Text(fr=f"le serveur ne répond pas ({why.fr})", en=f"the server does not answer ({why.en})")
    )


def _known_failures() -> Iterator[tuple[tuple[type[Exception], ...], TransportError]]:
    import ssl
    from http.client import HTTPException

    import requests
    import urllib3

    yield (
        (ssl.SSLCertVerificationError,),
        TransportError(
            Text(
                fr="le serveur ne prouve pas son identité (certificat refusé)",
                en="the server cannot prove its identity (certificate refused)",
            )
        ),
    )
    yield (
        (urllib3.exceptions.NameResolutionError,),
        TransportError(
            Text(
                fr="aucun serveur ne porte ce nom, ou cette machine est hors réseau",
                en="no server has this name, or this machine is offline",
            )
        ),
    )
    yield (
        (requests.exceptions.InvalidHeader, urllib3.exceptions.InvalidHeader),
        TransportError(Text(fr="en-têtes contradictoires", en="contradictory headers")),
    )
    # For urllib3, a connection that is refused is one that took too long.
    yield (
        (ConnectionRefusedError,),
        RetryableError(
            Text(
                fr="le serveur n'accepte pas la connexion : il est arrêté, ou le port n'est pas "
                "le sien",
                en="the server does not accept the connection: it is down, or the port is wrong",
            )
        ),
    )
    yield (
        (requests.Timeout, urllib3.exceptions.TimeoutError),
        RetryableError(
            Text(fr="le serveur n'a pas répondu à temps", en="the server did not answer in time")
        ),
    )
    yield (HTTPException, urllib3.exceptions.InvalidChunkLength), cut()


def no_address() -> TransportError:
    """Return what to raise for what is no address."""
    return TransportError(
        Text(fr="ce n'est pas une adresse du web", en="this is not a web address")
    )


def cut() -> RetryableError:
    """Return what to raise for a body that ends before its end."""
    return RetryableError(Text(fr="la réponse s'est interrompue", en="the answer was cut off"))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Return an error and what it wraps, from the outermost to the innermost."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        cause = pending.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        pending += [cause.__cause__, cause.__context__, getattr(cause, "reason", None)]
        pending += [part for part in cause.args if isinstance(part, BaseException)]


def error_message(text: str) -> str:
    """Return what an error says: a member of a JSON answer, else its text.

    >>> error_message('{"erreur": "page > 1000"}'), error_message("Not Found")
    ('page > 1000', 'Not Found')
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    errors = value.get("errors") if isinstance(value, dict) else None
    value = errors[0] if isinstance(errors, list) and errors else value
    if isinstance(value, dict):
        names = ("erreur", "message", "detail", "description", "title")
        messages = [value[name] for name in names if isinstance(value.get(name), str)]
        if messages:
            return str(messages[0])
    return json.dumps(value, ensure_ascii=False)
