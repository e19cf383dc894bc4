"""The file that a request is about, the work on it, and the way back to its page."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tamis.model.errors import TamisError
from tamis.model.text import LANGS, Text, set_lang
from tamis.serve import views
from tamis.serve import workspace as work
from tamis.serve.callers import client_of, language_of
from tamis.serve.jobs import BusyError
from tamis.serve.position_map import position_map
from tamis.serve.upload_state import State
from tamis.serve.uploads import Upload
from tamis.serve.views import Pages
from tamis.serve.workspace import Workspace

#: Seconds that a small file is waited for, so that its page comes at once.
_PATIENCE: Final = 1.5
GONE: Final = Text(
    fr="Ce fichier n'est plus ici : envoyez-le de nouveau.",
    en="This file is no longer here: send it again.",
)


class OpenFiles:
    """The files that pages are about.

    Args:
        space: the files and the work on them.
        pages: the templates.
    """

    def __init__(self, space: Workspace, pages: Pages) -> None:
        self.space, self.pages = space, pages
        self.base = space.options.base_path

    def find(self, request: Request) -> tuple[Upload, State]:
        """Return the file that a request is about, and speak its language.

        Raises:
            HTTPException: it is not here.
        """
        upload = self.space.uploads.find(request.path_params["token"])
        if upload is None:
            set_lang(language_of(request))
            raise HTTPException(404, str(GONE))
        state = upload.state
        lang = request.query_params.get("lang")
        if lang in LANGS and lang != state.lang:
            state = replace(state, lang=lang)
            upload.state = state
        set_lang(state.lang)
        return upload, state

    def begin(self, upload: Upload, request: Request) -> None:
        """Start the work on a file; where there is too much of it, its page asks again."""
        try:
            self.space.start(upload, upload.state, client_of(request))
        except BusyError:
            return

    async def wait(self, upload: Upload, request: Request) -> None:
        """Wait a little, so that the page of a small file comes at once."""
        waiting = asyncio.ensure_future(self.space.ready(upload, upload.state, client_of(request)))
        waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            await asyncio.wait_for(asyncio.shield(waiting), _PATIENCE)
        except (TimeoutError, TamisError):
            return  # the page says how far it is, or what is wrong

    async def judged(
        self, upload: Upload, state: State, number: int, cells: Sequence[str], request: Request
    ) -> dict[str, Any]:
        """Return what is wrong with a row, before it is saved, and the map of where it is.

        `number` is that of the row, 0 for a new one.

        Raises:
            HTTPException: the file is being read again, so that its columns are not known.
            TamisError: the row cannot be judged.
        """
        columns = work.columns_of(upload, state)
        if not columns:
            raise HTTPException(409)
        task = {
            "task": "judge",
            "schema": work.applied_schema(upload, state),
            "labels": [column["label"] for column in columns],
            "cells": list(cells),
            "row": number,
        }
        job = self.space.quick.submit(
            self.space.request(upload, state, **task), client=client_of(request)
        )
        answer = await self.space.quick.result(job)
        for finding in answer["findings"]:
            place = finding["column"]
            finding["field"] = columns[place - 1]["label"] if place else ""
            finding["weight"] = str(views.weight(finding["severity"]))
        answer["map"] = str(position_map(columns, cells))
        return answer

    def address(self, upload: Upload) -> str:
        """Return the path of the page of a file."""
        return f"{self.base}/f/{upload.token}"

    def table_address(self, upload: Upload) -> str:
        """Return the path where the rows of a file are written: a page, where they are typed."""
        return f"{self.address(upload)}/fill" if upload.state.columns else self.address(upload)

    async def back(self, upload: Upload, request: Request, query: str = "") -> Response:
        """Go back to the page of a file once what was changed is done, or soon after."""
        self.begin(upload, request)
        await self.wait(upload, request)
        return RedirectResponse(f"{self.address(upload)}{query}", 303)
