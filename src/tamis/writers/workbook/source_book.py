"""The workbook that is corrected, open so that it can be changed, and what is lost by that."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.limits import Limits
from tamis.model.text import Text
from tamis.readers.workbook.books import open_book
from tamis.readers.workbook.facts import SheetFacts
from tamis.readers.workbook.overlay import overlaid
from tamis.readers.workbook.place import area
from tamis.readers.workbook.sheet import Sheet
from tamis.sources.local import LocalFile
from tamis.sources.sniff import sniff_format
from tamis.writers.workbook.held_cells import held_cell, spelt

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_ROWS: Final = 20_000
_MOST_MERGED: Final = 1_000_000
_SHEETS: Final = lazy_pattern(r"/?xl/worksheets/[^/]+\.xml")
_MERGED: Final = lazy_pattern(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Za-z0-9$:]+)[\"']")
_EXTENSION: Final = lazy_pattern(r"(.*) extension is not supported")
#: What is lost of the parts of a workbook, by the warnings of openpyxl.
_EXTENSIONS: Final = {
    "Conditional Formatting": Text(
        fr="des mises en forme conditionnelles", en="some conditional formats"
    ),
    "Data Validation": Text(
        fr="des listes de choix et contrôles de saisie", en="some data validations"
    ),
    "Sparkline Group": Text(fr="les graphiques sparkline", en="sparklines"),
    "Slicer List": Text(fr="les segments", en="slicers"),
    "Timeline Ref": Text(fr="les chronologies", en="timelines"),
}
#: Parts of a package that are told where the copy has fewer of them.
_PARTS: Final = {
    lazy_pattern(r"xl/media/"): Text(fr="les images", en="images"),
    lazy_pattern(r"xl/charts/chart\d"): Text(fr="des graphiques", en="some charts"),
    lazy_pattern(r"xl/drawings/drawing\d"): Text(fr="les dessins et formes", en="drawings"),
    lazy_pattern(r"xl/(?:ctrlProps|activeX)/"): Text(fr="les boutons et cases", en="form controls"),
    lazy_pattern(r"xl/vbaProject"): Text(fr="les macros", en="macros"),
    lazy_pattern(r"xl/(?:threadedComments|persons)/"): Text(
        fr="les fils de commentaires", en="comment threads"
    ),
    lazy_pattern(r"xl/embeddings/"): Text(fr="les objets incorporés", en="embedded objects"),
    lazy_pattern(r"xl/(?:connections|queryTables|model)"): Text(
        fr="les connexions de données", en="data connections"
    ),
    lazy_pattern(r"xl/slicers/"): Text(fr="les segments", en="slicers"),
    lazy_pattern(r"xl/timelines/"): Text(fr="les chronologies", en="timelines"),
    lazy_pattern(r"xl/pivotTables/"): Text(fr="des tableaux croisés", en="some pivot tables"),
}
_SHAPE: Final = lazy_pattern(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")
_DRAWINGS: Final = lazy_pattern(r"xl/drawings/drawing\d+\.xml")
_SHAPES: Final = Text(fr="les dessins et formes", en="drawings")
_REBUILT: Final = Text(
    fr="les couleurs, largeurs, formules et objets du fichier d'origine : ses valeurs, leurs "
    "formats de nombre, ses feuilles et ses cellules fusionnées (un million au plus) y sont",
    en="colours, widths, formulas and objects of the original file: its values, their number "
    "formats, its sheets and its merged cells (a million at most) are there",
)


@dataclass(slots=True, kw_only=True)
class SourceBook:
    """A workbook that can be changed.

    Attributes:
        book: the workbook.
        lost: what it lacks of its source.
        is_rebuilt: whether its cells were taken one by one from what was read.
    """

    book: Workbook
    lost: list[Text] = field(default_factory=list)
    is_rebuilt: bool = False


def open_source(source: Path, table_format: str) -> SourceBook:
    """Open a workbook; where its parts are damaged or of another format, by its values alone.

    Raises:
        SourceError: it cannot be read.
    """
    is_whole = table_format == "xlsx" and not _has_vast_merges(source)
    opened = _by_its_parts(source) if is_whole else None
    return opened or _by_its_values(source)


#: What openpyxl raises where a part is damaged.
_DAMAGED: Final = (
    ArithmeticError, AttributeError, LookupError, TypeError, ValueError, SyntaxError,
)  # fmt: skip


def _has_vast_merges(source: Path) -> bool:
    """Whether merges span more cells than openpyxl, which makes each of them, should make."""
    with zipfile.ZipFile(source) as package:
        for name in package.namelist():
            if not _SHEETS.fullmatch(name):
                continue
            merged = (area(place.decode()) for place in _MERGED.findall(package.read(name)))
            if sum(place.cells for place in merged if place is not None) > _MOST_MERGED:
                return True
    return False


def _by_its_parts(source: Path) -> SourceBook | None:
    """Open a workbook with all of its parts, None where some of them are damaged."""
    from openpyxl.reader.excel import ExcelReader

    class Reader(ExcelReader):  # type: ignore[misc]
        """Reads dates as the numbers that they are: beyond the calendar they are none."""

        def read_worksheets(self) -> None:
            self.wb._date_formats = set()  # noqa: SLF001 there is no other way
            self.wb._timedelta_formats = set()  # noqa: SLF001
            super().read_worksheets()

    # By its name, a workbook is refused where that name says nothing: that of a file in a zip.
    with source.open("rb") as file, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            reader = Reader(file, rich_text=True)
        except _DAMAGED:
            return None
        try:
            reader.read()
        except _DAMAGED:
            return None
        finally:
            reader.archive.close()
    names = (_EXTENSION.match(str(warning.message)) for warning in warned)
    lost = [_EXTENSIONS[name[1]] for name in names if name and name[1] in _EXTENSIONS]
    return SourceBook(book=reader.wb, lost=lost)


def _by_its_values(source: Path) -> SourceBook:
    """Make a workbook of the values of another."""
    import openpyxl

    local = LocalFile(path=source, name=source.name)
    opened = open_book(local, sniff_format(source), Limits())
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in opened.sheets:
        if not name.has_cells:
            continue
        sheet = book.create_sheet(_title(name.name))
        sheet.title = name.name if len(name.name) <= _LONGEST_TITLE else sheet.title
        if name.is_hidden:
            sheet.sheet_state = "hidden"
        _fill(sheet, opened.open_sheet(name.name))
    if not any(sheet.sheet_state == "visible" for sheet in book.worksheets):
        book.worksheets[0].sheet_state = "visible"
    return SourceBook(book=book, lost=[_REBUILT], is_rebuilt=True)


_LONGEST_TITLE: Final = 31
_FORBIDDEN: Final = lazy_pattern(r"[\\*?:/\[\]]")


def _title(name: str) -> str:
    """Return a name that a sheet can have."""
    return _FORBIDDEN.sub("_", name)[:_LONGEST_TITLE] or "_"


def _fill(into: Any, sheet: Sheet) -> None:
    facts, row = SheetFacts(), 0
    for block in overlaid(sheet, facts, _ROWS):
        for cells in block:
            row += 1
            for at, content in enumerate(cells, start=sheet.left + 1):
                content_held = held_cell(content)
                if content_held.value is None:
                    continue
                cell = into.cell(row, at)
                cell.value = (
                    spelt(content_held.value)
                    if isinstance(content_held.value, str)
                    else content_held.value
                )
                if isinstance(content_held.value, str):
                    cell.data_type = "s"
                elif content_held.code != "General":
                    cell.number_format = content_held.code
    room = _MOST_MERGED
    for merged in sorted(sheet.merges, key=lambda place: place.cells):
        room -= merged.cells
        if room >= 0:
            into.merge_cells(str(merged))


def lost_parts(source: Path, copy: Path) -> Iterator[Text]:
    """Give what a copy lacks of the parts of its source."""
    with zipfile.ZipFile(source) as original, zipfile.ZipFile(copy) as written:
        before, after = original.namelist(), written.namelist()
        for pattern, name in _PARTS.items():
            if sum(map(bool, map(pattern.match, before))) > sum(
                map(bool, map(pattern.match, after))
            ):
                yield name
        drawings = (original.read(name) for name in before if _DRAWINGS.fullmatch(name))
        if any(_SHAPE.search(drawing) for drawing in drawings):
            yield _SHAPES
