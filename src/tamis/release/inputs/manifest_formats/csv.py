"""A manifest in CSV: a source a row, as a spreadsheet keeps it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tamis.release.inputs.manifest_formats import Listed, parted

SUFFIX = ".csv"


def read(path: Path) -> Listed:
    """Return what the manifest says; the delimiter is a comma, a semicolon or a tab."""
    text = path.read_text(encoding="utf-8-sig")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="", strict=True)
    try:
        entries = [
            {k.strip(): v.strip() for k, v in row.items() if v and v.strip()} for row in rows
        ]
    except (csv.Error, AttributeError) as error:
        raise ValueError(str(error)) from error
    return parted([row for row in entries if row])
