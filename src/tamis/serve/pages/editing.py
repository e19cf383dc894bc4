"""What a person changes: the schema, the repairs, cells and rows."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tamis.serve import views
from tamis.serve import workspace as work
from tamis.serve.callers import client_of
from tamis.serve.pages.forms import (
    MOST_FIELDS,
    changed_cells,
    repair_and_field,
    typed_row,
    whole_number,
)
from tamis.serve.pages.open_files import OpenFiles
from tamis.serve.position_map import position_map
from tamis.serve.uploads import Step


class EditingRoutes:
    """Where a file is corrected.

    Args:
        files: the files that pages are about.
    """

    def __init__(self, files: OpenFiles) -> None:
        self._files = files

    def routes(self) -> list[Route]:
        """Return the routes."""
        actions = {
            "schema": self.choose_schema,
            "sheet": self.choose_sheet,
            "repairs": self.choose_repairs,
            "cells": self.edit_cells,
            "rows": self.edit_rows,
            "judge": self.judge,
            "undo": self.undo,
            "redo": self.redo,
            "retry": self.retry,
            "delete": self.delete,
        }
        return [
            Route(f"/f/{{token}}/{name}", action, methods=["POST"])
            for name, action in actions.items()
        ]

    async def choose_schema(self, request: Request) -> Response:
        """Hold the file against another schema; what was edited stays."""
        upload, state = self._files.find(request)
        form = await request.form(max_files=0)
        upload.state = replace(state, schema=str(form.get("schema") or ""))
        return await self._files.back(upload, request)

    async def choose_sheet(self, request: Request) -> Response:
        """Read another sheet of the workbook; what was done on this one waits for its return."""
        upload, state = self._files.find(request)
        form = await request.form(max_files=0)
        facts = work.facts_of(upload, state) or {}
        sheet = str(form.get("sheet") or "")
        if sheet in facts.get("sheets", ()) and sheet != facts["sheet"]:
            upload.state = replace(state, sheet=facts["sheet"]).on_sheet(sheet)
        return await self._files.back(upload, request)

    async def choose_repairs(self, request: Request) -> Response:
        """Do the repairs that are ticked, and no other."""
        upload, state = self._files.find(request)
        form = await request.form(max_files=0)
        kept = {str(name) for name in form.getlist("safe")}
        without = {str(name) for name in form.getlist("known")} - kept
        agreed = [repair_and_field(str(pair)) for pair in form.getlist("agreed")]
        likely = [work.LIKELY for pair in state.choice()["agreed"] if tuple(pair) == work.LIKELY]
        choice = {
            "without": sorted(without),
            "agreed": sorted({*agreed, *likely}),
        }
        upload.state = state.done(Step(kind="choice", choice=choice))
        return await self._files.back(upload, request)

    async def edit_cells(self, request: Request) -> Response:
        """Write the cells that were changed; a row may be taken out in the same breath."""
        upload, state = self._files.find(request)
        form = await request.form(max_files=0, max_fields=MOST_FIELDS)
        width = len(work.columns_of(upload, state))
        cells = tuple(cell for cell in changed_cells(form) if cell[1] <= width)
        if cells:
            state = state.done(Step(kind="cells", cells=cells))
        removed = form.get("remove")
        if removed:
            state = state.done(Step(kind="remove", rows=(whole_number(removed),)))
        if cells or removed:
            upload.state = state
        if request.headers.get("accept", "").startswith("application/json"):
            self._files.begin(upload, request)
            return JSONResponse({"saved": len(cells)})
        page, warnings = whole_number(form.get("page")), form.get("warnings")
        query = f"?page={page}{'&warnings=1' if warnings else ''}#left"
        return await self._files.back(upload, request, query)

    async def edit_rows(self, request: Request) -> Response:
        """Put a row back that was taken out."""
        upload, state = self._files.find(request)
        form = await request.form(max_files=0)
        step = Step(kind="restore", rows=(whole_number(form.get("restore")),))
        upload.state = state.done(step)
        return await self._files.back(upload, request, "#left")

    async def judge(self, request: Request) -> Response:
        """Say what is wrong with a row as it is typed, before it is saved."""
        upload, state = self._files.find(request)
        number, cells = await typed_row(request)
        row = work.faulty_row(upload, state, number)
        if row is None:
            return JSONResponse({"findings": [], "cells": [], "map": ""})
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
        job = self._files.space.quick.submit(
            self._files.space.request(upload, state, **task), client=client_of(request)
        )
        answer = await self._files.space.quick.result(job)
        for finding in answer["findings"]:
            place = finding["column"]
            finding["field"] = columns[place - 1]["label"] if place else ""
            finding["weight"] = str(views.weight(finding["severity"]))
        answer["map"] = str(position_map(columns, row["cells"]))
        return JSONResponse(answer)

    async def undo(self, request: Request) -> Response:
        """Undo what was done last."""
        return await self._move(request, -1)

    async def redo(self, request: Request) -> Response:
        """Do again what was undone last."""
        return await self._move(request, 1)

    async def _move(self, request: Request, by: int) -> Response:
        upload, state = self._files.find(request)
        upload.state = state.moved(by)
        return await self._files.back(upload, request, "#left")

    async def retry(self, request: Request) -> Response:
        """Try again what failed."""
        upload, _ = self._files.find(request)
        self._files.space.retry(upload)
        return await self._files.back(upload, request)

    async def delete(self, request: Request) -> Response:
        """Delete a file and all that was made of it."""
        upload, state = self._files.find(request)
        self._files.space.forget(upload.token)
        upload.delete()
        return RedirectResponse(f"{self._files.base}/?lang={state.lang}", 303)
