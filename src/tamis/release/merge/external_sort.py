"""Typed rows in the order of their key, within bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.release.merge.deduplicate import NUMBER
from tamis.release.merge.rows import Part

#: Bytes of typed rows that are put in order at once.
AT_ONCE: Final = 24 << 20
#: Rows of a group in what is put aside, and lots that are merged at once: a range of keys takes a
#: group or two of each.
_GROUP: Final = 4_096
_FAN: Final = 16
#: One key in so many tells how keys are spread.
_SAMPLED: Final = 97


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lot:
    """Rows put aside in order.

    Attributes:
        path: where.
        low, high: the first and the last value of their first column; None where there is none.
        nulls: whether some rows have none.
        sample: some of these values.
    """

    path: Path
    low: Any
    high: Any
    nulls: bool
    sample: pl.Series


def ordered(
    parts: Sequence[Part],
    dropped: pl.Series,
    key: Sequence[str],
    room: Path,
    at_once: int = AT_ONCE,
) -> Iterator[pl.DataFrame]:
    """Return the typed rows that stay, numbered, in the order of the key, then of the sources.

    Rows are put in order as many at once as fit the memory; where there are more, each lot is put
    aside, and a few lots at a time are merged, a range of keys after the other, until one is left.

    Args:
        parts: the parts.
        dropped: numbers of the rows that go, in order.
        key: the fields to order by; none leaves the order of the sources.
        room: a folder for what is put aside.
        at_once: bytes put in order at once.
    """
    if not key or _in_order(parts, key):
        yield from _kept(parts, dropped)
        return
    lots = _lots(_kept(parts, dropped), at_once)
    order = [*key, NUMBER]
    first = next(lots, None)
    second = next(lots, None)
    if first is None:
        return
    if second is None:
        yield first.sort(order, nulls_last=True)
        return
    places = (room / f"{index:06}" for index in count())
    lots_aside = (
        _aside(lot.sort(order, nulls_last=True), key[0], next(places))
        for lot in chain((first, second), lots)
        if lot.height
    )
    runs = [[lot] for lot in lots_aside]
    while len(runs) > _FAN:
        some = (runs[index : index + _FAN] for index in range(0, len(runs), _FAN))
        runs = [_longer(list(chain.from_iterable(few)), order, places) for few in some]
    yield from _merged(list(chain.from_iterable(runs)), order)


def _longer(lots: Sequence[_Lot], order: Sequence[str], places: Iterator[Path]) -> list[_Lot]:
    """Return the lots of a few runs as one run: no two of them overlap. The former ones go."""
    merged = [_aside(frame, order[0], next(places)) for frame in _merged(lots, order)]
    for lot in lots:
        lot.path.unlink()
    return merged


def _in_order(parts: Sequence[Part], key: Sequence[str]) -> bool:
    """Whether rows stand in the order of a key of one field already, as one file often has it."""
    last: Any = None
    for part in parts:
        column = pl.read_parquet(part.typed, columns=[key[0]])[key[0]]
        if len(key) > 1 or column.null_count() or not column.is_sorted():
            return False
        if last is not None and column[0] < last:
            return False
        last = column[-1]
    return True


def _kept(parts: Sequence[Part], dropped: pl.Series) -> Iterator[pl.DataFrame]:
    """Return the rows of each part that stay, numbered."""
    for part in parts:
        rows = pl.read_parquet(part.typed).with_columns(
            pl.int_range(part.first, part.first + part.height, dtype=pl.UInt32).alias(NUMBER)
        )
        start = int(dropped.search_sorted(part.first))
        end = int(dropped.search_sorted(part.first + part.height))
        if end > start:
            rows = rows.filter(~pl.col(NUMBER).is_in(dropped.slice(start, end - start).implode()))
        yield rows


def _lots(frames: Iterator[pl.DataFrame], at_once: int) -> Iterator[pl.DataFrame]:
    """Return frames put together until they weigh enough."""
    gathered: list[pl.DataFrame] = []
    weight = 0.0
    for frame in frames:
        gathered.append(frame)
        weight += frame.estimated_size()
        if weight >= at_once:
            yield pl.concat(gathered)
            gathered, weight = [], 0.0
    if gathered:
        yield pl.concat(gathered)


def _aside(lot: pl.DataFrame, column: str, path: Path) -> _Lot:
    lot.write_parquet(path, compression="lz4", row_group_size=_GROUP, statistics=True)
    values = lot[column].drop_nulls()
    return _Lot(
        path=path,
        low=values[0] if values.len() else None,
        high=values[-1] if values.len() else None,
        nulls=values.len() < lot.height,
        sample=values.gather_every(_SAMPLED),
    )


def _merged(lots: Sequence[_Lot], order: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Return the rows of all lots in order, a range of the first column at a time."""
    if not lots:
        return
    column = order[0]
    bounds = _bounds(lots)
    for low, high in zip([None, *bounds], [*bounds, None], strict=True):
        span = pl.col(column).is_not_null()
        if low is not None:
            span = span & (pl.col(column) >= low)
        if high is not None:
            span = span & (pl.col(column) < high)
        near = [lot.path for lot in lots if _meets(lot, low, high)]
        if near:
            part = pl.scan_parquet(near, glob=False).filter(span).collect()
            yield part.sort(order)
    empty = [lot.path for lot in lots if lot.nulls]
    if empty:
        part = pl.scan_parquet(empty, glob=False).filter(pl.col(column).is_null()).collect()
        yield part.sort(order)


def _meets(lot: _Lot, low: Any, high: Any) -> bool:
    if lot.low is None:
        return False
    return (low is None or lot.high >= low) and (high is None or lot.low < high)


def _bounds(lots: Sequence[_Lot]) -> list[Any]:
    """Return the values that part all rows in about as many ranges as there are lots."""
    seen = pl.concat([lot.sample for lot in lots]).sort()
    step = max(1, seen.len() // len(lots))
    return seen.gather_every(step, step).unique(maintain_order=True).to_list()
