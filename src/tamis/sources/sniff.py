"""What a file is by its bytes, for names lie: exports called .xls are text, pages called .csv."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern

#: What is text, and a format all the same.
TEXTS: Final = frozenset({"json", "ndjson"})
#: How many bytes tell.
_HEAD: Final = 1 << 12
#: How many tell whether JSON goes on line by line: a line may be long.
_LINES: Final = 1 << 20
#: Marks of the order of bytes, and blanks.
_BLANKS: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"
#: First bytes of what is no text.
_MARKS: Final = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xls",
    b"%PDF-": "pdf",
    b"\x89PNG\r\n": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"7z\xbc\xaf\x27\x1c": "packed",
    b"Rar!\x1a\x07": "packed",
    b"SQLite format 3\x00": "database",
    b"\x00\x00\x27\x0a": "shp",
}
_SQLITE: Final = b"SQLite format 3\x00"
#: How a GeoPackage says that it is one (OGC 12-128r19, requirement 2, and earlier versions).
_GEOPACKAGE: Final = frozenset({b"GPKG", b"GP10", b"GP11"})
#: What an archive of a shapefile holds beside it (ESRI Shapefile Technical Description, and GDAL).
_SHAPEFILE: Final = frozenset({
    ".shp", ".shx", ".dbf", ".prj", ".cpg", ".cst", ".qpj", ".qix", ".qmd", ".qml", ".sld", ".sbn",
    ".sbx", ".fix", ".idm", ".ind", ".lyr", ".atx", ".xml", ".txt", ".pdf", ".md", ".html", ".htm",
})  # fmt: skip
#: What a zip archive is by the folders in it (ECMA-376 part 2: they go with their content types).
_OFFICE: Final = "[content_types].xml"
_FOLDERS: Final = {"xl": "xlsx", "word": "document", "ppt": "document"}
_BINARY: Final = "xl/workbook.bin"
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
#: How a page begins, in the middle of a template or after a comment too.
_PAGE: Final = lazy_pattern(
    rb"(?:<!--.*?(?:-->|\Z)\s*)*<(?:!doctype html|html|head|body|title|meta|link|script|style|"
    rb"table|div|center|h[1-6]|p|br|pre|span|font|form)\b",
    re.DOTALL | re.IGNORECASE,
)


#: Names under which business software saves a page that holds a table.
_SHEETS: Final = frozenset({".xls", ".xlsx", ".xlsm", ".ods"})
_FLAT_SHEET: Final = lazy_pattern(rb"<office:document\b[^>]*opendocument\.spreadsheet", re.DOTALL)
_OFFICE_XML: Final = lazy_pattern(
    rb"<(?:\w+:)?Workbook\b[^>]*[\"']urn:schemas-microsoft-com:office:spreadsheet[\"']", re.DOTALL
)
#: What texts are by how they begin, SYLK with its second line.
_SHAPES: Final = {
    "html": _PAGE,
    "sylk": lazy_pattern(rb"ID;P[^\r\n]*[\r\n]+(?:P|F|B|C|O|NN|NE|W);"),
    "dif": lazy_pattern(rb"TABLE\s*[\r\n]+0,1\s*[\r\n]"),
}


def sniff_format(path: Path) -> str:
    """Return what a file is by its bytes.

    Returns:
        ``xlsx``, ``xlsb``, ``xls``, ``ods``, ``fods``, ``spreadsheetml`` (a workbook
        of Excel 2003 in XML), ``html-table`` (a page saved as a workbook),
        ``gpkg`` (GeoPackage), ``shp`` (shapefile), ``shp-zip`` (an archive of shapefiles),
        ``parquet``, ``arrow``, ``json`` or ``ndjson``; ``zip`` for an archive, ``broken`` for a
        damaged one; ``html``, ``xml``, ``pdf``, ``image``, ``document``, ``packed`` (an archive
        that is not unpacked), ``sylk``, ``dif`` or ``database`` for what holds no table that is
        read; ``""`` for any other text.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        more = file.read(_LINES - _HEAD) if head.lstrip(_BLANKS).startswith(b"{") else b""
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(_SQLITE) and (head[68:72] in _GEOPACKAGE or path.suffix.lower() == ".gpkg"):
        return "gpkg"
    if head[257:262] == b"ustar":
        return "packed"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    known = next((kind for mark, kind in _MARKS.items() if head.startswith(mark)), "")
    kind = known or _written((head + more).replace(b"\0", b"").lstrip(_BLANKS))
    if path.suffix.lower() in _SHEETS and (kind == "html" or (kind == "xml" and b"<html" in head)):
        return "html-table" if _has_table(path) else "html"
    return kind


def _has_table(path: Path) -> bool:
    """Whether a page has a table, and asks for nothing: an error page has none, or a form."""
    with path.open("rb") as file:
        start = file.read(_LINES).replace(b"\0", b"").lower()
    return b"<table" in start and b"<form" not in start


def _zipped(path: Path) -> str:
    """Return what a zip archive is."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower().lstrip("/") for name in archive.namelist()}
            media_type = _mimetype(archive) if "mimetype" in archive.namelist() else b""
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, zlib.error):
        return "broken"
    if media_type.startswith(_OPEN_DOCUMENT):
        return "ods" if media_type.startswith(b"spreadsheet", len(_OPEN_DOCUMENT)) else "document"
    if _OFFICE not in names:
        return "shp-zip" if _is_shapefile(names) else "zip"
    if _BINARY in names:
        return "xlsb"
    within = {name.partition("/")[0] for name in names}
    return next((kind for folder, kind in _FOLDERS.items() if folder in within), "zip")


def _is_shapefile(names: Collection[str]) -> bool:
    """Whether an archive holds shapefiles, and no other data."""
    files = [PurePosixPath(name) for name in names if not name.endswith("/")]
    own = [file for file in files if not file.name.startswith(".") and "__macosx" not in file.parts]
    suffixes = {file.suffix for file in own}
    return ".shp" in suffixes and suffixes <= _SHAPEFILE


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """Return the media type that an OpenDocument file opens with (part 2, section 3.3)."""
    with archive.open("mimetype") as file:
        return file.read(_HEAD)


def _written(start: bytes) -> str:
    """Return what a text is, by how it starts."""
    if start.startswith(b"<?xml") or _FLAT_SHEET.match(start):
        if _OFFICE_XML.search(start):
            return "spreadsheetml"
        return "fods" if _FLAT_SHEET.search(start) else "xml"
    other = next((kind for kind, shape in _SHAPES.items() if shape.match(start)), "")
    return other or _json(start)


def _json(start: bytes) -> str:
    """Return which form of JSON a text is, "" for another text."""
    opening, inner = start[:1], start[1:].lstrip()[:1]
    if opening == b"[" and inner in {b"{", b"["}:
        return "json"
    if opening != b"{" or inner not in {b'"', b"}"}:
        return ""
    return "ndjson" if _is_lines(start) else "json"


def _is_lines(start: bytes) -> bool:
    """Whether the first line is a whole object and another line follows."""
    first, _, rest = start.partition(b"\n")
    if not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
