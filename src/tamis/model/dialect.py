"""How a text file is written down: encoding, delimiter, quotes, line ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

#: The encoding that files should have, and that ours have.
UTF8: Final = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    r"""The way a CSV file is written (Data Package v2, "Table Dialect").

    `header_line` is the physical line of the header, from 1; lines above it are a preamble.
    `line_end` is one of ``\n``, ``\r\n``, ``\r``, or ``mixed``. `certain`: whether the encoding is
    beyond doubt.
    """

    encoding: str = UTF8
    bom: bool = False
    delimiter: str = ","
    quote: str = '"'
    line_end: str = "\n"
    header_line: int = 1
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDialect:
    r"""How a table is declared to be written (Data Package v2, "Table Dialect"; v1, "CSV Dialect").

    What is empty, or None, is not declared: the file tells it.

    Attributes:
        encoding: the encoding of the text (a property of the resource, not of its dialect).
        header: whether there is a header.
        header_rows: the rows that make the header, from 1.
        header_join: what joins the labels of several.
        comment_rows: rows that are no data, from 1.
        comment_char: what a row begins with that is no data.
        delimiter: what separates cells.
        line_terminator: what ends lines.
        quote_char: what stands around cells; None where nothing does.
        double_quote: whether a quote within a cell is doubled.
        escape_char: what stands before a character that means itself.
        null_sequence: the text of a cell that is missing.
        skip_initial_space: whether blanks after a delimiter are no part of the cell.
        property: where the rows are in a JSON document: members, joined by points.
        item_type: what a row is in a JSON document: ``array`` or ``object``.
        item_keys: the members that are columns, in order.
        sheet_number: the sheet, from 1.
        sheet_name: its name.
        table: the name of the table in a database.
    """

    encoding: str = ""
    header: bool | None = None
    header_rows: tuple[int, ...] = ()
    header_join: str = " "
    comment_rows: tuple[int, ...] = ()
    comment_char: str = ""
    delimiter: str = ""
    line_terminator: str = ""
    quote_char: str | None = '"'
    double_quote: bool = True
    escape_char: str = ""
    null_sequence: str | None = None
    skip_initial_space: bool = False
    property: str = ""
    item_type: str = ""
    item_keys: tuple[str, ...] = ()
    sheet_number: int | None = None
    sheet_name: str = ""
    table: str = ""

    def over(self, other: TableDialect) -> TableDialect:
        """Return this dialect, completed by what `other` declares."""
        plain = TableDialect()
        own = {
            name: value
            for name in self.__dataclass_fields__
            if (value := getattr(self, name)) != getattr(plain, name)
        }
        return replace(other, **own)


def misfit(dialect: TableDialect) -> str:
    r"""Return the keyword whose sign can do no such thing: it ends lines, or is another's.

    A quote and an escape are one character each. "": there is none.

    >>> misfit(TableDialect(delimiter='"')), misfit(TableDialect(delimiter="\n"))
    ('delimiter', 'delimiter')
    """
    quote = dialect.quote_char or ""
    signs = {"delimiter": dialect.delimiter, "quoteChar": quote, "escapeChar": dialect.escape_char}
    for keyword, sign in signs.items():
        is_long = len(sign) > 1 and keyword != "delimiter"
        if is_long or any(end in sign for end in "\n\r\0"):
            return keyword
    is_taken = dialect.delimiter and dialect.delimiter in {quote, dialect.escape_char}
    return "delimiter" if is_taken else ""
