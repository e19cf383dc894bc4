"""What a form of the page says: rows, cells, repairs."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tamis.model.limits import MB

#: Digits of a row's number: rows are counted in 32 bits.
_MOST_DIGITS: Final = 9
#: Fields of a form: two for each cell of fifty rows. Bytes of a cell, or of a pasted table.
MOST_FIELDS: Final = 200_000
MOST_TYPED: Final = 32 * MB


def whole_number(value: Any) -> int:
    """Return a whole number from 1; 1 where it is none."""
    text = str(value or "")
    return (
        max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 1
    )


def repair_and_field(text: str) -> tuple[str, str]:
    """Return a repair and the field that it is agreed to for.

    Raises:
        HTTPException: it is no such pair.
    """
    try:
        name, field = json.loads(text)
    except (ValueError, TypeError) as error:
        raise HTTPException(400) from error
    return str(name), str(field)


async def typed_row(request: Request) -> tuple[int, list[tuple[int, str]]]:
    """Return the row that is typed in (0: a new one), and its cells: column, text.

    Raises:
        HTTPException: that is not what is sent.
    """
    try:
        content = await request.json()
        row = 0 if content["row"] == 0 else whole_number(content["row"])
        return row, [(whole_number(n), str(text)) for n, text in content["cells"]]
    except (ValueError, TypeError, KeyError) as error:
        raise HTTPException(400) from error


def changed_cells(form: FormData) -> list[tuple[int, int, str]]:
    """Return the cells of a form that are not what was shown: row, column, text."""
    changed = []
    for name, value in form.multi_items():
        mark, _, place = name.partition(":")
        row, _, column = place.partition(":")
        if mark != "c" or not isinstance(value, str) or not (row.isdigit() and column.isdigit()):
            continue
        shown = form.get(f"w:{place}")
        text = table_lines(value)
        if text != table_lines(str(shown or "")):
            changed.append((whole_number(row), whole_number(column), text))
    return changed


def table_lines(text: str) -> str:
    """Return a text whose lines end as they do in tables: forms send them otherwise."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
