"""Where the head of a text contradicts how it is declared to be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tamis.model.dialect import TableDialect
from tamis.model.schema import Field
from tamis.readers.header import header_index
from tamis.tables.batch import Fault

_NAMES: Final = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}


def terminator_faults(text: str, terminator: str) -> Iterator[Fault]:
    """Tell that lines do not end as declared, with how many end in each way.

    Args:
        text: the head of the text.
        terminator: what is declared to end lines; "" where nothing is.
    """
    counts = _counts(text)
    if not terminator or not any(counts.values()):
        return
    name = _NAMES.get(terminator, terminator)
    counts.setdefault(name, text.count(terminator))
    others = {end: n for end, n in counts.items() if n and end != name}
    if terminator not in _NAMES.values() and terminator not in _NAMES:
        if counts[name]:
            return
        code = "file.off-dialect"
    elif others:
        code = "file.other-line-ends"
    else:
        return
    shown = ", ".join(f"{end} : {n}" for end, n in {name: counts[name], **others}.items())
    yield Fault(code=code, values=[shown], notes=[f"lineTerminator: {name}"])


def _counts(text: str) -> dict[str, int]:
    both = text.count("\r\n")
    return {"CRLF": both, "LF": text.count("\n") - both, "CR": text.count("\r") - both}


def header_row_faults(
    rows: Sequence[Sequence[str]], dialect: TableDialect, fields: Sequence[Field]
) -> Iterator[Fault]:
    """Tell that the first row, the header by declaration, is not the one that fits the fields.

    Args:
        rows: the first rows that are no comments, of a text or of a sheet.
        dialect: what is declared.
        fields: those that the table should have, if that is known.
    """
    if not dialect.header or dialect.header_rows or not fields or not rows:
        return
    if header_index(rows, fields) != 0:
        yield Fault(
            code="file.off-dialect",
            lines=[1],
            values=[" ".join(cell for cell in rows[0] if cell)],
            notes=["header: true"],
        )
