"""What is shown of a file: its progress, its report, its rows, what can be taken away."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tamis.model.errors import TamisError, UsageError
from tamis.serve import views
from tamis.serve import workspace as work
from tamis.serve.callers import client_of
from tamis.serve.guards import REPORT_POLICY
from tamis.serve.jobs import BusyError, StoppedError
from tamis.serve.pages.forms import whole_number
from tamis.serve.pages.open_files import GONE, OpenFiles
from tamis.serve.upload_state import State
from tamis.serve.uploads import Upload

#: What can be taken away: its task, its name after that of the file, its type.
_TAKEN: Final = {
    "csv": ("", "{stem}-corrige.csv", "text/csv; charset=utf-8"),
    "excel": ("excel", "{stem}-corrige-excel.csv", "text/csv; charset=utf-8"),
    "workbook": (
        "workbook",
        "{stem}-corrige.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "journal": ("", "{stem}-changements.csv", "text/csv; charset=utf-8"),
    "report": (
        "report",
        "{stem}-rapport.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "template": (
        "template",
        "modele.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


class ShowingRoutes:
    """Where a file is looked at.

    Args:
        files: the files that pages are about.
    """

    def __init__(self, files: OpenFiles) -> None:
        self._files = files

    def routes(self) -> list[Route]:
        """Return the routes."""
        file = "/f/{token}"
        return [
            Route(file, self.show),
            Route(f"{file}/all", self.show_all),
            Route(f"{file}/state", self.progress),
            Route(f"{file}/report", self.report),
            Route(f"{file}/row/{{row:int}}", self.row),
            Route(f"{file}/take/{{kind}}", self.take),
        ]

    async def show(self, request: Request) -> Response:
        """Show a file: how far the work is, or what is wrong with it and what to do."""
        upload, state = self._files.find(request)
        try:
            job = self._files.space.start(upload, state, client_of(request))
        except BusyError as error:
            return self._failed(upload, state, error, request, 503)
        failure = job.future.exception() if job is not None and job.future.done() else None
        if isinstance(failure, StoppedError):
            self._files.space.retry(upload)
            return RedirectResponse(self._files.address(upload), 303)
        if isinstance(failure, TamisError):
            return self._failed(upload, state, failure, request, 200)
        if not self._files.space.is_ready(upload, state):
            page = self._files.pages.page(
                "working.html",
                self._files.address(upload),
                token=upload.token,
                name=state.shown_name,
                rows=0 if job is None else job.rows,
            )
            return HTMLResponse(page)
        upload.tidy(state)
        values = views.file_values(
            upload,
            state,
            page=whole_number(request.query_params.get("page")),
            warnings=bool(request.query_params.get("warnings")),
            words=request.query_params.get("q", ""),
        )
        return HTMLResponse(
            self._files.pages.page("file.html", self._files.address(upload), **values)
        )

    def _failed(
        self, upload: Upload, state: State, error: TamisError, request: Request, status: int
    ) -> Response:
        words = request.query_params.get("q", "")
        page = self._files.pages.page(
            "failed.html",
            self._files.address(upload),
            token=upload.token,
            name=state.shown_name,
            error=work.problem(error),
            choosing=isinstance(error, UsageError),
            can_undo=state.position > 0,
            words=words,
            results=views.matching(words),
        )
        return HTMLResponse(page, status_code=status)

    async def show_all(self, request: Request) -> Response:
        """List the files that were sent together."""
        _, state = self._files.find(request)
        files = []
        for token in state.siblings:
            upload = self._files.space.uploads.find(token)
            if upload is not None:
                files.append(self._line(upload, upload.state, request))
        working = any(not file["verdict"] for file in files)
        page = self._files.pages.page(
            "several.html", f"{self._files.base}{request.url.path}", files=files, working=working
        )
        return HTMLResponse(page)

    def _line(self, upload: Upload, state: State, request: Request) -> dict[str, Any]:
        self._files.begin(upload, request)
        facts = work.facts_of(upload, state)
        line: dict[str, Any] = {
            "token": upload.token,
            "name": state.shown_name,
            "verdict": "",
            "status": "…",
            "valid": False,
            "schema": "",
        }
        if facts is None:
            return line
        verdict = work.result_of(upload, state).get("after") or facts["before"]
        return line | {
            "verdict": views.verdict_line(verdict),
            "valid": verdict["valid"],
            "schema": facts["applied"],
        }

    async def progress(self, request: Request) -> Response:
        """Say how far the work on a file is."""
        upload, state = self._files.find(request)
        try:
            job = self._files.space.start(upload, state, client_of(request))
        except BusyError:
            return JSONResponse({"ready": False, "rows": 0, "waiting": True})
        is_over = job is None or job.future.done()
        content: dict[str, Any] = {"ready": is_over, "rows": 0 if job is None else job.rows}
        if is_over and self._files.space.is_ready(upload, state):
            after = work.result_of(upload, state).get("after")
            content["after"] = None if after is None else views.verdict_line(after)
        return JSONResponse(content)

    async def report(self, request: Request) -> Response:
        """Show the report as a page of its own, which can be printed or saved."""
        upload, state = self._files.find(request)
        await self._files.space.ready(upload, state, client_of(request))
        return FileResponse(
            upload.report_folder(state) / work.REPORT,
            media_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": REPORT_POLICY},
        )

    async def row(self, request: Request) -> Response:
        """Show one row with all of its cells."""
        upload, state = self._files.find(request)
        values = views.whole_row(upload, state, request.path_params["row"])
        if values is None:
            return RedirectResponse(f"{self._files.address(upload)}#left", 303)
        return HTMLResponse(self._files.pages.page("row.html", **values))

    async def take(self, request: Request) -> Response:
        """Give the corrected file, its journal, its report."""
        upload, state = self._files.find(request)
        kind = request.path_params["kind"]
        if kind not in _TAKEN:
            raise HTTPException(404, str(GONE))
        form, name, media_type = _TAKEN[kind]
        client = client_of(request)
        if form:
            suffix = Path(name).suffix
            target = await self._files.space.export(upload, state, form, f"{kind}{suffix}", client)
        else:
            await self._files.space.ready(upload, state, client)
            folder = upload.repair_folder(state)
            target = folder / (work.OUTPUT if kind == "csv" else work.JOURNAL)
        if not target.is_file():
            return RedirectResponse(self._files.address(upload), 303)
        stem = Path(state.shown_name).stem or "fichier"
        return FileResponse(target, media_type=media_type, filename=name.format(stem=stem))
