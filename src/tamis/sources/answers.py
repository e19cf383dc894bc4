"""What the status of an answer means: a body to take, one to ask for again, or none."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tamis.model.text import Text
from tamis.sources.body import PartialBody
from tamis.sources.network_errors import RetryableError, TransportError, cut

if TYPE_CHECKING:
    from requests import Response

NOT_MODIFIED: Final = 304
PARTIAL: Final = 206
_NO_SUCH_RANGE: Final = 416
#: Answers after which the same request may succeed later.
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
#: How much of the body of an error is read.
_ERROR_BODY: Final = 1 << 14


def ensure_useful(response: Response, partial: PartialBody, *, ranged: bool) -> None:
    """Refuse an answer that is none.

    Raises:
        RetryableError: it may be had later.
        TransportError: it may not.
    """
    status = response.status_code
    if status == PARTIAL:
        start = str(response.headers.get("content-range", "")).replace("=", " ")
        if not ranged:
            raise TransportError(
                Text(
                    fr="une partie seulement de la réponse, sans que cela ait été demandé (206)",
                    en="only part of the answer, which was not asked for (206)",
                ),
                status=status,
            )
        if not start.startswith(f"bytes {partial.size}-"):
            partial.discard()
            raise cut()
        return
    if ranged and status == _NO_SUCH_RANGE:
        partial.discard()
        raise RetryableError(Text(fr="416", en="416"), status=status)
    if 200 <= status < 300:  # noqa: PLR2004 success
        return
    reason = f"{status} {response.reason or ''}".strip()
    body = _beginning(response)
    text = Text(fr=reason, en=reason)
    if status in _LATER:
        asked = _retry_after(response.headers.get("retry-after", ""))
        raise RetryableError(text, pause=asked, status=status, body=body)
    raise TransportError(text, status=status, body=body)


def _beginning(response: Response) -> bytes:
    """Return how the body of an error begins."""
    import urllib3

    with suppress(urllib3.exceptions.HTTPError):
        return response.raw.read(_ERROR_BODY, decode_content=True) or b""
    return b""


def _retry_after(text: str) -> float | None:
    """Return the seconds that a server asks to wait, said as such or as a date."""
    import urllib3

    try:
        return urllib3.Retry(retry_after_max=sys.maxsize).parse_retry_after(text)
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return None
