"""Rows as lines of CSV (RFC 4180) that end in LF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable


def csv_line(cells: Iterable[object], delimiter: str = ",") -> str:
    r"""Return a row as a line.

    A return within a cell is quoted as a line feed is: the writer of Python does so only where
    lines end in both.

    >>> csv_line(["a\rb", None, 1])
    '"a\rb",,1\n'
    """
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=delimiter).writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"
