"""What a server, or the way to it, says when it gives no answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tamis.model.text import Text


def asked_pause(said: str, now: datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` asks for; None where it says nothing.

    >>> asked_pause("7", datetime.now(UTC))
    7.0
    >>> asked_pause("Wed, 21 Oct 2015 07:28:00 GMT", datetime(2015, 10, 21, 7, 27, tzinfo=UTC))
    60.0
    """
    text = said.strip()
    if text.isdecimal():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


def network(error: Exception) -> str:
    """Return what went wrong on the way, without the address that the error holds."""
    import requests

    known = {
        requests.exceptions.SSLError: Text(fr="certificat refusé", en="certificate refused"),
        requests.exceptions.Timeout: Text(fr="pas de réponse à temps", en="no answer in time"),
        requests.exceptions.ConnectionError: Text(
            fr="serveur injoignable", en="server out of reach"
        ),
        requests.exceptions.ChunkedEncodingError: Text(
            fr="réponse interrompue", en="answer broken off"
        ),
    }
    said = next((text for kind, text in known.items() if isinstance(error, kind)), None)
    return str(said or type(error).__name__)


def spoken(text: str) -> str:
    """Return what an error says: a member of a JSON answer, else its text.

    >>> spoken('{"erreur": "page > 1000"}'), spoken("Not Found")
    ('page > 1000', 'Not Found')
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    told = value.get("errors") if isinstance(value, dict) else None
    value = told[0] if isinstance(told, list) and told else value
    if isinstance(value, dict):
        names = ("erreur", "message", "detail", "description", "title")
        said = [value[name] for name in names if isinstance(value.get(name), str)]
        if said:
            return str(said[0])
    return json.dumps(value, ensure_ascii=False)
