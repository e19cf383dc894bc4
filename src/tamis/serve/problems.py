"""What went wrong with a request, as a page says it and as programs read it (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from tamis.model import errors
from tamis.model.errors import TamisError
from tamis.serve.jobs import BusyError

#: The status that a kind of error answers to, the narrowest kind first.
_STATUSES: Final[tuple[tuple[type[TamisError], int], ...]] = (
    (BusyError, 503),
    (errors.FaultError, 500),
    (TamisError, 400),
)


class Problem(BaseModel):
    """What went wrong: `title` is a sentence, `detail` what to do about it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


def status_of(error: TamisError) -> int:
    """Return the status that an error responses to."""
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


def problem_of(error: TamisError) -> Problem:
    """Return what is told of an error; where its details were written is nobody else's business."""
    hint = "" if error.hint is None or isinstance(error, errors.FaultError) else str(error.hint)
    return Problem(title=str(error.text), status=status_of(error), detail=hint)


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that tells a problem to a program."""
    more = {"Retry-After": "10"} if problem.status == 503 else {}  # noqa: PLR2004 RFC 9110
    return JSONResponse(
        problem.model_dump(),
        status_code=problem.status,
        media_type="application/problem+json",
        headers={**more, **(headers or {})},
    )
