"""Findings as a table in CSV, one a row, that no spreadsheet runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final, TextIO

from tamis.model.finding import Finding
from tamis.model.report import Report, Source, Unread
from tamis.values.csv_lines import csv_line
from tamis.values.formulas import inert
from tamis.writers.swap import beside

#: The columns. `column` counts from 1; `place` is the cell of a workbook, or a JSON pointer.
LABELS: Final = (
    "path", "severity", "code", "row", "line", "column", "place", "field", "value", "message",
    "repair", "applicability", "proposal",
)  # fmt: skip


class Table:
    """The findings of one report after the other, under one header."""

    def __init__(self, out: TextIO, *, excel: bool = False) -> None:
        self._out = out
        self._line = partial(csv_line, delimiter=";" if excel else ",")
        out.write("\ufeff" if excel else "")
        out.write(self._line(LABELS))

    @classmethod
    @contextmanager
    def beside(cls, path: Path) -> Iterator[Table]:
        """Give a table that appears at `path` once all is written."""
        with beside(path) as part, part.open("w", encoding="utf-8", newline="") as out:
            yield cls(out)

    @staticmethod
    def may_replace(path: Path) -> bool:
        """Whether nothing stands at `path`, or a former list of findings."""
        try:
            with path.open(encoding="utf-8", errors="replace") as former:
                return former.readline(1_000).rstrip("\n") == ",".join(LABELS)
        except FileNotFoundError:
            return True
        except OSError:
            return False

    def write(self, report: Report) -> None:
        """Write the findings of a report."""
        self._out.writelines(map(self._line, _rows(report.findings, report.source)))

    def unread(self, unread: Unread) -> None:
        """Write why a source could not be read."""
        cells = {"path": unread.path, "severity": "error", "message": str(unread.error)}
        self._out.write(self._line(inert(cells.get(label, "")) for label in LABELS))


def _rows(findings: Iterable[Finding], source: Source) -> Iterator[list[object]]:
    for finding in findings:
        cells = finding_cells(finding, source)
        yield [inert(cell) if isinstance(cell, str) else cell for cell in cells]


def finding_cells(finding: Finding, source: Source) -> tuple[object, ...]:
    """Return what the table says of a finding, under `LABELS`; cells stand as they are."""
    return (
        source.path,
        finding.severity.word,
        finding.code,
        finding.row,
        finding.line,
        finding.column or None,
        finding.pointer or source.place(finding.line, finding.column),
        finding.field,
        finding.value,
        finding.message,
        finding.repair,
        finding.applicability,
        finding.proposal,
    )
