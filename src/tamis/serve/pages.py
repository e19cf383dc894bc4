"""The page: a file is sent, its report read, its repairs chosen, its cells corrected."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tamis.model.errors import TamisError, UsageError
from tamis.model.limits import MB
from tamis.model.text import LANGS, Lang, Text, set_lang
from tamis.serve import views
from tamis.serve import workspace as work
from tamis.serve.callers import client_of, language_of
from tamis.serve.guards import REPORT_POLICY
from tamis.serve.pool import BusyError, StoppedError
from tamis.serve.uploads import State, Step, Upload, names_of
from tamis.serve.views import Pages
from tamis.serve.workspace import Workspace
from tamis.sources import sidecar

#: Seconds that a small file is waited for, so that its page comes at once.
_PATIENCE: Final = 1.5
#: Files sent together, fields of a form, bytes of a pasted table.
MOST_FILES, MOST_FIELDS, PASTED = 100, 20_000, 32 * MB
_GONE: Final = Text(
    fr="Ce fichier n'est plus ici : envoyez-le de nouveau.",
    en="This file is not here any more: send it again.",
)
_NOTHING: Final = Text(
    fr="Choisissez un fichier, ou collez un tableau.", en="Choose a file, or paste a table."
)
#: What can be taken away: its task, its name after that of the file, its type.
TAKEN: Final = {
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


class PageRoutes:
    """What answers to a person in a browser.

    Args:
        space: the files and the work on them.
        pages: the templates.
        quit_now: ends the server, where a person may.
    """

    def __init__(self, space: Workspace, pages: Pages, quit_now: Callable[[], None]) -> None:
        self._space, self._pages, self._quit_now = space, pages, quit_now
        self._base = space.options.base_path

    def routes(self) -> list[Route]:
        """Return the routes."""
        there = "/f/{token}"
        return [
            Route("/", self.home),
            Route("/files", self.send, methods=["POST"]),
            Route("/quit", self.leave, methods=["POST"]),
            Route(there, self.show),
            Route(f"{there}/all", self.show_all),
            Route(f"{there}/state", self.progress),
            Route(f"{there}/report", self.report),
            Route(f"{there}/row/{{row:int}}", self.row),
            Route(f"{there}/take/{{kind}}", self.take),
            Route(f"{there}/schema", self.choose_schema, methods=["POST"]),
            Route(f"{there}/repairs", self.choose_repairs, methods=["POST"]),
            Route(f"{there}/cells", self.edit_cells, methods=["POST"]),
            Route(f"{there}/rows", self.edit_rows, methods=["POST"]),
            Route(f"{there}/judge", self.judge, methods=["POST"]),
            Route(f"{there}/undo", self.undo, methods=["POST"]),
            Route(f"{there}/redo", self.redo, methods=["POST"]),
            Route(f"{there}/retry", self.retry, methods=["POST"]),
            Route(f"{there}/delete", self.delete, methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """Show the form that a file is sent with."""
        set_lang(language_of(request))
        if "text/html" not in request.headers.get("accept", "*/*;text/html"):
            there = f"{self._base}/apidocs"
            message = Text(fr="La documentation de l'API :", en="The documentation of the API:")
            return JSONResponse({"apidocs_href": there, "message": f"{message} {there}"})
        return self._home()

    def _home(self, error: TamisError | None = None, status: int = 200) -> Response:
        options = self._space.options
        page = self._pages.page(
            "home.html",
            error=None if error is None else work.problem(error),
            most=options.max_size // MB,
            may_fetch=bool(options.allow_fetch),
            schemas=views.tabular_entries(),
        )
        return HTMLResponse(page, status_code=status)

    async def send(self, request: Request) -> Response:
        """Take files in, and go to their page."""
        form = await request.form(
            max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=PASTED
        )
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
            self._begin(upload, request)
        await self._patiently(uploads[0], request)
        place = f"/f/{tokens[0]}" + ("/all" if len(tokens) > 1 else "")
        return RedirectResponse(f"{self._base}{place}", 303)

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
            content = "\n".join(text.splitlines()) + "\n"
            with self._space.uploads.reserved() as upload:
                await asyncio.to_thread((upload.source / name).write_text, content, "utf-8")
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
        for sent, name in names_of([file.filename or "" for file in files]):
            file = next(file for file in files if file.filename == sent)
            note = notes.get(f"{sent}{sidecar.SUFFIX}")
            with self._space.uploads.reserved() as upload:
                upload.put(name, file.file)
                if note is not None:
                    upload.put(f"{name}{sidecar.SUFFIX}", note.file)
                upload.state = State(name=name, lang=lang, schema=schema)
            uploads.append(upload)
        return uploads

    async def _fetched(self, address: str, lang: Lang, schema: str, client: str) -> Upload:
        with self._space.uploads.reserved() as upload:
            name = await self._space.fetch(address, upload, client)
            upload.state = State(name=name, lang=lang, schema=schema)
        return upload

    async def _members(self, upload: Upload, client: str) -> list[Upload]:
        """Return a place for each file of a zip, or the only one."""
        state = upload.state
        with (upload.source / state.name).open("rb") as file:
            if file.read(2) != b"PK":
                return [upload]
        request = self._space.request(upload, state, task="describe", members=True)
        job = self._space.pool.submit(request, client=client)
        members: list[str] = (await self._space.pool.result(job))["members"]
        if len(members) < 2:  # noqa: PLR2004 the only one is found by itself
            return [upload]
        uploads = []
        for member in members[:MOST_FILES]:
            part = self._space.uploads.reserve()
            _link(upload.source / state.name, part.source / state.name)
            part.state = replace(state, member=member)
            uploads.append(part)
        upload.delete()
        return uploads

    def _begin(self, upload: Upload, request: Request) -> None:
        try:
            self._space.start(upload, upload.state, client_of(request))
        except BusyError:
            return  # the page asks again

    async def _patiently(self, upload: Upload, request: Request) -> None:
        """Wait a little, so that the page of a small file comes at once."""
        try:
            waiting = self._space.ready(upload, upload.state, client_of(request))
            await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(waiting)), _PATIENCE)
        except (TimeoutError, TamisError):
            return  # the page says how far it is, or what is wrong

    def _upload(self, request: Request) -> tuple[Upload, State]:
        """Return the file that a request is about, and speak its language.

        Raises:
            HTTPException: it is not here.
        """
        upload = self._space.uploads.find(request.path_params["token"])
        if upload is None:
            set_lang(language_of(request))
            raise HTTPException(404, str(_GONE))
        state = upload.state
        lang = request.query_params.get("lang")
        if lang in LANGS and lang != state.lang:
            state = replace(state, lang=lang)
            upload.state = state
        set_lang(state.lang)
        return upload, state

    async def show(self, request: Request) -> Response:
        """Show a file: how far the work is, or what is wrong with it and what to do."""
        upload, state = self._upload(request)
        try:
            job = self._space.start(upload, state, client_of(request))
        except BusyError as error:
            return self._failed(upload, state, error, request, 503)
        failure = job.future.exception() if job is not None and job.future.done() else None
        if isinstance(failure, StoppedError):
            self._space.retry(upload)
            return RedirectResponse(self._there(upload), 303)
        if isinstance(failure, TamisError):
            return self._failed(upload, state, failure, request, 200)
        if not self._space.is_ready(upload, state):
            page = self._pages.page(
                "working.html",
                token=upload.token,
                name=state.shown_name,
                rows=0 if job is None else job.rows,
            )
            return HTMLResponse(page)
        upload.tidy(state)
        values = views.file_values(
            upload,
            state,
            page=_whole(request.query_params.get("page")),
            warnings=bool(request.query_params.get("warnings")),
            words=request.query_params.get("q", ""),
        )
        return HTMLResponse(self._pages.page("file.html", self._there(upload), **values))

    def _failed(
        self, upload: Upload, state: State, error: TamisError, request: Request, status: int
    ) -> Response:
        words = request.query_params.get("q", "")
        page = self._pages.page(
            "failed.html",
            self._there(upload),
            token=upload.token,
            name=state.shown_name,
            error=work.problem(error),
            choosing=isinstance(error, UsageError),
            can_undo=state.position > 0,
            words=words,
            results=views.matching(words),
        )
        return HTMLResponse(page, status_code=status)

    def _there(self, upload: Upload) -> str:
        return f"{self._base}/f/{upload.token}"

    async def show_all(self, request: Request) -> Response:
        """List the files that were sent together."""
        _, state = self._upload(request)
        files = []
        for token in state.siblings:
            upload = self._space.uploads.find(token)
            if upload is not None:
                files.append(self._line(upload, upload.state, request))
        working = any(not file["verdict"] for file in files)
        page = self._pages.page(
            "several.html", f"{self._base}{request.url.path}", files=files, working=working
        )
        return HTMLResponse(page)

    def _line(self, upload: Upload, state: State, request: Request) -> dict[str, Any]:
        self._begin(upload, request)
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
        upload, state = self._upload(request)
        try:
            job = self._space.start(upload, state, client_of(request))
        except BusyError:
            return JSONResponse({"ready": False, "rows": 0, "waiting": True})
        is_over = job is None or job.future.done()
        content: dict[str, Any] = {"ready": is_over, "rows": 0 if job is None else job.rows}
        if is_over and self._space.is_ready(upload, state):
            after = work.result_of(upload, state).get("after")
            content["after"] = None if after is None else views.verdict_line(after)
        return JSONResponse(content)

    async def report(self, request: Request) -> Response:
        """Show the report as a page of its own, which can be printed or saved."""
        upload, state = self._upload(request)
        await self._space.ready(upload, state, client_of(request))
        return FileResponse(
            upload.report_folder(state) / work.REPORT,
            media_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": REPORT_POLICY},
        )

    async def row(self, request: Request) -> Response:
        """Show one row with all of its cells."""
        upload, state = self._upload(request)
        values = views.whole_row(upload, state, request.path_params["row"])
        if values is None:
            return RedirectResponse(f"{self._there(upload)}#left", 303)
        return HTMLResponse(self._pages.page("row.html", **values))

    async def take(self, request: Request) -> Response:
        """Give the corrected file, its journal, its report."""
        upload, state = self._upload(request)
        kind = request.path_params["kind"]
        if kind not in TAKEN:
            raise HTTPException(404, str(_GONE))
        form, name, media_type = TAKEN[kind]
        client = client_of(request)
        if form:
            suffix = Path(name).suffix
            target = await self._space.export(upload, state, form, f"{kind}{suffix}", client)
        else:
            await self._space.ready(upload, state, client)
            folder = upload.repair_folder(state)
            target = folder / (work.OUTPUT if kind == "csv" else work.JOURNAL)
        if not target.is_file():
            return RedirectResponse(self._there(upload), 303)
        stem = Path(state.shown_name).stem or "fichier"
        return FileResponse(target, media_type=media_type, filename=name.format(stem=stem))

    async def choose_schema(self, request: Request) -> Response:
        """Hold the file against another schema; what was edited stays."""
        upload, state = self._upload(request)
        form = await request.form(max_files=0)
        upload.state = replace(state, schema=str(form.get("schema") or ""))
        return await self._back(upload, request)

    async def choose_repairs(self, request: Request) -> Response:
        """Do the repairs that are ticked, and no other."""
        upload, state = self._upload(request)
        form = await request.form(max_files=0)
        kept = {str(name) for name in form.getlist("safe")}
        without = {str(name) for name in form.getlist("known")} - kept
        agreed = [_pair(str(pair)) for pair in form.getlist("agreed")]
        likely = [work.LIKELY for pair in state.choice()["agreed"] if tuple(pair) == work.LIKELY]
        choice = {
            "without": sorted(without),
            "agreed": sorted({*agreed, *likely}),
        }
        upload.state = state.done(Step(kind="choice", choice=choice))
        return await self._back(upload, request)

    async def edit_cells(self, request: Request) -> Response:
        """Write the cells that were changed; a row may be taken out in the same breath."""
        upload, state = self._upload(request)
        form = await request.form(max_files=0, max_fields=MOST_FIELDS)
        width = len(work.columns_of(upload, state))
        cells = tuple(cell for cell in _changed_cells(form) if cell[1] <= width)
        if cells:
            state = state.done(Step(kind="cells", cells=cells))
        removed = form.get("remove")
        if removed:
            state = state.done(Step(kind="remove", rows=(_whole(removed),)))
        if cells or removed:
            upload.state = state
        if request.headers.get("accept", "").startswith("application/json"):
            self._begin(upload, request)
            return JSONResponse({"saved": len(cells)})
        page, warnings = _whole(form.get("page")), form.get("warnings")
        query = f"?page={page}{'&warnings=1' if warnings else ''}#left"
        return await self._back(upload, request, query)

    async def edit_rows(self, request: Request) -> Response:
        """Put a row back that was taken out."""
        upload, state = self._upload(request)
        form = await request.form(max_files=0)
        step = Step(kind="restore", rows=(_whole(form.get("restore")),))
        upload.state = state.done(step)
        return await self._back(upload, request, "#left")

    async def judge(self, request: Request) -> Response:
        """Say what is wrong with a row as it is typed, before it is saved."""
        upload, state = self._upload(request)
        number, cells = await _typed(request)
        row = work.faulty_row(upload, state, number)
        if row is None:
            return JSONResponse({"findings": [], "cells": []})
        columns = work.columns_of(upload, state)
        for column, text in cells:
            if 0 < column <= len(row["cells"]):
                row["cells"][column - 1] = text
        task = {
            "task": "judge",
            "schema": work.applied_schema(upload, state),
            "labels": [column["label"] for column in columns],
            "cells": row["cells"],
        }
        job = self._space.quick.submit(
            self._space.request(upload, state, **task), client=client_of(request)
        )
        answer = await self._space.quick.result(job)
        for finding in answer["findings"]:
            place = finding["column"]
            finding["field"] = columns[place - 1]["label"] if place else ""
            finding["weight"] = str(views.weight(finding["severity"]))
        return JSONResponse(answer)

    async def undo(self, request: Request) -> Response:
        """Undo what was done last."""
        return await self._moved(request, -1)

    async def redo(self, request: Request) -> Response:
        """Do again what was undone last."""
        return await self._moved(request, 1)

    async def _moved(self, request: Request, by: int) -> Response:
        upload, state = self._upload(request)
        upload.state = state.moved(by)
        return await self._back(upload, request, "#left")

    async def retry(self, request: Request) -> Response:
        """Try again what failed."""
        upload, _ = self._upload(request)
        self._space.retry(upload)
        return await self._back(upload, request)

    async def delete(self, request: Request) -> Response:
        """Delete a file and all that was made of it."""
        upload, state = self._upload(request)
        self._space.forget(upload.token)
        upload.delete()
        return RedirectResponse(f"{self._base}/?lang={state.lang}", 303)

    async def leave(self, request: Request) -> Response:
        """End the server, where it serves the person of this machine."""
        if self._space.options.public:
            raise HTTPException(404)
        form = await request.form(max_files=0)
        set_language(str(form.get("lang") or ""))
        self._quit_now()
        return HTMLResponse(self._pages.page("quit.html"))

    async def _back(self, upload: Upload, request: Request, query: str = "") -> Response:
        """Go back to the page of a file once what was changed is done, or soon after."""
        self._begin(upload, request)
        await self._patiently(upload, request)
        return RedirectResponse(f"{self._there(upload)}{query}", 303)


async def _typed(request: Request) -> tuple[int, list[tuple[int, str]]]:
    """Return the row that is typed in, and its cells: column, text.

    Raises:
        HTTPException: that is not what is sent.
    """
    try:
        content = await request.json()
        return _whole(content["row"]), [(_whole(n), str(text)) for n, text in content["cells"]]
    except (ValueError, TypeError, KeyError) as error:
        raise HTTPException(400) from error


def set_language(lang: str) -> Lang:
    """Speak a language: French, where it is none that is spoken."""
    spoken: Lang = "en" if lang == "en" else "fr"
    set_lang(spoken)
    return spoken


def _pair(text: str) -> tuple[str, str]:
    """Return a repair and the field that it is agreed to for.

    Raises:
        HTTPException: it is no such pair.
    """
    try:
        name, field = json.loads(text)
    except (ValueError, TypeError) as error:
        raise HTTPException(400) from error
    return str(name), str(field)


def _is_note(file: UploadFile) -> bool:
    return (file.filename or "").endswith(sidecar.SUFFIX)


def _link(source: Path, target: Path) -> None:
    """Have a file stand in a second place; where the disk has no links, a copy of it."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _whole(value: Any) -> int:
    """Return a whole number from 1; 1 where it is none."""
    text = str(value or "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1  # noqa: PLR2004 rows are counted in 32 bits


def _changed_cells(form: FormData) -> list[tuple[int, int, str]]:
    """Return the cells of a form that are not what was shown: row, column, text."""
    changed = []
    for name, value in form.multi_items():
        mark, _, place = name.partition(":")
        row, _, column = place.partition(":")
        if mark != "c" or not isinstance(value, str) or not (row.isdigit() and column.isdigit()):
            continue
        shown = form.get(f"w:{place}")
        text = _lines(value)
        if text != _lines(str(shown or "")):
            changed.append((_whole(row), _whole(column), text))
    return changed


def _lines(text: str) -> str:
    """Return a text whose lines end as they do in tables: forms send them otherwise."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
