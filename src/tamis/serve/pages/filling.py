"""A table that is typed in, row by row: the web form of a template."""

from __future__ import annotations

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tamis.loading import catalogue, schemas
from tamis.model.errors import TamisError, UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.serve import filling_views
from tamis.serve import workspace as work
from tamis.serve.callers import client_of, set_language
from tamis.serve.file_names import safe_name
from tamis.serve.jobs import BusyError
from tamis.serve.pages.forms import MOST_FIELDS, MOST_TYPED, table_lines
from tamis.serve.pages.open_files import OpenFiles
from tamis.serve.upload_state import State, Step
from tamis.serve.uploads import Upload

_NO_TABLE: Final = Text(
    fr="Ce schéma n'est pas celui d'une table : ses données ne se saisissent pas en lignes.",
    en="This schema is not one of a table: its data cannot be entered as rows.",
)
_EMPTY: Final = Text(
    fr="Cette ligne est vide : écrivez au moins une valeur.",
    en="This row is empty: write one value at least.",
)
#: The status of a row that is not taken as it is (RFC 9110, section 15.5.21).
_REFUSED: Final = 422


class FillingRoutes:
    """Where rows are typed in.

    Args:
        files: the files that pages are about.
    """

    def __init__(self, files: OpenFiles) -> None:
        self._files = files

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/fill", self.start, methods=["POST"]),
            Route("/f/{token}/fill", self.show),
            Route("/f/{token}/add", self.add, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """Begin a table that has the columns of a schema, or give the workbook to fill in."""
        form = await request.form(max_files=0)
        lang = set_language(str(form.get("lang") or ""))
        name, version = catalogue.find(str(form.get("schema") or ""))
        schema = schemas.from_entry(name, version)
        if not isinstance(schema, Schema):
            raise UsageError(_NO_TABLE)
        labels = tuple(field.name for field in schema.fields)
        with self._files.space.uploads.reserved() as upload:
            upload.state = State(
                name=safe_name(f"{name.name.rpartition('/')[2]}.csv"),
                lang=lang,
                schema=f"{name.name}@{version}",
                columns=labels,
            )
        self._files.begin(upload, request)
        await self._files.wait(upload, request)
        place = "take/template" if form.get("template") else "fill"
        return RedirectResponse(f"{self._files.address(upload)}/{place}", 303)

    async def show(self, request: Request) -> Response:
        """Show the form of the next row, and the rows that there are."""
        upload, state = self._files.find(request)
        if not state.columns:
            return RedirectResponse(self._files.address(upload), 303)
        return await self._page(upload, state, request, [""] * len(state.columns))

    async def _page(
        self,
        upload: Upload,
        state: State,
        request: Request,
        cells: list[str],
        *,
        answer: dict[str, Any] | None = None,
        error: TamisError | None = None,
    ) -> Response:
        """Return the page of a table that is typed in, `cells` being those of the next row."""
        here = f"{self._files.address(upload)}/fill"
        try:
            job = self._files.space.start(upload, state, client_of(request))
        except BusyError as busy:
            raise HTTPException(503, str(busy.text)) from busy
        if not self._files.space.is_ready(upload, state):
            if job is not None and job.future.done():  # the page of the file says why
                return RedirectResponse(self._files.address(upload), 303)
            values: dict[str, Any] = {"token": upload.token, "name": state.shown_name, "rows": 0}
            return HTMLResponse(self._files.pages.page("working.html", here, **values))
        upload.tidy(state)
        values = filling_views.values(
            upload, state, cells, answer=answer, page=request.query_params.get("page")
        )
        shown_error = None if error is None else work.problem(error)
        page = self._files.pages.page("fill.html", here, error=shown_error, **values)
        return HTMLResponse(page, status_code=_REFUSED if error or answer else 200)

    async def add(self, request: Request) -> Response:
        """Add a row, unless it has an error that the person has not been told of yet."""
        form = await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_TYPED)
        upload, state = self._files.find(request)
        if not state.columns:
            raise HTTPException(400)
        cells = [
            table_lines(str(form.get(f"c:0:{n}") or "")) for n in range(1, len(state.columns) + 1)
        ]
        if not any(cell.strip() for cell in cells):
            return await self._page(upload, state, request, cells, error=UsageError(_EMPTY))
        if not form.get("anyway"):
            await self._files.space.ready(upload, state, client_of(request))
            answer = await self._files.judged(upload, state, 0, cells, request)
            if any(finding["severity"] == "error" for finding in answer["findings"]):
                return await self._page(upload, state, request, cells, answer=answer)
        state = upload.state  # of this moment: the row was judged meanwhile
        written = tuple(
            (state.next_row, column, text) for column, text in enumerate(cells, start=1) if text
        )
        upload.state = state.done(Step(kind="add", cells=written))
        return await self._files.back(upload, request, "/fill#rows")
