"""The API that the chain of data.gouv.fr calls: ``GET`` and ``POST /validate``, as Validata has it.

Clients switch by one address: parameters, members, tags and statuses are those that they know.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from tamis.model.errors import SchemaError, TamisError
from tamis.model.text import Text, set_lang
from tamis.model.version import VERSION
from tamis.serve.callers import client_of, while_there
from tamis.serve.file_names import safe_name
from tamis.serve.jobs import BusyError
from tamis.serve.uploads import Upload
from tamis.serve.workspace import Workspace
from tamis.sources.sidecar import SUFFIX

_OPTIONS: Final = ("ignore_header_case", "include_resource_data")
_ABSENT: Final = Text(
    fr="Le paramètre « {name} » est absent ou vide.",
    en="The parameter “{name}” is absent or empty.",
)
_NO_FETCH: Final = Text(
    fr="Ce serveur ne télécharge pas d'adresse : envoyez le fichier (POST).",
    en="This server fetches no address: send the file (POST).",
)


class ValidataRoutes:
    """What answers to clients of Validata.

    Args:
        space: the files and the work on them.
    """

    def __init__(self, space: Workspace) -> None:
        self._space = space

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/validate", self.by_address, methods=["GET"]),
            Route("/validate", self.by_file, methods=["POST"]),
        ]

    async def by_address(self, request: Request) -> Response:
        """Judge the file at an address."""
        set_lang("fr")
        query = request.query_params
        call = _Call(query)
        for name in ("schema", "url"):
            if not query.get(name):
                return call.refusal(str(_ABSENT.say(name=name)), "source-error")
        if not self._space.options.allow_fetch:
            return call.refusal(str(_NO_FETCH), "remote-source-error")
        upload = self._space.uploads.reserve()
        return await self._answer(request, call, upload, address=query["url"])

    async def by_file(self, request: Request) -> Response:
        """Judge the file that is sent."""
        set_lang("fr")
        form = await request.form(max_files=1, max_fields=20)
        try:
            texts = {name: value for name, value in form.items() if isinstance(value, str)}
            call = _Call({**texts, "url": None})
            file = form.get("file")
            if not texts.get("schema"):
                return call.refusal(str(_ABSENT.say(name="schema")), "source-error")
            if not isinstance(file, UploadFile) or not file.filename:
                return call.refusal(str(_ABSENT.say(name="file")), "source-error")
            name = safe_name(file.filename)
            if name.endswith(SUFFIX):
                name = f"_{name.removesuffix(SUFFIX)}"
            with self._space.uploads.reserved() as upload:
                await asyncio.to_thread(upload.put, name, file.file)
        finally:
            await form.close()
        return await self._answer(request, call, upload, source=name)

    async def _answer(self, request: Request, call: _Call, upload: Upload, **what: str) -> Response:
        target = upload.folder / "answer.json"
        task = {
            **self._space.common(),
            **what,
            "task": "validata",
            "folder": str(upload.source),
            "target": str(target),
            "schema": call.head["schema"],
            "head": call.head,
            "ignores_case": call.is_set("ignore_header_case"),
            "with_data": call.is_set("include_resource_data"),
        }
        try:
            job = self._space.pool.submit(task, client=client_of(request))
            await while_there(request, job)
        except BusyError as error:
            upload.delete()
            return call.refusal(str(error.text), "busy-error", 503, {"Retry-After": "10"})
        except TamisError as error:
            upload.delete()
            kind = "remote-source-error" if isinstance(error, SchemaError) else "source-error"
            return call.refusal(str(error.text), kind)
        return _Passing(target, upload)


class _Passing(FileResponse):
    """An answer that is deleted, with the file that it is about, once it is sent."""

    def __init__(self, path: Path, upload: Upload) -> None:
        super().__init__(path, media_type="application/json")
        self._upload = upload

    async def __call__(self, *scope_receive_send: Any) -> None:
        try:
            await super().__call__(*scope_receive_send)
        finally:
            await asyncio.to_thread(self._upload.delete)


class _Call:
    """What is repeated of a call in its answer: options stand as they were sent."""

    def __init__(self, sent: Mapping[str, str | None]) -> None:
        options = {name: sent.get(name) or "false" for name in _OPTIONS}
        self.head = {"schema": sent.get("schema"), "url": sent.get("url"), "options": options}

    def is_set(self, name: str) -> bool:
        """Whether an option is asked for."""
        options = self.head["options"]
        return isinstance(options, dict) and options[name].lower() == "true"

    def refusal(
        self, message: str, kind: str, status: int = 400, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Return why there is no report."""
        date = datetime.now(UTC).astimezone().isoformat()
        content = {
            **self.head,
            "version": f"tamis {VERSION}",
            "date": date,
            "error": {"message": message, "type": kind},
        }
        return JSONResponse(content, status_code=status, headers=headers)
