"""Our own API: validate, normalize, detect, schemas; what takes long is a job.

Its description (OpenAPI 3.1) is generated from what stands here.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Query, Request, UploadFile
from starlette.responses import JSONResponse, Response

from tamis.loading import catalogue, schemas
from tamis.loading.catalogue import Entry
from tamis.loading.search import search
from tamis.model.errors import TamisError, UsageError
from tamis.model.text import Text, set_lang
from tamis.serve.api_description import (
    ANY_FORM,
    LATER,
    PROBLEMS,
    DetectAnswer,
    FilePart,
    NormalizeAnswer,
    SchemaEntry,
    SchemaPart,
    UrlPart,
    WaitQuery,
)  # fmt: skip
from tamis.serve.api_jobs import ApiJobs
from tamis.serve.callers import client_of, language_of
from tamis.serve.file_names import safe_name
from tamis.serve.report_forms import form_of
from tamis.serve.upload_state import State
from tamis.serve.uploads import Upload
from tamis.serve.workspace import Workspace
from tamis.sources.sidecar import SUFFIX

#: Seconds that an answer is waited for, unless the caller says otherwise.
_PATIENCE: Final = 20.0
_NO_FILE: Final = Text(
    fr="Envoyez un fichier (« file ») ou une adresse (« url »), l'un des deux.",
    en="Send a file (“file”) or an address (“url”), one of the two.",
)


class ApiRoutes:
    """What answers to programs.

    Args:
        space: the files and the work on them.
    """

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._jobs = ApiJobs(space)

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(prefix="/api")
        self._add_files(router)
        self._add_catalogue(router)
        self._jobs.add_to(router)
        return router

    def _add_files(self, router: APIRouter) -> None:
        router.add_api_route(
            "/validate",
            self.validate,
            methods=["POST"],
            responses=ANY_FORM,
            response_class=Response,
            summary="Say whether a file conforms to a schema",
        )
        router.add_api_route(
            "/normalize",
            self.normalize,
            methods=["POST"],
            responses=LATER,
            response_model=NormalizeAnswer,
            summary="Repair a file, and say what remains",
        )
        router.add_api_route(
            "/detect",
            self.detect,
            methods=["POST"],
            responses=PROBLEMS,
            response_model=DetectAnswer,
            summary="Find the schema that a file follows",
        )

    def _add_catalogue(self, router: APIRouter) -> None:
        router.add_api_route(
            "/schemas",
            self.schemas,
            methods=["GET"],
            response_model=list[SchemaEntry],
            responses=PROBLEMS,
            summary="List or search the catalogue",
        )
        router.add_api_route(
            "/schemas/{owner}/{name}",
            self.schema,
            methods=["GET"],
            responses=PROBLEMS,
            response_model=dict[str, Any],
            summary="Give the descriptor of a schema",
        )

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
        job = self._jobs.submit(request, upload, state, more, form)
        return await self._jobs.soon(request, job, upload.token, wait)

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
        job = self._jobs.submit(request, upload, state, more, "normalize")
        return await self._jobs.soon(request, job, upload.token, wait)

    async def detect(self, request: Request, file: FilePart = None, url: UrlPart = "") -> Response:
        """Return the published schemas that a file looks like, the likeliest first."""
        set_lang(language_of(request))
        upload, state = await self._taken(request, file, url, "")
        try:
            task = self._space.request(upload, state, task="describe")
            job = self._space.pool.submit(task, client=client_of(request))
            return JSONResponse(await self._space.pool.result(job))
        finally:
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
                await asyncio.to_thread(upload.put, name, file.file)
            else:
                name = await self._space.fetch(url, upload, client_of(request))
            state = State(name=name, lang=language_of(request), schema=schema)
            upload.state = state
        return upload, state


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
