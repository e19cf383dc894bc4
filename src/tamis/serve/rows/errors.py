"""What is wrong with a request, in the form that clients of the tabular API read."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse

from tamis.model.text import Text

INVALID = "Invalid query string"
UNAUTHORIZED = "Unauthorized parameters"
NOT_FOUND = "Resource not found"
GONE = "Resource gone"
RESTRICTED = "Restricted resource"
TOO_LONG = "Query too long"
TOO_LARGE = "Query too large"
BUSY = "Too many queries"


class RequestError(Exception):
    """A request that cannot be answered.

    Args:
        status: the status of the answer.
        title: what kind of failure it is, in the words of the API.
        detail: what is wrong, in a sentence.
        retry: seconds after which it may be asked again; 0 where that would not help.
    """

    def __init__(self, status: int, title: str, detail: Text, retry: int = 0) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.retry = status, title, detail, retry

    def response(self) -> JSONResponse:
        """Return the answer."""
        headers: Mapping[str, str] = {"Retry-After": str(self.retry)} if self.retry else {}
        content = {"code": None, "title": self.title, "detail": str(self.detail)}
        return JSONResponse({"errors": [content]}, status_code=self.status, headers=headers)


def malformed(argument: str) -> RequestError:
    """Return the failure of an argument that means nothing."""
    return RequestError(
        400,
        INVALID,
        Text(
            fr=f"L'argument « {_short(argument)} » n'est pas compris.",
            en=f"Malformed query: argument '{_short(argument)}' could not be parsed.",
        ),
    )


def invalid(fr: str, en: str) -> RequestError:
    """Return the failure of a query that is wrong, and why."""
    return RequestError(400, INVALID, Text(fr=fr, en=en))


def _short(text: str) -> str:
    most = 200
    return text if len(text) <= most else f"{text[:most]}…"
