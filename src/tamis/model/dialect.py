"""How a text file is written down: encoding, delimiter, quotes, line ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: The encoding that files should have, and that ours have.
UTF8: Final = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    r"""The way a CSV file is written (Data Package v2, "Table Dialect").

    `header_line` is the physical line of the header, from 1; lines above it are a preamble.
    `line_end` is one of ``\n``, ``\r\n``, ``\r``, or ``mixed``.
    """

    encoding: str = UTF8
    bom: bool = False
    delimiter: str = ","
    quote: str = '"'
    line_end: str = "\n"
    header_line: int = 1
