"""What a portal that refuses says, in a sentence that says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.sources.network_errors import TransportError, error_message
from tamis.sources.token import Secret

#: Characters of an answer that are shown.
_SHOWN: Final = 300
_SERVER_ERRORS: Final = 500


class PortalError(SourceError):
    """A portal refused, or did not answer.

    Attributes:
        status: the status of its answer; 0 where there was none, or none that could be read.
    """

    status: int = 0

    @property
    def is_doubtful(self) -> bool:
        """Whether what was asked may have been done all the same."""
        return self.status == 0 or self.status >= _SERVER_ERRORS


def portal_error(host: str, path: str, error: TransportError, key: Secret | None) -> PortalError:
    """Return what to say of an answer that is none; the key is not in it."""
    detail = " ".join(_detail(error.body.decode("utf-8", "replace")).split())[:_SHOWN]
    if key is not None:
        detail = detail.replace(key.value, str(key))
    shown = f" — {detail}" if detail else ""
    text, hint = _sentence(host, path, error, shown)
    refusal = PortalError(text, error.hint or hint)
    refusal.status = error.status
    return refusal


def _sentence(host: str, path: str, error: TransportError, shown: str) -> tuple[Text, Text | None]:
    if error.status in {401, 403}:
        return (
            Text(
                fr=f"{host} refuse ce qui lui est demandé ({error.status}){shown}.",
                en=f"{host} refuses the request ({error.status}){shown}.",
            ),
            Text(
                fr="Vérifiez la clé, et que son compte peut modifier ce jeu de données.",
                en="Check the key, and that its account may edit this dataset.",
            ),
        )
    if error.status in {404, 410}:
        return (
            Text(
                fr=f"{host} n'a pas, ou plus, {path} ({error.status}).",
                en=f"{host} does not have {path}, or no longer has it ({error.status}).",
            ),
            Text(fr="Vérifiez l'identifiant.", en="Check the identifier."),
        )
    if error.status == 413:  # noqa: PLR2004 content too large (RFC 9110, section 15.5.14)
        return (
            Text(
                fr=f"{host} trouve l'envoi trop grand ({error.status}){shown}.",
                en=f"{host} finds what was sent to it too large ({error.status}){shown}.",
            ),
            Text(
                fr="Envoyez de plus petites parties : --part-size.",
                en="Send smaller parts: --part-size.",
            ),
        )
    return (
        Text(
            fr=f"{host} n'a pas fait ce qui lui est demandé : {error.reason.fr}{shown}.",
            en=f"{host} did not do what it was asked: {error.reason.en}{shown}.",
        ),
        None,
    )


def _detail(text: str) -> str:
    """Return what an answer says: its errors by field, else its message.

    >>> _detail('{"errors": {"schema": ["inconnu"]}, "message": "invalide"}')
    'schema: inconnu'
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return "" if "<" in text else text
    if not isinstance(content, dict):
        return ""
    if isinstance(content.get("errors"), dict):
        return "; ".join(_by_field(content["errors"]))
    if isinstance(content.get("error"), str):
        return str(content["error"])
    return error_message(text)


def _by_field(errors: dict[str, Any]) -> Iterator[str]:
    for name, messages in errors.items():
        listed = messages if isinstance(messages, list) else [messages]
        yield f"{name}: {', '.join(map(str, listed))}"
