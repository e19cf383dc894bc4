"""Jobs of the API: work that an answer does not wait for, and what it made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final, Literal

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from tamis import render
from tamis.model.errors import TamisError
from tamis.model.text import Text
from tamis.serve.api_description import ANY_FORM, PROBLEMS, JobStatus, WaitQuery
from tamis.serve.callers import client_of, while_there
from tamis.serve.jobs import BusyError, Job
from tamis.serve.report_forms import TYPES
from tamis.serve.upload_state import State
from tamis.serve.uploads import Upload
from tamis.serve.workspace import Workspace

#: Seconds between two events.
_PACE: Final = 0.5
_NO_JOB: Final = Text(fr="Ce travail n'existe pas ici.", en="There is no such job here.")


class ApiJobs:
    """The jobs that programs asked for, by the token of their file. It changes.

    Args:
        space: the files and the work on them.
    """

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._jobs: dict[str, tuple[Job, str, str]] = {}
        self._base = space.options.base_path

    def add_to(self, router: APIRouter) -> None:
        """Add the routes."""
        there = "/jobs/{job}"
        router.add_api_route(
            there,
            self.job,
            methods=["GET"],
            response_model=JobStatus,
            responses=PROBLEMS,
            summary="Say how far a job is",
        )
        router.add_api_route(
            there,
            self.stop,
            methods=["DELETE"],
            status_code=204,
            responses=PROBLEMS,
            response_class=Response,
            summary="End a job, and delete its files",
        )
        router.add_api_route(
            f"{there}/events",
            self.events,
            methods=["GET"],
            responses={200: {"content": {"text/event-stream": {}}}, **PROBLEMS},
            response_class=StreamingResponse,
            summary="Follow a job, event by event",
        )
        router.add_api_route(
            f"{there}/result",
            self.result,
            methods=["GET"],
            responses={**ANY_FORM, **PROBLEMS},
            response_class=Response,
            summary="Give what a job made",
        )
        router.add_api_route(
            f"{there}/{{kind}}",
            self.file,
            methods=["GET"],
            responses={200: {"content": {"text/csv": {}}}, **PROBLEMS},
            response_class=FileResponse,
            summary="Give the corrected file or its journal",
        )

    async def job(self, job: str) -> Response:
        """Say how far a job is."""
        return JSONResponse(self._status(job))

    async def stop(self, job: str) -> Response:
        """End a job and delete its files."""
        self._known(job)[0].stop()
        self._forget(job)
        return Response(status_code=204)

    async def events(self, job: str, request: Request) -> Response:
        """Say how far a job is, again and again, as server-sent events."""
        self._known(job)
        return StreamingResponse(self._following(job, request), media_type="text/event-stream")

    async def _following(self, job: str, request: Request) -> AsyncIterator[str]:
        while job in self._jobs and not await request.is_disconnected():
            status = self._status(job)
            yield f"event: {status['state']}\ndata: {json.dumps(status)}\n\n"
            if status["state"] in {"done", "failed"}:
                return
            await asyncio.sleep(_PACE)

    async def result(self, request: Request, job: str, wait: WaitQuery = 0) -> Response:
        """Give what a job made; where it is not done, how far it is."""
        known = self._known(job)[0]
        if wait or known.future.done():
            return await self.soon(request, known, job, wait)
        return JSONResponse(self._status(job), status_code=202)

    async def file(self, job: str, kind: Literal["output", "journal", "report"]) -> Response:
        """Give the corrected file, its journal, or the report on it."""
        self._known(job)
        upload = self._space.uploads.root / job
        name = {"output": "corrected.csv", "journal": "journal.csv", "report": "answer"}[kind]
        if not (upload / name).is_file():
            raise HTTPException(404, str(_NO_JOB))
        kind_of = "application/json" if kind == "report" else "text/csv; charset=utf-8"
        return FileResponse(upload / name, media_type=kind_of)

    def submit(
        self, request: Request, upload: Upload, state: State, more: dict[str, Any], form: str
    ) -> Job:
        """Begin a job on a file.

        Raises:
            BusyError: too much is at work; the file is deleted.
        """
        try:
            job = self._space.pool.submit(
                self._space.request(upload, state, **more), client=client_of(request)
            )
        except BusyError:
            upload.delete()
            raise
        self._sweep()
        self._jobs[upload.token] = (job, form, state.name)
        return job

    async def soon(self, request: Request, job: Job, token: str, wait: float) -> Response:
        """Return what a job made, or where to ask for it later."""
        try:
            is_done = await while_there(request, job, wait)
        except TamisError:
            self._forget(token)
            raise
        if not is_done:
            status = self._status(token)
            headers = {"Location": status["status"], "Retry-After": "1"}
            return JSONResponse(status, status_code=202, headers=headers)
        self._space.uploads.find(token)
        _, form, name = self._known(token)
        answer = self._space.uploads.root / token / "answer"
        if form == "normalize":
            return JSONResponse(self._normalized(token, job.future.result()))
        suffix = render.form(form).suffix
        name = f"{Path(name).stem}-rapport{suffix}"
        kind = TYPES[form]
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        disposition = "inline" if form != "xlsx" else "attachment"
        return FileResponse(
            answer,
            media_type=kind + charset,
            filename=name,
            content_disposition_type=disposition,
            headers={
                "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"
            },
        )

    def _normalized(self, token: str, answer: dict[str, Any]) -> dict[str, Any]:
        there = f"{self._base}/api/jobs/{token}"
        return {**answer, **{kind: f"{there}/{kind}" for kind in ("output", "journal", "report")}}

    def _status(self, token: str) -> dict[str, Any]:
        job = self._known(token)[0]
        there = f"{self._base}/api/jobs/{token}"
        return {
            "id": token,
            "state": job.state,
            "rows": job.rows,
            "status": there,
            "events": f"{there}/events",
            "result": f"{there}/result",
        }

    def _known(self, token: str) -> tuple[Job, str, str]:
        known = self._jobs.get(token)
        if known is None or self._space.uploads.find(token) is None:
            raise HTTPException(404, str(_NO_JOB))
        return known

    def _forget(self, token: str) -> None:
        self._jobs.pop(token, None)
        upload = self._space.uploads.find(token)
        if upload is not None:
            upload.delete()

    def _sweep(self) -> None:
        """Forget the jobs whose files have gone."""
        for token in [t for t in self._jobs if not self._space.uploads.find_kept(t)]:
            del self._jobs[token]
