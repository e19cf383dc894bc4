"""Values of the database as JSON and as CSV have them."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from tamis.serve.rows.columns import Column, Kind
from tamis.values.formulas import inert

#: Numbers that are whole are written without a point below this: it is exact.
_WHOLE: Final = 1e15


def as_json(column: Column, value: Any) -> Any:
    """Return a value as JSON has it; what is no number in JSON is a text, as in PostgREST."""
    if value is None:
        return None
    if column.kind is Kind.JSON:
        return _parsed(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return float(value) if isinstance(value, Decimal) else value


def as_record(columns: Sequence[Column], values: Sequence[Any]) -> dict[str, Any]:
    """Return a row by the names of its columns."""
    return {
        column.name: as_json(column, value) for column, value in zip(columns, values, strict=True)
    }


def as_text(column: Column, value: Any) -> str:
    """Return a value as the CSV file of a release has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if column.kind is Kind.JSON:
        items = _parsed(value) if column.delimiter else None
        return column.delimiter.join(map(str, items)) if isinstance(items, list) else str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return str(as_json(column, value))


def csv_writer(*, is_inert: bool) -> Callable[[Iterable[Sequence[str]]], str]:
    """Return what writes rows of texts as CSV (RFC 4180, lines end as in the file of a release).

    Args:
        is_inert: whether what a spreadsheet would run is made a text.
    """

    def write(rows: Iterable[Sequence[str]]) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        for row in rows:
            writer.writerow([inert(text) for text in row] if is_inert else row)
        return out.getvalue()

    return write


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=str)
    except ValueError:
        return text
