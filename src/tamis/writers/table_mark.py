"""Where the table of a workbook that tamis wrote stands: told in the properties of the document.

A corrected workbook has other sheets, and cells whose text depends on the type of their column.
Properties of a document are kept by spreadsheets that open and save it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

_MEMBER: Final = "docProps/custom.xml"
_NAME: Final = "tamis-table-"
#: Spreadsheets show no more of a property.
_LONGEST: Final = 250
#: No such part is longer than that.
_MOST: Final = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMark:
    """Where a table stands in a workbook, and how its cells are read.

    Attributes:
        sheets: the sheets that hold it, one after the other.
        line: the line of its labels, from 1.
        column: its first column, from 1.
        rows: how many records it has.
        types: what is noted of the field of each column (`written_type`), "" where it has none.
        percents: how each column reads percentages, a value of `PercentReading`.
    """

    sheets: tuple[str, ...]
    line: int
    column: int
    rows: int
    types: tuple[str, ...]
    percents: tuple[str, ...] = ()

    def properties(self) -> Mapping[str, str]:
        """Return the properties of the document that tell it."""
        text = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
        parts = range(0, len(text), _LONGEST)
        return {
            f"{_NAME}{number}": text[at : at + _LONGEST] for number, at in enumerate(parts, start=1)
        }


def table_mark(path: Path) -> TableMark | None:
    """Return where the table of a workbook stands, None where tamis did not write it.

    Raises:
        ValueError: what is said of it cannot be read.
        OSError: the file cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if _MEMBER not in archive.namelist() or archive.getinfo(_MEMBER).file_size > _MOST:
                return None
            root = ET.fromstring(archive.read(_MEMBER))  # noqa: S314 expat bounds what it expands
    except (zipfile.BadZipFile, ET.ParseError) as error:
        raise ValueError(path) from error
    parts = {
        int(number): "".join(element.itertext())
        for element in root
        if (number := element.get("name", "").removeprefix(_NAME)).isdecimal()
    }
    if not parts:
        return None
    try:
        read = json.loads("".join(parts[number] for number in sorted(parts)))
        return TableMark(
            sheets=tuple(read["sheets"]),
            line=read["line"],
            column=read["column"],
            rows=read["rows"],
            types=tuple(read["types"]),
            percents=tuple(read["percents"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(path) from error
