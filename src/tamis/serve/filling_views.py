"""What the page of a table that is typed in is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from tamis.serve import workspace as work
from tamis.serve.position_map import position_map
from tamis.serve.upload_state import State
from tamis.serve.uploads import Upload

#: Rows of a page; values of a list that is shown whole, rather than proposed as one types.
_PAGE: Final = 50
_LISTED: Final = 300
#: What begins with a regular expression, in both languages.
_PATTERN: Final = ("le motif ", "the pattern ")
#: Keyboards of a phone, by the type of a field and by its format.
_KEYBOARDS: Final = {"integer": "numeric", "number": "decimal", "year": "numeric"}
_FORMATS: Final = {"email": "email", "uri": "url"}


def values(
    upload: Upload,
    state: State,
    cells: Sequence[str],
    *,
    answer: Mapping[str, Any] | None,
    page: str | None,
) -> dict[str, Any]:
    """Return what the page shows.

    Args:
        upload: the table.
        state: as it was changed.
        cells: those of the next row, as they were typed.
        answer: what is wrong with them, where they were judged.
        page: the page of rows that is asked for; None for the last.
    """
    facts = work.facts_of(upload, state) or {}
    columns = work.columns_of(upload, state)
    findings = answer["findings"] if answer else []
    return {
        "token": upload.token,
        "name": state.shown_name,
        "schema": facts["schema"],
        "after": work.result_of(upload, state).get("after"),
        "fields": [
            _field(column, cells[n - 1], n, findings) for n, column in enumerate(columns, start=1)
        ],
        "findings": findings,
        "next_line": state.next_row + 1,
        "can_undo": state.position > 0,
        "can_redo": state.position < len(state.steps),
        "removed": state.edits()["removed"],
        "labels": [column["label"] for column in columns],
        "map": Markup(answer["map"]) if answer else position_map(columns, cells),  # noqa: S704 ours
        **_rows(upload, state, page),
    }


def _field(
    column: Mapping[str, Any], text: str, number: int, findings: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    choices = column["choices"]
    is_listed = bool(choices) and len(choices) <= _LISTED
    faults = [finding["message"] for finding in findings if finding["column"] == number]
    return {
        **column,
        "number": number,
        "text": text,
        "fault": " ".join(faults),
        "is_listed": is_listed,
        "rule": "" if is_listed else _plain(column["rule"], column["example"]),
        "is_long": "\n" in text or len(text) > _LISTED,
        "keyboard": _KEYBOARDS.get(column["type"]) or _FORMATS.get(column["format"], ""),
    }


def _plain(rule: str, example: str) -> str:
    """Return what is expected without regular expressions, where an example says it better.

    >>> _plain("9 chiffres ; le motif ^[0-9]{9}$", "212701163")
    '9 chiffres'
    """
    parts = [part for part in rule.split(" ; ") if not (example and part.startswith(_PATTERN))]
    return " ; ".join(parts)


def _rows(upload: Upload, state: State, page: str | None) -> dict[str, Any]:
    rows = work.typed_rows(state)
    pages = max(1, -(-len(rows) // _PAGE))
    current = int(page) if page and page.isascii() and page.isdigit() and len(page) < 9 else pages  # noqa: PLR2004
    current = min(max(current, 1), pages)
    numbers = list(rows)[(current - 1) * _PAGE : current * _PAGE]
    faults = {number: _faults(upload, state, number) for number in numbers}
    return {
        "rows": [
            {"row": number, "line": number + 1, "cells": rows[number], "faults": faults[number]}
            for number in numbers
        ],
        "count": len(rows),
        "page": current,
        "pages": pages,
    }


def _faults(upload: Upload, state: State, number: int) -> list[str]:
    found = work.faulty_row(upload, state, number)
    return [] if found is None else [finding["message"] for finding in found["findings"]]
