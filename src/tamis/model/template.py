"""What a workbook that was made to be filled in says of itself, in its properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

_SCHEMA: Final = "tamis-schema"
_VERSION: Final = "tamis-schema-version"
_SHEET: Final = "tamis-sheet"
_OTHERS: Final = "tamis-other-sheets"
_EXAMPLE: Final = "tamis-example"
_DECIMALS: Final = re.compile(r"-?[0-9]+\.[0-9]+")
#: Spreadsheets show no more of a property.
_LONGEST: Final = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateMark:
    """What a template says of itself.

    Attributes:
        schema: the name of its schema in the catalogue.
        version: the version of it.
        sheet: the sheet that is filled in.
        others: its other sheets, which hold no data.
        example: the digest of its row of examples (`digest`); "" where it has none.
    """

    schema: str
    version: str
    sheet: str
    others: tuple[str, ...] = ()
    example: str = ""

    @property
    def name(self) -> str:
        """The name by which its schema is loaded; "" where it has none in the catalogue."""
        return f"{self.schema}@{self.version}" if self.schema and self.version else ""

    def properties(self) -> Mapping[str, str]:
        """Return the properties of the document that tell it."""
        properties = {
            _SCHEMA: self.schema,
            _VERSION: self.version,
            _SHEET: self.sheet,
            _OTHERS: "/".join(self.others),
            _EXAMPLE: self.example,
        }
        return {name: text[:_LONGEST] for name, text in properties.items()}


def digest(cells: Iterable[str | None]) -> str:
    """Return what tells a row from any other, whatever columns stand empty in it.

    >>> digest(["22.00"]) == digest(["22"]) != digest(["20"])
    True

    >>> digest(["a", "", "b"]) == digest(["a", "b", None]) != digest(["b", "a"])
    True
    """
    return sha256("\x1f".join(_plain(cell) for cell in cells if cell).encode()).hexdigest()


def _plain(cell: str) -> str:
    """Return a number without the zeros that end its decimals: some spreadsheets drop them."""
    return cell.rstrip("0").rstrip(".") if _DECIMALS.fullmatch(cell) else cell


def from_properties(properties: Mapping[str, str]) -> TemplateMark | None:
    """Return what the properties of a document say; None where it is no template.

    >>> from_properties({"tamis-sheet": "Données", "tamis-schema": "a/b"}).schema
    'a/b'
    """
    if not properties.get(_SHEET):
        return None
    return TemplateMark(
        schema=properties.get(_SCHEMA, ""),
        version=properties.get(_VERSION, ""),
        sheet=properties[_SHEET],
        others=tuple(filter(None, properties.get(_OTHERS, "").split("/"))),
        example=properties.get(_EXAMPLE, ""),
    )
