"""What operators look at: whether the server is well, and what it does (Prometheus text format)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tamis.model.version import VERSION

if TYPE_CHECKING:
    from tamis.serve.workspace import Workspace

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts of requests, and what the workspace says of itself. It changes."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._seconds: Counter[str] = Counter()

    def count(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count a request by its kind: `path` is that of the route, with no value in it."""
        self._requests[method, path, status] += 1
        self._seconds[path] += seconds  # type: ignore[assignment]

    async def health(self, _: Request) -> Response:
        """Say that the server is well, and whether it takes work in."""
        is_well = not self._space.pool.is_closed
        content = {"status": "ok" if is_well else "closing", "version": VERSION}
        return JSONResponse(content, status_code=200 if is_well else 503)

    async def show(self, _: Request) -> Response:
        """Give the counts."""
        lines = "".join(f"{line}\n" for line in self._lines())
        return PlainTextResponse(lines, media_type=_TYPE)

    def _lines(self) -> Iterator[str]:
        yield "# TYPE tamis_requests_total counter"
        for (method, path, status), n in sorted(self._requests.items()):
            labels = f'method="{method}",path="{path}",status="{status}"'
            yield f"tamis_requests_total{{{labels}}} {n}"
        yield "# TYPE tamis_request_seconds_total counter"
        for path, seconds in sorted(self._seconds.items()):
            yield f'tamis_request_seconds_total{{path="{path}"}} {seconds:.6f}'
        yield "# TYPE tamis_jobs gauge"
        for state, n in self._space.pool.active().items():
            yield f'tamis_jobs{{state="{state}"}} {n}'
        yield "# TYPE tamis_jobs_total counter"
        for outcome, n in self._space.pool.counts.items():
            yield f'tamis_jobs_total{{outcome="{outcome}"}} {n}'
        yield "# TYPE tamis_files gauge"
        yield f"tamis_files {self._space.uploads.count()}"
