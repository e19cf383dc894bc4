"""The first page: files are sent, pasted or named by an address."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tamis.model.errors import TamisError, UsageError
from tamis.model.limits import MB
from tamis.model.text import Lang, Text, set_lang
from tamis.serve import views
from tamis.serve import workspace as work
from tamis.serve.callers import client_of, language_of, set_language
from tamis.serve.file_names import safe_name
from tamis.serve.jobs import BusyError
from tamis.serve.pages.forms import MOST_FIELDS, MOST_TYPED, table_lines
from tamis.serve.pages.open_files import OpenFiles
from tamis.serve.upload_state import State
from tamis.serve.uploads import Upload
from tamis.sources import sidecar

#: Files sent together.
_MOST_FILES: Final = 100
_TOO_MANY: Final = Text(
    fr=f"Plus de {_MOST_FILES} fichiers d'un coup, ou un texte trop long : rien n'a été pris. "
    "Envoyez-les en plusieurs fois.",
    en=f"More than {_MOST_FILES} files at once, or too long a text: nothing was taken. "
    "Send them in several goes.",
)
_NOTHING: Final = Text(
    fr="Choisissez un fichier, ou collez un tableau.", en="Choose a file, or paste a table."
)


class SendingRoutes:
    """Where files come in, and where the server is left.

    Args:
        files: the files that pages are about.
        leave: ends the server, where a person may.
    """

    def __init__(self, files: OpenFiles, leave: Callable[[], None]) -> None:
        self._files, self._quit = files, leave

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/", self.home),
            Route("/files", self.send, methods=["POST"]),
            Route("/quit", self.leave, methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """Show the form that a file is sent with."""
        set_lang(language_of(request))
        if "text/html" not in request.headers.get("accept", "*/*;text/html"):
            there = f"{self._files.base}/apidocs"
            message = Text(fr="La documentation de l'API :", en="The documentation of the API:")
            return JSONResponse({"apidocs_href": there, "message": f"{message} {there}"})
        return self._home()

    def _home(self, error: TamisError | None = None, status: int = 200) -> Response:
        options = self._files.space.options
        page = self._files.pages.page(
            "home.html",
            error=None if error is None else work.problem(error),
            most=options.max_size // MB,
            may_fetch=bool(options.allow_fetch),
            schemas=views.tabular_entries(),
        )
        return HTMLResponse(page, status_code=status)

    async def send(self, request: Request) -> Response:
        """Take files in, and go to their page."""
        try:
            form = await request.form(
                max_files=_MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_TYPED
            )
        except HTTPException as error:
            if error.status_code != 400:  # noqa: PLR2004 that is what is sent, not how much
                raise
            set_lang(language_of(request))
            return self._home(UsageError(_TOO_MANY), 400)
        lang = form.get("lang")
        lang = set_language(lang if isinstance(lang, str) else language_of(request))
        try:
            uploads = await self._taken(form, lang, client_of(request))
        except TamisError as error:
            return self._home(error, 503 if isinstance(error, BusyError) else 400)
        finally:
            await form.close()
        tokens = tuple(upload.token for upload in uploads)
        for upload in uploads:
            upload.state = replace(upload.state, siblings=tokens)
            self._files.begin(upload, request)
        await self._files.wait(uploads[0], request)
        place = f"/f/{tokens[0]}" + ("/all" if len(tokens) > 1 else "")
        return RedirectResponse(f"{self._files.base}{place}", 303)

    async def _taken(self, form: FormData, lang: Lang, client: str) -> list[Upload]:
        """Write down what was sent; return a place for each file.

        Raises:
            UsageError: nothing was sent.
            TamisError: the address leads to no file.
        """
        schema = str(form.get("schema") or "")
        files = [
            file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename
        ]
        uploads = await asyncio.to_thread(self._written, files, lang, schema)
        text = str(form.get("text") or "")
        if text.strip():
            name = "tableau.tsv" if "\t" in text else "tableau.csv"
            content = f"{table_lines(text).rstrip(chr(10))}\n".encode()
            with self._files.space.uploads.reserved() as upload:
                await asyncio.to_thread((upload.source / name).write_bytes, content)
                upload.state = State(name=name, lang=lang, schema=schema)
            uploads.append(upload)
        address = str(form.get("address") or "").strip()
        if address:
            uploads.append(await self._fetched(address, lang, schema, client))
        if not uploads:
            raise UsageError(_NOTHING)
        return [part for upload in uploads for part in await self._members(upload, client)]

    def _written(self, files: list[UploadFile], lang: Lang, schema: str) -> list[Upload]:
        notes = {file.filename: file for file in files if _is_note(file)}
        uploads = []
        for file in files:
            if _is_note(file):
                continue
            name = safe_name(file.filename or "")
            note = notes.get(f"{file.filename}{sidecar.SUFFIX}")
            with self._files.space.uploads.reserved() as upload:
                upload.put(name, file.file)
                if note is not None:
                    upload.put(f"{name}{sidecar.SUFFIX}", note.file)
                upload.state = State(name=name, lang=lang, schema=schema)
            uploads.append(upload)
        return uploads

    async def _fetched(self, address: str, lang: Lang, schema: str, client: str) -> Upload:
        with self._files.space.uploads.reserved() as upload:
            name = await self._files.space.fetch(address, upload, client)
            upload.state = State(name=name, lang=lang, schema=schema)
        return upload

    async def _members(self, upload: Upload, client: str) -> list[Upload]:
        """Return a place for each file of a zip, or the only one."""
        state = upload.state
        with (upload.source / state.name).open("rb") as file:
            if file.read(2) != b"PK":
                return [upload]
        request = self._files.space.request(upload, state, task="describe", members=True)
        job = self._files.space.pool.submit(request, client=client)
        members: list[str] = (await self._files.space.pool.result(job))["members"]
        if len(members) < 2:  # noqa: PLR2004 the only one is found by itself
            return [upload]
        if len(members) > _MOST_FILES:
            upload.delete()
            raise UsageError(_TOO_MANY)
        uploads = []
        for member in members:
            part = self._files.space.uploads.reserve()
            _link(upload.source / state.name, part.source / state.name)
            part.state = replace(state, member=member)
            uploads.append(part)
        upload.delete()
        return uploads

    async def leave(self, request: Request) -> Response:
        """End the server, where it serves the person of this machine."""
        if self._files.space.options.public:
            raise HTTPException(404)
        form = await request.form(max_files=0)
        set_language(str(form.get("lang") or ""))
        self._quit()
        return HTMLResponse(self._files.pages.page("quit.html"))


def _is_note(file: UploadFile) -> bool:
    return (file.filename or "").endswith(sidecar.SUFFIX)


def _link(source: Path, target: Path) -> None:
    """Have a file stand in a second place; where the disk has no links, a copy of it."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)
