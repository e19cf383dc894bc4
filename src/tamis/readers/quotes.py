"""Where quotes stand: around a cell, and doubled inside it (RFC 4180, section 2); else astray.

Quotes of a text that is well quoted open and close in turn; of two that touch inside a cell, the
first closes and the second opens again. So each that opens comes after a delimiter, a line end or
a quote, each that closes before one; and where all do, all stand well.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tamis.tables.byte_columns import octets, places

_CR, _LF = b"\r\n"


def closed(cells: pl.Series, delimiter: str, quote: str) -> pl.Series | None:
    r"""Return whether each quote is no part of a text, if all that close stand well; else None.

    Where one that opens does not, its cell is not quoted, and its quotes are part of the text.

    Args:
        cells: whole lines, the first of which begins a record, a byte a row (UInt8).
        delimiter: what stands between cells.
        quote: what stands around them.

    >>> closed(octets(b'"a""b","",c\n'), ",", '"').to_list()
    [True, False, True, True, True, True]
    >>> closed(octets(b'"a"b,c\n'), ",", '"')
    """
    size, mask = cells.len(), cells == ord(quote)
    after = cells.slice(1).filter(mask.slice(0, size - 1))
    opening = ~_closing(after.len())
    well = opening | _is_well_placed(after, delimiter, quote)
    if not well.all() and (ends := after == _CR).any():
        beyond = cells.slice(2).filter(mask.slice(0, size - 2)) == _LF
        well |= ends & beyond.extend_constant(value=False, n=after.len() - beyond.len())
    return opening | (after != ord(quote)) if after.len() % 2 == 0 and well.all() else None


def opened(cells: pl.Series, delimiter: str, quote: str) -> bool:
    """Whether all quotes that open stand well, if those that close do."""
    size, mask = cells.len(), cells == ord(quote)
    before = cells.slice(0, size - 1).filter(mask.slice(1))
    first = int(mask[0])  # nothing comes before it
    return bool(
        (
            _closing(before.len() + first).slice(first) | _is_well_placed(before, delimiter, quote)
        ).all()
    )


def _closing(count: int) -> pl.Series:
    """Return whether each of so many quotes closes: every other one does."""
    return _alternate(max(1 << 16, 1 << count.bit_length())).slice(0, count)


@cache
def _alternate(count: int) -> pl.Series:
    return pl.int_range(count, eager=True) % 2 == 1


def astray(lines: bytes, delimiter: str, quote: str) -> list[int]:
    r"""Return the lines, from 0, that have a quote astray or, of such a text, leave a cell open.

    Args:
        lines: whole lines, the first of which begins a record.
        delimiter: what stands between cells.
        quote: what stands around them.

    >>> astray(b'a,b\n"a"b,c\n', ",", '"'), astray(b'"a\nb",c\n', ",", '"')
    ([1], [])
    """
    cells = octets(lines)
    if closed(cells, delimiter, quote) is not None and opened(cells, delimiter, quote):
        return []
    positions = places(cells, ord(quote))
    line = places(cells, _LF).search_sorted(positions).alias("line")
    rank = line.to_frame().select(pl.int_range(pl.len()).over("line")).to_series()
    closing = rank % 2 == 1
    well = _is_well_placed(_beside(cells, positions, closing), delimiter, quote)
    beyond = cells.gather((positions + 2).clip(0, cells.len() - 1))
    well |= closing & (cells.gather(positions + 1) == _CR) & (beyond == _LF)
    return line.filter(~well).unique(maintain_order=True).to_list()


def _beside(cells: pl.Series, positions: pl.Series, closing: pl.Series) -> pl.Series:
    """Return the byte before each quote that opens, and after each that closes.

    What has nothing before it is given for its own neighbour.
    """
    step = closing.cast(pl.Int64) * 2 - 1
    return cells.gather((positions.cast(pl.Int64) + step).clip(0))


def _is_well_placed(beside: pl.Series, delimiter: str, quote: str) -> pl.Series:
    """Return whether each quote stands well, by the byte beside it."""
    return (beside == _LF) | (beside == ord(delimiter)) | (beside == ord(quote))
