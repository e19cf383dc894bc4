"""XLSX, XLSB and XLS through calamine, what it leaves out put over what it reads."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Final, Protocol

from tamis.readers.extent import locked, unreadable
from tamis.readers.native_errors import native
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.place import Area
from tamis.readers.workbook.sheet import Sheet, SheetName
from tamis.readers.workbook.xlsx_cells import Placed
from tamis.sources.local import LocalFile

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


class Extras(Protocol):
    """What calamine leaves out of the sheets of a format."""

    def specials(self, name: str) -> Callable[[SheetFacts], Iterator[Placed]]:
        """Return what gives the special cells of a sheet."""

    def merges(self, name: str) -> tuple[Area, ...]:
        """Return the merged cells of a sheet, where calamine does not give them."""

    def plain_copy(self) -> BytesIO | None:
        """Return a copy that calamine reads whole, None where it reads the file itself."""

    def whole(self, name: str, *, is_refused: bool) -> Sheet | None:
        """Return a sheet that calamine cannot read, None where it can, or where nobody can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalamineBook:
    """A workbook that calamine reads, and what it leaves out."""

    local: LocalFile
    book: CalamineWorkbook
    extras: Extras

    @property
    def sheets(self) -> tuple[SheetName, ...]:
        """Its sheets, in order."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        with_cells = (SheetTypeEnum.WorkSheet, SheetTypeEnum.DialogSheet)
        return tuple(
            SheetName(
                name=sheet.name,
                is_hidden=sheet.visible != SheetVisibleEnum.Visible,
                has_cells=sheet.typ in with_cells,
            )
            for sheet in self.book.sheets_metadata
        )

    def open_sheet(self, name: str) -> Sheet:
        """Return a sheet, read by other means where calamine refuses it.

        Raises:
            SourceError: it is damaged.
        """
        from python_calamine import CalamineError

        with native(*DAMAGED, CalamineError, raised=partial(unreadable, self.local)):
            whole = self.extras.whole(name, is_refused=False)
            if whole is not None:
                return whole
            try:
                sheet = self.book.get_sheet_by_name(name)
            except CalamineError:
                whole = self.extras.whole(name, is_refused=True)
                if whole is None:
                    raise
                return whole
            return _sheet(sheet, self.extras.specials(name), self.extras.merges(name))


#: What is raised where the parts of a workbook are damaged (a SyntaxError: XML that is none; an
#: OverflowError: a number of days that nobody can count; an error of struct: a record cut short).
DAMAGED: Final = (OSError, ValueError, LookupError, SyntaxError, OverflowError, struct.error)


def _sheet(
    sheet: CalamineSheet,
    specials: Callable[[SheetFacts], Iterator[Placed]],
    merges: tuple[Area, ...],
) -> Sheet:
    given = (
        Area(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return Sheet(
        name=sheet.name,
        left=sheet.start[1] if sheet.start else 0,
        width=sheet.width,
        rows=sheet.iter_rows,
        specials=specials,
        merges=(*given, *merges),
    )


def open_calamine(
    local: LocalFile, suffixes: tuple[str, ...], copy: BytesIO | None
) -> CalamineWorkbook:
    """Open a workbook by its bytes where its name, which would be believed, is another's.

    Args:
        local: the file.
        suffixes: the names that go with its bytes.
        copy: what is opened in its place, if anything.
    """
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        if copy is not None:
            return CalamineWorkbook.from_filelike(copy)
        if local.path.suffix.lower() in suffixes:
            return CalamineWorkbook.from_path(local.path)
        with local.path.open("rb") as file:
            return CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise locked(local) from error
