"""Files that were sent and the work done on them: what pages and APIs ask for."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final

from tamis.model.errors import TamisError
from tamis.model.repair_choice import LIKELY_ENCODING
from tamis.model.text import current_lang
from tamis.serve.jobs import Job
from tamis.serve.options import ServeOptions
from tamis.serve.pool import Pool
from tamis.serve.upload_state import State
from tamis.serve.uploads import Upload, UploadFolder

#: Names of what tasks write (`tamis.serve.tasks.examine`, `tamis.serve.tasks.faulty_rows`).
REPORT, PARTS, FACTS = "report.html", "parts.html", "facts.json"
OUTPUT, JOURNAL, RESULT = "corrected.csv", "journal.csv", "result.json"
ROWS, COLUMNS = "rows.sqlite", "columns.json"
#: How the reading of a text in a likely encoding is agreed to.
LIKELY: Final = LIKELY_ENCODING
#: What a hint says to who types commands, and to nobody else.
_COMMAND_LINE: Final = re.compile(r"(?:^|[\s(])(?:--?[a-z]|tamis [a-z])")
#: Seconds between two looks at files that nobody asks for any more.
_SWEEP: Final = 30.0
#: Seconds that judging a row may take.
_QUICK: Final = 60.0


class Workspace:
    """The files, the processes, and which works on which.

    Args:
        options: what the caller of ``tamis serve`` chose.
        root: a folder of this process, which goes with it.
    """

    def __init__(self, options: ServeOptions, root: Path) -> None:
        self.options = options
        self.uploads = UploadFolder(root / "files", options.keep)
        #: Where temporary files stand, those of the server too.
        self.room = room = root / "work"
        room.mkdir(mode=0o700, exist_ok=True)
        pool = partial(Pool, waiting=options.waiting, per_client=options.per_client, room=room)
        self.pool = pool(jobs=options.jobs, seconds=options.seconds)
        #: Rows are judged apart, so that who types does not wait for files.
        self.quick = pool(jobs=1, seconds=_QUICK)
        self._at_work: dict[str, tuple[Path, Job]] = {}

    def warm(self) -> None:
        """Start processes before they are needed."""
        self.pool.warm()
        self.quick.warm()

    def close(self) -> None:
        """End all work."""
        self.pool.close()
        self.quick.close()

    async def sweep(self) -> None:
        """Delete, for ever, files that nobody asks for any more."""
        while True:
            await asyncio.sleep(min(_SWEEP, self.options.keep))
            with suppress(OSError):
                self.uploads.expire()
            for token in [token for token in self._at_work if not self.uploads.find_kept(token)]:
                self.forget(token)

    def forget(self, token: str) -> None:
        """End what works on a file."""
        _, job = self._at_work.pop(token, (None, None))
        if job is not None:
            job.stop()

    def common(self) -> dict[str, Any]:
        """Return what every request has: limits and language."""
        limits = asdict(self.options.limits)
        known = {name: limits[name] for name in ("size", "memory", "seconds", "hosts")}
        return {"limits": known, "max_rows": self.options.max_rows, "lang": current_lang()}

    def request(self, upload: Upload, state: State, **more: Any) -> dict[str, Any]:
        """Return a request about a file that was sent."""
        return {
            **self.common(),
            "lang": state.lang,
            "folder": str(upload.source_folder(state)),
            "source": state.name,
            "typed": bool(state.columns),
            "member": state.member,
            "sheet": state.sheet,
            "schema": state.schema,
            "choice": state.choice(),
            "edits": state.edits(),
            "report": str(upload.report_folder(state)),
            "repair": str(upload.repair_folder(state)),
            **more,
        }

    async def fetch(self, address: str, upload: Upload, client: str) -> str:
        """Fetch the file at an address into the place of an upload; return its name.

        Raises:
            TamisError: the address leads to no file, or may not be fetched.
        """
        task = {"task": "fetch", "address": address, "folder": str(upload.source)}
        job = self.pool.submit({**self.common(), **task}, client=client)
        return str((await self.pool.result(job))["name"])

    def is_ready(self, upload: Upload, state: State) -> bool:
        """Whether all that a page shows of a file, as it was changed, is there."""
        facts = facts_of(upload, state)
        if facts is None:
            return False
        return not facts["tabular"] or (upload.repair_folder(state) / RESULT).is_file()

    def start(self, upload: Upload, state: State, client: str) -> Job | None:
        """Have a file examined, unless it is; return the job that does it.

        Raises:
            BusyError: too much is at work.
        """
        if self.is_ready(upload, state):
            return None
        key = upload.repair_folder(state)
        known, job = self._at_work.get(upload.token, (None, None))
        if job is not None and known == key:
            return job
        if job is not None:
            job.stop()
        job = self.pool.submit(self.request(upload, state, task="examine"), client=client)
        self._at_work[upload.token] = (key, job)
        return job

    def retry(self, upload: Upload) -> None:
        """Forget that a file could not be examined."""
        _, job = self._at_work.get(upload.token, (None, None))
        if job is not None and job.future.done():
            del self._at_work[upload.token]

    async def ready(self, upload: Upload, state: State, client: str) -> None:
        """Wait until a file is examined.

        Raises:
            TamisError: it cannot be.
        """
        job = self.start(upload, state, client)
        if job is not None:
            await self.pool.result(job)
        upload.tidy(state)

    async def export(self, upload: Upload, state: State, form: str, name: str, client: str) -> Path:
        """Return the file in a form that is made when it is asked for.

        Raises:
            TamisError: it cannot be made.
        """
        await self.ready(upload, state, client)
        target = upload.repair_folder(state) / name
        if not target.is_file():
            schema = applied_schema(upload, state)
            more = {"task": "export", "form": form, "target": str(target), "schema": schema}
            job = self.pool.submit(self.request(upload, state, **more), client=client)
            await self.pool.result(job)
        return target


def applied_schema(upload: Upload, state: State) -> str:
    """Return the schema that a file was held against."""
    facts = facts_of(upload, state) or {}
    return str(facts.get("applied") or state.schema)


def facts_of(upload: Upload, state: State) -> dict[str, Any] | None:
    """Return what is known of a file as it came; None where it is not judged yet."""
    return _read(upload.report_folder(state) / FACTS)


def result_of(upload: Upload, state: State) -> dict[str, Any]:
    """Return what is known of a file as it is repaired; nothing where it is not."""
    return _read(upload.repair_folder(state) / RESULT) or {}


def sheet_of(upload: Upload, state: State) -> str:
    """Return the sheet that is read, once that is known."""
    facts = facts_of(upload, state)
    return state.sheet or str((facts or {}).get("sheet", ""))


def columns_of(upload: Upload, state: State) -> list[dict[str, Any]]:
    """Return what a cell of each column may be."""
    path = upload.repair_folder(state) / COLUMNS
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return content


#: Severities of rows: errors, and warnings too.
_ERROR, _WARNING = 3, 2


def faulty_rows(
    upload: Upload, state: State, *, first: int, most: int, warnings: bool
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many rows keep a fault, and some of them with their cells and faults.

    Args:
        upload: the file.
        state: as it was changed.
        first: how many are left out before.
        most: how many are returned.
        warnings: whether rows that have warnings alone count.
    """
    least = _WARNING if warnings else _ERROR
    where = "FROM rows WHERE severity >= ?"
    order = "ORDER BY row LIMIT ? OFFSET ?"
    return _rows(upload, state, where, (least,), f"{order}", (most, first))


def faulty_row(upload: Upload, state: State, row: int) -> dict[str, Any] | None:
    """Return one row that keeps a fault."""
    _, rows = _rows(upload, state, "FROM rows WHERE row = ?", (row,), "LIMIT 1", ())
    return rows[0] if rows else None


def row_of(upload: Upload, state: State, number: int) -> dict[str, Any] | None:
    """Return a row that keeps a fault, or any that was typed in here: 0 is the next one."""
    found = faulty_row(upload, state, number)
    if found is not None or not state.columns:
        return found
    rows = typed_rows(state)
    cells = rows.get(number) if number else [""] * len(state.columns)
    if cells is None:
        return None
    return {"row": number, "line": (number or state.next_row) + 1, "cells": cells, "findings": []}


def typed_rows(state: State) -> dict[int, list[str]]:
    """Return the rows that were typed in here, as they were corrected since, by number."""
    edits = state.edits()
    rows = dict(enumerate(state.typed_rows, start=1))
    for row, column, text in edits["cells"]:
        if row in rows and column <= len(rows[row]):
            rows[row][column - 1] = text
    return {number: cells for number, cells in rows.items() if number not in edits["removed"]}


def _rows(
    upload: Upload,
    state: State,
    where: str,
    values: tuple[int, ...],
    order: str,
    bounds: tuple[int, ...],
) -> tuple[int, list[dict[str, Any]]]:
    path = upload.repair_folder(state) / ROWS
    if not path.is_file():
        return 0, []
    with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as database:
        (total,) = database.execute(f"SELECT count(*) {where}", values).fetchone()
        found = database.execute(
            f"SELECT row, line, cells {where} {order}",
            (*values, *bounds),
        ).fetchall()
        rows = [_row(database, *entry) for entry in found]
    return total, rows


def _row(database: sqlite3.Connection, row: int, line: int, cells: str) -> dict[str, Any]:
    findings = database.execute(
        'SELECT "column", content FROM findings WHERE row = ? ORDER BY "column"', (row,)
    )
    listed = [{"column": column, **json.loads(content)} for column, content in findings]
    return {"row": row, "line": line, "cells": json.loads(cells), "findings": listed}


def problem(error: TamisError) -> Mapping[str, str]:
    """Return what went wrong as a page and an API say it."""
    hint = str(error.hint or "")
    return {"message": str(error.text), "hint": "" if _COMMAND_LINE.search(hint) else hint}
