"""What a dialect declares to be no data is kept for the journal, which gives it all back.

These faults have no rule: what is declared is not told, but each is an entry of the journal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from tamis.model.dialect import TableDialect
from tamis.readers.declared_header import is_comment
from tamis.tables.batch import Fault

#: The code of a line that is a comment: its detail is how many records stand before it, its cells.
COMMENT = "declared.comment"
#: The code of the cells of a column that hold the sequence that stands for nothing.
NULL = "declared.null"
#: The code of the lines above the header, and of those that are the header.
ABOVE, HEADER = "declared.above", "declared.header"


def comment_fault(comments: Sequence[tuple[int, int, Sequence[str]]]) -> tuple[Fault, ...]:
    """Keep lines that are comments.

    Args:
        comments: how many records stand before each, its physical line and its cells.
    """
    if not comments:
        return ()
    return (
        Fault(
            code=COMMENT,
            lines=[line for _, line, _ in comments],
            values=[", ".join(cells) for *_, cells in comments],
            details=[_json([before, list(cells)]) for before, _, cells in comments],
        ),
    )


def null_faults(frame: pl.DataFrame, row: int, lines: pl.Series, sequence: str) -> Iterator[Fault]:
    """Keep the cells of a batch that hold a sequence that stands for nothing.

    Args:
        frame: its cells.
        row: the number of its first record.
        lines: the physical line of each.
        sequence: what is declared.
    """
    for position, cells in enumerate(frame, start=1):
        index = (cells == sequence).fill_null(value=False).arg_true()
        if index.len():
            yield Fault(
                code=NULL,
                rows=(index + row).to_list(),
                lines=lines.gather(index).to_list(),
                values=[sequence] * index.len(),
                column=position,
            )


def head_faults(
    rows: Iterable[tuple[int, Sequence[str]]], dialect: TableDialect, last: int
) -> Iterator[Fault]:
    """Keep the lines that a declared header is made of, and those above it.

    Args:
        rows: the physical line and the cells of each of the first rows.
        dialect: what is declared.
        last: the number of the row that the header ends with; 0 where there is none.
    """
    numbered = [(n, line, list(cells)) for n, (line, cells) in enumerate(rows, 1) if n <= last]
    wanted = dialect.header_rows or tuple(
        n for n, _, cells in numbered if not is_comment(n, "".join(cells[:1]), dialect)
    )
    header = [(line, cells) for n, line, cells in numbered if n in wanted]
    above = [(line, cells) for n, line, cells in numbered if n not in wanted]
    if above:
        value = "\n".join(" ".join(cells) for _, cells in above)
        yield Fault(code=ABOVE, lines=[1], values=[value], details=[_json(above)])
    if len(header) != 1 or header[0][0] != 1 or last == 0:
        yield Fault(code=HEADER, lines=[1], values=[""], details=[_json({"header": header})])


def no_header_fault() -> tuple[Fault, ...]:
    """Keep that there is no header."""
    return (Fault(code=HEADER, lines=[1], values=[""], details=[_json({"header": []})]),)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
