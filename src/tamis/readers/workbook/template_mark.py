"""What a workbook says of itself in its properties: which schema it was made to follow."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from tamis.model.template import TemplateMark, from_properties

#: The member that holds the properties of a document, by kind of workbook.
_MEMBERS: Final = {"xlsx": "docProps/custom.xml", "ods": "meta.xml"}
_ODS_NAME: Final = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}name"
#: No such member is longer than that.
_MOST: Final = 1 << 20


def template_mark(path: Path, kind: str) -> TemplateMark | None:
    """Return what a template says of itself, None where a workbook is none.

    Spreadsheets keep the properties of a document that they open and save.
    """
    member = _MEMBERS.get(kind)
    if member is None:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            if member not in archive.namelist() or archive.getinfo(member).file_size > _MOST:
                return None
            root = ET.fromstring(archive.read(member))  # noqa: S314 expat bounds what it expands
    except (zipfile.BadZipFile, ET.ParseError, OSError, NotImplementedError, RuntimeError):
        return None
    return from_properties(
        {
            name: "".join(element.itertext())
            for element in root.iter()
            if (name := element.get("name") or element.get(_ODS_NAME) or "").startswith("tamis-")
        }
    )
