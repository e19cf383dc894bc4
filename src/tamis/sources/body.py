"""The body of an answer as it comes, until a moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from tamis.model.errors import SourceError

if TYPE_CHECKING:
    from requests import Response


def arriving(
    response: Response, deadline: float, late: Callable[[], SourceError]
) -> Callable[[int], bytes]:
    """Return what gives at most so many bytes of a body, decoded, none at its end.

    It does not wait until there are as many: a server that sends a byte a second is told from one
    that is done.

    Args:
        response: an answer whose body is not read yet.
        deadline: the moment (`time.monotonic`) after which no more is read.
        late: what to raise then.
    """
    import requests
    import urllib3

    def more(most: int) -> bytes:
        if time.monotonic() > deadline:
            raise late()
        try:
            return cast("bytes", response.raw.read1(most, decode_content=True))
        except urllib3.exceptions.HTTPError as error:
            raise requests.ConnectionError(str(error)) from error

    return more
