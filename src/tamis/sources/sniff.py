"""What a file is by its bytes, for names lie: exports called .xls are text, pages called .csv."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

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
}
#: What a zip archive is by the folders in it (ECMA-376 part 2: they go with their content types).
_OFFICE: Final = "[content_types].xml"
_FOLDERS: Final = {"xl": "xlsx", "word": "document", "ppt": "document"}
_BINARY: Final = "xl/workbook.bin"
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
#: How a page begins, in the middle of a template or after a comment too.
_PAGE: Final = re.compile(
    rb"(?:<!--.*?(?:-->|\Z)\s*)*<(?:!doctype html|html|head|body|title|meta|link|script|style|"
    rb"table|div|center|h[1-6]|p|br|pre|span|font|form)\b",
    re.DOTALL | re.IGNORECASE,
)


def sniff_format(path: Path) -> str:
    """Return what a file is by its bytes.

    Returns:
        ``xlsx``, ``xlsb``, ``xls``, ``ods``, ``parquet``, ``arrow``, ``json`` or ``ndjson``;
        ``zip`` for an archive, ``broken`` for a damaged one; ``html``, ``xml``, ``pdf``,
        ``image``, ``document``, ``packed`` (an archive that is not unpacked) or ``database`` for
        what holds no table; ``""`` for any other text.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        more = file.read(_LINES - _HEAD) if head.lstrip(_BLANKS).startswith(b"{") else b""
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head[257:262] == b"ustar":
        return "packed"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    known = next((kind for mark, kind in _MARKS.items() if head.startswith(mark)), "")
    return known or _written((head + more).replace(b"\0", b"").lstrip(_BLANKS))


def _zipped(path: Path) -> str:
    """Return what a zip archive is."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower().lstrip("/") for name in archive.namelist()}
            said = _mimetype(archive) if "mimetype" in archive.namelist() else b""
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, zlib.error):
        return "broken"
    if said.startswith(_OPEN_DOCUMENT):
        return "ods" if said.startswith(b"spreadsheet", len(_OPEN_DOCUMENT)) else "document"
    if _OFFICE not in names:
        return "zip"
    if _BINARY in names:
        return "xlsb"
    within = {name.partition("/")[0] for name in names}
    return next((kind for folder, kind in _FOLDERS.items() if folder in within), "zip")


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """Return the media type that an OpenDocument file opens with (part 2, section 3.3)."""
    with archive.open("mimetype") as file:
        return file.read(_HEAD)


def _written(start: bytes) -> str:
    """Return what a text is, by how it starts."""
    if start.startswith(b"<?xml"):
        return "xml"
    if _PAGE.match(start):
        return "html"
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
