"""A line of labels: the template of who fills in a text rather than a workbook."""

from __future__ import annotations

import csv
import io

from tamis.model.schema import Schema


def line(schema: Schema) -> bytes:
    """Return the labels of a table as CSV (UTF-8, commas), as they are published."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([field.name for field in schema.fields])
    return out.getvalue().encode()
