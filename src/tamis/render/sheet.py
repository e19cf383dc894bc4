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
#: Signs of a line of a comment at our width, and lines at its usual height.
_COMMENT_SIGNS: Final = 48
_COMMENT_LINES: Final = 4

#: A text that is wrapped in a row of one line is cut there, and covers no other cell.
_FORMS: Final[Mapping[str, dict[str, Any]]] = {
    "plain": {"text_wrap": True, "valign": "top"},
    "bold": {"bold": True, "font_size": 12, "text_wrap": True, "valign": "top"},
    "head": {"bold": True, "bottom": 1, "bg_color": "#E8EDF3", "text_wrap": True, "valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0B3A6B", "underline": 1, "valign": "top"},
}
#: Forms whose rows are as high as their texts need.
_HIGH: Final = frozenset({"bold", "head", "wrapped"})
#: Points of a line of text, and of the highest row (Excel, "specifications and limits"). A row
#: of 15, the usual height, is one whose height is left to its texts.
_LINE: Final = 16
_HIGHEST: Final = 409
#: Signs that a column takes at least and at most, where its texts decide, and rows that do.
_NARROWEST: Final = 8
_WIDEST: Final = 40
_SAMPLED: Final = 200
#: ISO A4, as the specification of workbooks counts papers.
_A4: Final = 9
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
        self._sheets: list[Sheet] = []
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
            for sheet in self._sheets:
                sheet.end()
            self._book.close()

    def sheet(self, name: str, *, widths: Sequence[int] = ()) -> Sheet:
        """Return a new sheet, which is printed on pages as wide as it is.

        Args:
            name: its name.
            widths: the width of each column in signs; else its texts decide.
        """
        worksheet = self._book.add_worksheet(name)
        worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&L&A&R&P / &N")
        sheet = Sheet(name, worksheet, self, widths)
        self._sheets.append(sheet)
        return sheet

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

    def __init__(self, name: str, sheet: Any, book: Book, widths: Sequence[int]) -> None:
        self.name = name
        self.height = 0
        self._sheet = sheet
        self._book = book
        self._widths = dict(enumerate(widths))
        self._is_fixed = bool(widths)

    def skip_to(self, height: int) -> None:
        """Leave rows blank until so many stand there."""
        self.height = max(self.height, height)

    def end(self) -> None:
        """Give columns their widths."""
        for index, width in self._widths.items():
            self._sheet.set_column(index, index, width)

    def keep_in_sight(self) -> None:
        """Keep the rows so far in sight, and repeat the last of them on each page."""
        self._sheet.freeze_panes(self.height, 0)
        self._sheet.repeat_rows(self.height - 1)

    def line(self, text: str, form: str = "wrapped") -> None:
        """Write a text across all columns, as high as it needs; "" leaves the row blank."""
        if text:
            last, width = max(self._widths, default=0), sum(self._widths.values())
            self._sheet.set_row(self.height, _height([(text, width)]))
            look = self._book.format(form, None, runs=inert(text) != text)
            if last:
                self._sheet.merge_range(self.height, 0, self.height, last, "", look)
            self._sheet.write_string(self.height, 0, text[:_MOST], look)
        self.height += 1

    def row(
        self,
        cells: Sequence[object],
        form: str = "plain",
        severities: Mapping[int, Severity] | None = None,
    ) -> None:
        """Write a row: texts, whole numbers, None. `severities` colours cells, by position."""
        weights = severities or {}
        self._measure(cells)
        self._sheet.set_row(self.height, self._height_of(cells) if form in _HIGH else _LINE)
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

    def _measure(self, cells: Sequence[object]) -> None:
        if self._is_fixed or self.height > _SAMPLED:
            return
        for index, cell in enumerate(cells):
            wanted = min(max(len(str(cell or "")) + 2, _NARROWEST), _WIDEST)
            self._widths[index] = max(self._widths.get(index, 0), wanted)

    def _height_of(self, cells: Sequence[object]) -> int:
        widths = self._widths
        return _height([(str(c or ""), widths.get(n, _WIDEST)) for n, c in enumerate(cells)])

    def comment(self, index: int, text: str) -> None:
        """Say `text` of a cell of the last row."""
        lines = sum(1 + len(line) // _COMMENT_SIGNS for line in text.splitlines())
        size = {"x_scale": 2.5, "y_scale": max(1.0, lines / _COMMENT_LINES)}
        self._sheet.write_comment(self.height - 1, index, text[:_MOST], size)

    def link(self, index: int, sheet: str, cell: str) -> None:
        """Make a cell of the last row lead to one of another sheet."""
        look = self._book.format("link", None, runs=False)
        self._sheet.write_url(self.height - 1, index, f"internal:'{sheet}'!{cell}", look, cell)

    def filters(self, width: int, first: int = 0) -> None:
        """Let the reader filter the rows below the last one by what stands in the columns."""
        if width:
            self._sheet.autofilter(self.height - 1, first, 1_048_575, first + width - 1)


def _height(texts: Sequence[tuple[str, int]]) -> int:
    """Return the points of a row that shows each text whole, in columns of so many signs."""
    lines = max(
        (
            sum(1 + len(part) // max(width - 1, 1) for part in text.splitlines())
            for text, width in texts
        ),
        default=1,
    )
    return min(max(lines, 1) * _LINE, _HIGHEST)
