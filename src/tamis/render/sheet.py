"""Sheets of a workbook, written row after row, that hold text and nothing that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from tamis.model.rule import Severity
from tamis.values.formulas import inert

#: Characters of a cell and of a comment (Excel, "specifications and limits").
_MOST: Final = 32_767

_FORMS: Final[Mapping[str, dict[str, Any]]] = {
    "plain": {},
    "bold": {"bold": True, "font_size": 12},
    "head": {"bold": True, "bottom": 1, "bg_color": "#E8EDF3"},
    "wrapped": {"text_wrap": True, "valign": "top"},
}
#: Colours that stay apart for those who do not see red and green alike; comments say the rest.
_COLORS: Final[Mapping[Severity, dict[str, Any]]] = {
    Severity.ERROR: {"bg_color": "#F8C9C4", "font_color": "#7A0C0C"},
    Severity.WARNING: {"bg_color": "#FFE9A8", "font_color": "#5C4400"},
    Severity.INFO: {"bg_color": "#D6E6FA", "font_color": "#0B3A6B"},
}


class Book:
    """A workbook that is complete when it is left."""

    def __init__(self, out: BinaryIO, created: datetime) -> None:
        import xlsxwriter

        settings = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self._book = xlsxwriter.Workbook(out, settings)
        self._book.set_properties({"created": created.replace(tzinfo=None)})
        self._formats: dict[tuple[str, Severity | None, bool], Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._book.close()

    def sheet(self, name: str, *, widths: Sequence[int] = (), frozen: bool = False) -> Sheet:
        """Return a new sheet; `frozen`: its first row stays in sight."""
        worksheet = self._book.add_worksheet(name)
        worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for index, width in enumerate(widths):
            worksheet.set_column(index, index, width)
        if frozen:
            worksheet.freeze_panes(1, 0)
        return Sheet(name, worksheet, self)

    def format(self, form: str, severity: Severity | None, *, runs: bool) -> Any:
        """Return the look of a cell; `runs`: its text would be a formula if it were typed."""
        key = (form, severity, runs)
        if key not in self._formats:
            color = _COLORS[severity] if severity else {}
            prefix = {"quote_prefix": True} if runs else {}
            look = {"num_format": "@", **_FORMS[form], **color, **prefix}
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]


class Sheet:
    """A sheet, from its first row to its last."""

    def __init__(self, name: str, sheet: Any, book: Book) -> None:
        self.name = name
        self.height = 0
        self._sheet = sheet
        self._book = book

    def row(
        self,
        cells: Sequence[object],
        form: str = "plain",
        severities: Mapping[int, Severity] | None = None,
    ) -> None:
        """Write a row: texts, whole numbers, None. `severities` colours cells, by position."""
        weights = severities or {}
        for index, cell in enumerate(cells):
            weight = weights.get(index)
            if isinstance(cell, int):
                self._sheet.write_number(self.height, index, cell)
            elif cell:
                text = str(cell)[:_MOST]
                look = self._book.format(form, weight, runs=inert(text) != text)
                self._sheet.write_string(self.height, index, text, look)
            elif weight:
                look = self._book.format(form, weight, runs=False)
                self._sheet.write_blank(self.height, index, None, look)
        self.height += 1

    def comment(self, index: int, text: str) -> None:
        """Say `text` of a cell of the last row."""
        size = {"x_scale": 2.5, "y_scale": 1 + text.count("\n") / 2}
        self._sheet.write_comment(self.height - 1, index, text[:_MOST], size)

    def link(self, index: int, sheet: str, cell: str) -> None:
        """Make a cell of the last row lead to one of another sheet."""
        self._sheet.write_url(self.height - 1, index, f"internal:'{sheet}'!{cell}", string=cell)

    def filters(self, width: int) -> None:
        """Let the reader filter the rows by what stands in the columns."""
        if width:
            self._sheet.autofilter(0, 0, 1_048_575, width - 1)
