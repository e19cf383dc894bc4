"""Workbooks: XLSX, XLSM, XLSB, XLS, ODS, flat ODS, and pages of HTML saved as workbooks."""

from __future__ import annotations

from tamis.readers import Request, reader
from tamis.readers.workbook.kinds import KINDS
from tamis.sources.local import LocalFile
from tamis.tables.batch import Table

FORMAT = "xlsx"
SUFFIXES = tuple(suffix for suffixes in KINDS.values() for suffix in suffixes)


@reader
def read(local: LocalFile, request: Request) -> Table:
    """Open a workbook at the sheet asked for, or at the one that suits the fields best.

    Raises:
        SourceError: it is damaged, protected by a password, or beyond the limits.
        UsageError: it has no such sheet.
    """
    from tamis.readers.workbook.table import workbook_table

    return workbook_table(local, request)
