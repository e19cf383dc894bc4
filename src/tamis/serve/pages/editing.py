"""What a person changes: the schema, the repairs, cells and rows."""

from __future__ import annotations

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tamis.serve import workspace as work
from tamis.serve.pages.forms import (
    MOST_FIELDS,
    MOST_TYPED,
    changed_cells,
    repair_and_field,
    typed_row,
    whole_number,
)
from tamis.serve.pages.open_files import OpenFiles
from tamis.serve.upload_state import State, Step
from tamis.serve.uploads import Upload


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
        """Hold the file against another schema; what was edited stays, on the sheet it is of."""
        form = await request.form(max_files=0)
        upload, state = self._files.find(request)
        sheet = work.sheet_of(upload, state) if state.edits()["labels"] else state.sheet
        upload.state = replace(state, schema=str(form.get("schema") or ""), sheet=sheet)
        return await self._files.back(upload, request)

    async def choose_sheet(self, request: Request) -> Response:
        """Read another sheet of the workbook; what was done on this one waits for its return."""
        form = await request.form(max_files=0)
        upload, state = self._files.find(request)
        facts = work.facts_of(upload, state) or {}
        sheet = str(form.get("sheet") or "")
        if sheet in facts.get("sheets", ()) and sheet != facts["sheet"]:
            upload.state = replace(state, sheet=facts["sheet"]).on_sheet(sheet)
        return await self._files.back(upload, request)

    def _asked(self, request: Request, form: FormData) -> tuple[Upload, State]:
        """Return the file that a form is about, on the sheet that the form was shown for.

        Nothing may be awaited between this and the writing of the state: what a second window
        does meanwhile would be lost.
        """
        upload, state = self._files.find(request)
        sheet, current = str(form.get("of") or ""), work.sheet_of(upload, state)
        if sheet and current and sheet != current:
            state = replace(state, sheet=current).on_sheet(sheet)
        return upload, state

    async def choose_repairs(self, request: Request) -> Response:
        """Do the repairs that are ticked, and no other."""
        form = await request.form(max_files=0)
        upload, state = self._asked(request, form)
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
        form = await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_TYPED)
        upload, state = self._asked(request, form)
        labels = tuple(
            str(label) for label in (work.facts_of(upload, state) or {}).get("labels", ())
        )
        cells = changed_cells(form)
        removed = form.get("remove")
        if cells:
            state = state.done(Step(kind="cells", cells=tuple(cells), labels=labels))
        if removed:
            rows = (whole_number(removed),)
            state = state.done(Step(kind="remove", rows=rows, labels=labels))
        if cells or removed:
            upload.state = state
        page, warnings = whole_number(form.get("page")), form.get("warnings")
        query = f"?page={page}{'&warnings=1' if warnings else ''}#left"
        return await self._back_to_rows(upload, request, form, query)

    async def _back_to_rows(
        self, upload: Upload, request: Request, form: FormData, query: str
    ) -> Response:
        """Go back to where the form is: the page of the file, or the rows that are typed in."""
        if form.get("from") == "fill" and upload.state.columns:
            query = f"/fill{query.partition('#')[0]}#rows"
        return await self._files.back(upload, request, query)

    async def edit_rows(self, request: Request) -> Response:
        """Put a row back that was taken out."""
        form = await request.form(max_files=0)
        upload, state = self._asked(request, form)
        step = Step(kind="restore", rows=(whole_number(form.get("restore")),))
        upload.state = state.done(step)
        return await self._back_to_rows(upload, request, form, "#left")

    async def judge(self, request: Request) -> Response:
        """Say what is wrong with a row as it is typed, before it is saved."""
        number, cells = await typed_row(request)
        upload, state = self._files.find(request)
        row = work.row_of(upload, state, number)
        if row is None:  # the file is being read again: nothing can be said of what is typed
            raise HTTPException(409)
        for column, text in cells:
            if 0 < column <= len(row["cells"]):
                row["cells"][column - 1] = text
        return JSONResponse(await self._files.judged(upload, state, number, row["cells"], request))

    async def undo(self, request: Request) -> Response:
        """Undo what was done last."""
        return await self._move(request, -1)

    async def redo(self, request: Request) -> Response:
        """Do again what was undone last."""
        return await self._move(request, 1)

    async def _move(self, request: Request, by: int) -> Response:
        form = await request.form(max_files=0)
        upload, state = self._asked(request, form)
        upload.state = state.moved(by)
        return await self._back_to_rows(upload, request, form, "#left")

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
