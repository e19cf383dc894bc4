"""Our own API: validate, normalize, detect, schemas; what takes long is a job.

Its description (OpenAPI 3.1) is generated from what stands here.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, File, Form, HTTPException, Query, Request, UploadFile
from pydantic import BaseModel
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from tamis import render
from tamis.loading import catalogue, schemas
from tamis.loading.catalogue import Entry
from tamis.loading.search import search
from tamis.model.errors import TamisError, UsageError
from tamis.model.text import Lang, Text, set_lang
from tamis.serve.callers import client_of, language_of, while_there
from tamis.serve.file_names import safe_name
from tamis.serve.pool import BusyError, Job
from tamis.serve.problems import Problem
from tamis.serve.uploads import State, Upload
from tamis.serve.workspace import Workspace
from tamis.sources.sidecar import SUFFIX

#: Forms of a report by the type that a caller accepts.
_FORMS: Final = {
    "application/json": "json",
    "text/html": "html",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
    "text/markdown": "markdown",
    "application/sarif+json": "sarif",
    "text/plain": "text",
    "application/xml": "junit",
}
_TYPES: Final = {form: kind for kind, form in _FORMS.items()}
#: Seconds that an answer is waited for, unless the caller says otherwise; at most.
_PATIENCE, _LONGEST = 20.0, 60.0
_PACE: Final = 0.5
_NO_FILE: Final = Text(
    fr="Envoyez un fichier (« file ») ou une adresse (« url »), l'un des deux.",
    en="Send a file (“file”) or an address (“url”), one of the two.",
)
_NO_JOB: Final = Text(fr="Il n'y a pas de tel travail ici.", en="There is no such job here.")


class JobStatus(BaseModel):
    """A job and how far it is."""

    id: str
    state: Literal["waiting", "working", "done", "failed"]
    rows: int
    status: str
    events: str
    result: str


class NormalizeAnswer(BaseModel):
    """What normalising a file gave; the files are kept for a while at these addresses."""

    valid: bool
    rows: int
    output: str
    journal: str
    report: str


class SchemaLikeness(BaseModel):
    """A published schema that a file looks like, and how sure that is, from 0 to 1."""

    name: str
    version: str
    certainty: float


class DetectAnswer(BaseModel):
    """What a file is."""

    format: str
    header: list[str]
    schemas: list[SchemaLikeness]


class SchemaEntry(BaseModel):
    """A schema of the catalogue."""

    name: str
    title: str
    description: str
    schema_type: str
    versions: list[str]
    latest: str
    homepage: str


_PROBLEM: Final = {"application/problem+json": {"schema": Problem.model_json_schema()}}
_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"content": _PROBLEM, "description": "A file or a schema cannot be had, or be read."},
    403: {"description": "Another site's page asks, and is not named by --allow-origin."},
    404: {"content": _PROBLEM, "description": "There is no such thing here."},
    413: {"content": _PROBLEM, "description": "What is sent is too large."},
    421: {"description": "The server is not called by that name."},
    422: {"content": _PROBLEM, "description": "A parameter is none."},
    503: {"content": _PROBLEM, "description": "Too much is at work; see Retry-After."},
}
_LATER: Final[dict[int | str, dict[str, Any]]] = {
    202: {"model": JobStatus, "description": "It takes long: ask again at Location."},
    **_PROBLEMS,
}
_ANY_FORM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The report, in the form that is accepted.",
        "content": {kind: {} for kind in _FORMS},
    },
    **_LATER,
}
FilePart = Annotated[UploadFile | None, File(description="The file.")]
UrlPart = Annotated[str, Form(description="Its address, where this server may fetch it.")]
SchemaPart = Annotated[
    str,
    Form(
        alias="schema", description="A name of the catalogue, with @version at will, or an address."
    ),
]
WaitQuery = Annotated[
    float, Query(ge=0, le=_LONGEST, description="Seconds to wait before it becomes a job.")
]


class ApiRoutes:
    """What answers to programs.

    Args:
        space: the files and the work on them.
    """

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._jobs: dict[str, tuple[Job, str, str]] = {}
        self._base = space.options.base_path

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(prefix="/api")
        add = router.add_api_route
        add(
            "/validate",
            self.validate,
            methods=["POST"],
            responses=_ANY_FORM,
            response_class=Response,
            summary="Say whether a file conforms to a schema",
        )
        add(
            "/normalize",
            self.normalize,
            methods=["POST"],
            responses=_LATER,
            response_model=NormalizeAnswer,
            summary="Repair a file, and say what remains",
        )
        add(
            "/detect",
            self.detect,
            methods=["POST"],
            responses=_PROBLEMS,
            response_model=DetectAnswer,
            summary="Find the schema that a file follows",
        )
        add(
            "/schemas",
            self.schemas,
            methods=["GET"],
            response_model=list[SchemaEntry],
            responses=_PROBLEMS,
            summary="List or search the catalogue",
        )
        add(
            "/schemas/{owner}/{name}",
            self.schema,
            methods=["GET"],
            responses=_PROBLEMS,
            response_model=dict[str, Any],
            summary="Give the descriptor of a schema",
        )
        add(
            "/jobs/{job}",
            self.job,
            methods=["GET"],
            response_model=JobStatus,
            responses=_PROBLEMS,
            summary="Say how far a job is",
        )
        add(
            "/jobs/{job}",
            self.stop,
            methods=["DELETE"],
            status_code=204,
            responses=_PROBLEMS,
            response_class=Response,
            summary="End a job, and delete its files",
        )
        add(
            "/jobs/{job}/events",
            self.events,
            methods=["GET"],
            responses={200: {"content": {"text/event-stream": {}}}, **_PROBLEMS},
            response_class=StreamingResponse,
            summary="Follow a job, event by event",
        )
        add(
            "/jobs/{job}/result",
            self.result,
            methods=["GET"],
            responses={**_ANY_FORM, **_PROBLEMS},
            response_class=Response,
            summary="Give what a job made",
        )
        add(
            "/jobs/{job}/{kind}",
            self.file,
            methods=["GET"],
            responses={200: {"content": {"text/csv": {}}}, **_PROBLEMS},
            response_class=FileResponse,
            summary="Give the corrected file or its journal",
        )
        return router  # fmt: skip

    async def validate(
        self,
        request: Request,
        file: FilePart = None,
        url: UrlPart = "",
        schema_name: SchemaPart = "",
        wait: WaitQuery = _PATIENCE,
    ) -> Response:
        """Judge a file; without a schema, against the published one that it looks like.

        The report comes in the form that ``Accept`` names: JSON, HTML, XLSX, CSV, NDJSON,
        Markdown, SARIF, JUnit or plain text.
        """
        set_lang(language_of(request))
        form = form_of(request.headers.get("accept", ""))
        upload, state = await self._taken(request, file, url, schema_name)
        more = {"task": "report", "form": form, "target": str(upload.folder / "answer")}
        job = self._submit(request, upload, state, more, form)
        return await self._soon(request, job, upload.token, wait)

    async def normalize(
        self,
        request: Request,
        schema_name: SchemaPart,
        file: FilePart = None,
        url: UrlPart = "",
        unsafe: Annotated[bool, Form(description="Make the likely repairs too.")] = False,
        wait: WaitQuery = _PATIENCE,
    ) -> Response:
        """Write a file again as the schema wants it, losing nothing."""
        set_lang(language_of(request))
        upload, state = await self._taken(request, file, url, schema_name)
        more = {
            "task": "report",
            "form": "json",
            "target": str(upload.folder / "answer"),
            "output": str(upload.folder / "corrected.csv"),
            "journal": str(upload.folder / "journal.csv"),
            "choice": {"unsafe": unsafe},
        }
        job = self._submit(request, upload, state, more, "normalize")
        return await self._soon(request, job, upload.token, wait)

    async def detect(self, request: Request, file: FilePart = None, url: UrlPart = "") -> Response:
        """Return the published schemas that a file looks like, the likeliest first."""
        set_lang(language_of(request))
        upload, state = await self._taken(request, file, url, "")
        try:
            more = {"task": "describe"}
            job = self._submit(request, upload, state, more, "detect")
            return JSONResponse(await self._space.pool.result(job))
        finally:
            self._jobs.pop(upload.token, None)
            upload.delete()

    async def schemas(
        self, q: Annotated[str, Query(max_length=200, description="Some words.")] = ""
    ) -> Response:
        """Return the schemas of the catalogue; with words, those that answer, the best first."""
        entries = list(catalogue.entries().values())
        found = search(q, entries) if q.strip() else entries
        return JSONResponse([_entry(entry) for entry in found])

    async def schema(
        self, owner: str, name: str, version: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        """Return the descriptor of a schema, as it is published."""
        try:
            entry, found = catalogue.find(f"{owner}/{name}{'@' if version else ''}{version}")
            return JSONResponse(dict(schemas.descriptor_of(entry, found)))
        except TamisError as error:
            raise HTTPException(404, str(error.text)) from error

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
            return await self._soon(request, known, job, wait)
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

    async def _taken(
        self, request: Request, file: UploadFile | None, url: str, schema: str
    ) -> tuple[Upload, State]:
        """Write down what was sent.

        Raises:
            UsageError: nothing was, or twice.
            TamisError: the address leads to no file.
        """
        if (file is None) == (not url):
            raise UsageError(_NO_FILE)
        with self._space.uploads.reserved() as upload:
            if file is not None:
                name = safe_name(file.filename or "").removesuffix(SUFFIX)
                await asyncio.to_thread(_write, file, upload.source / name)
            else:
                task = {"task": "fetch", "address": url, "folder": str(upload.source)}
                sent = self._space.pool.submit(
                    {**self._space.common(), **task}, client=client_of(request)
                )
                name = (await self._space.pool.result(sent))["name"]
            state = State(name=name, lang=_lang(request), schema=schema)
            upload.state = state
        return upload, state

    def _submit(
        self, request: Request, upload: Upload, state: State, more: dict[str, Any], form: str
    ) -> Job:
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

    async def _soon(self, request: Request, job: Job, token: str, wait: float) -> Response:
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
        kind = _TYPES[form]
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


def form_of(accept: str) -> str:
    """Return the form of a report that a caller accepts most (RFC 9110, section 12.5.1).

    >>> form_of("text/html,application/xhtml+xml;q=0.9"), form_of("*/*"), form_of("image/png")
    ('html', 'json', 'json')
    """
    best, chosen = 0.0, "json"
    for part in accept.split(","):
        kind, *parameters = (word.strip().lower() for word in part.split(";"))
        weights = [word[2:] for word in parameters if word.startswith("q=")]
        try:
            weight = float(weights[0]) if weights else 1.0
        except ValueError:
            continue
        if kind in _FORMS and weight > best:
            best, chosen = weight, _FORMS[kind]
    return chosen


def _lang(request: Request) -> Lang:
    return language_of(request)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "description": entry.description,
        "schema_type": entry.kind,
        "versions": list(entry.versions),
        "latest": entry.latest,
        "homepage": entry.homepage,
    }


def _write(file: UploadFile, path: Path) -> None:
    with path.open("wb") as out:
        shutil.copyfileobj(file.file, out)
