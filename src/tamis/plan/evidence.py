"""What checks of whole columns, and of whole rows, need of one batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tamis.plan.cells import NewCells
from tamis.plan.live_rows import LiveRows
from tamis.plan.model import ColumnCheck, LikenessPlan, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A mark for each row of a batch (Int64 or UInt64, null where it does not count).

    `texts` are the cells that the marks are about, where they are about one column.
    """

    marks: pl.Series
    texts: pl.Series | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The marks of a batch for one check; `repaired` is None where no repair touches them."""

    rows: pl.Series
    lines: pl.Series
    delivered: Marks
    repaired: Marks | None


def evidence(
    plan: Plan,
    rows: LiveRows,
    repaired: pl.DataFrame,
    new_cells: Mapping[str, NewCells],
    constant: frozenset[str],
) -> tuple[Evidence, ...]:
    """Return the evidence for each check of columns of a plan, its twins, then its likenesses.

    Args:
        plan: the compiled schema.
        rows: the rows.
        repaired: their text columns, repaired.
        new_cells: what repairs make of each column, under its raw name.
        constant: the columns that hold one text as delivered, by raw name.
    """
    return tuple(_all(plan, rows, repaired, new_cells, constant))


def _all(
    plan: Plan,
    rows: LiveRows,
    repaired: pl.DataFrame,
    new_cells: Mapping[str, NewCells],
    constant: frozenset[str],
) -> Iterator[Evidence]:
    places = {"rows": rows.rows, "lines": rows.lines}
    touched = [check for check in plan.column_checks if check.field.raw in new_cells]
    still = constant - new_cells.keys()
    delivered = _classes(plan.column_checks, rows.frame, constant)
    again = _classes(touched, repaired, still)
    anew = dict(zip((check.check for check in touched), again, strict=True))
    for check, marks in zip(plan.column_checks, delivered, strict=True):
        yield Evidence(**places, delivered=marks, repaired=anew.get(check.check))
    for twins in plan.twins:
        is_touched = not new_cells.keys().isdisjoint(twins.names)
        yield Evidence(
            **places,
            delivered=_hashes(rows.frame, twins.names, constant),
            repaired=_hashes(repaired, twins.names, still) if is_touched else None,
        )
    for likeness in plan.likenesses:
        is_touched = any(field.raw in new_cells for field in likeness.fields)
        yield Evidence(
            **places,
            delivered=_alike(likeness, rows.frame),
            repaired=_alike(likeness, repaired) if is_touched else None,
        )


def _alike(likeness: LikenessPlan, frame: pl.DataFrame) -> Marks:
    """Return what rows are compared by."""
    texts = frame.select(field.text.alias(field.raw) for field in likeness.fields)
    marks = texts.select(mark=likeness.mark, value=likeness.value)
    return Marks(marks=marks["mark"], texts=marks["value"])


def _classes(
    checks: Sequence[ColumnCheck], frame: pl.DataFrame, constant: frozenset[str]
) -> list[Marks]:
    """Return the classes of the cells of some checks; of a column of one text, one is read."""
    alike = [check for check in checks if check.field.raw in constant]
    classes = dict(zip((check.check for check in alike), _read(alike, frame.head(1)), strict=True))
    varied = [check for check in checks if check.check not in classes]
    read = dict(zip((check.check for check in varied), _read(varied, frame), strict=True))
    for number, marks in classes.items():
        texts = None if marks.texts is None else marks.texts.new_from_index(0, frame.height)
        read[number] = Marks(marks=marks.marks.new_from_index(0, frame.height), texts=texts)
    return [read[check.check] for check in checks]


def _read(checks: Sequence[ColumnCheck], frame: pl.DataFrame) -> list[Marks]:
    """Return the classes of the cells of some checks, all of them read at once."""
    if not checks:
        return []
    fields = {check.field.raw: check.field for check in checks}
    valued = {check.field.raw: check.field for check in checks if check.needs_value}
    texts = frame.select(field.text.alias(raw) for raw, field in fields.items())
    typed = texts.with_columns(field.value.alias(field.typed) for field in valued.values())
    classes = typed.select(check.classes.alias(str(check.check)) for check in checks)
    return [
        Marks(marks=classes[str(check.check)], texts=texts[check.field.raw]) for check in checks
    ]


def _hashes(frame: pl.DataFrame, names: tuple[str, ...], constant: frozenset[str]) -> Marks:
    """Return a hash for each row: the sum of those of its cells, each with a seed of its own.

    A column that holds one text adds one number to all rows, which is found once.
    """
    seeds = {name: seed for seed, name in enumerate(names, start=1)}
    varied = [_hash(frame[name], seed) for name, seed in seeds.items() if name not in constant]
    same = (_hash(frame[name].head(1), seed) for name, seed in seeds.items() if name in constant)
    offset = sum(int(first[0]) for first in same if first.len()) % (1 << 64)
    hashes = pl.Series([offset], dtype=pl.UInt64).new_from_index(0, frame.height)
    for column_hashes in varied:
        hashes = hashes + column_hashes
    return Marks(marks=hashes)


def _hash(texts: pl.Series, seed: int) -> pl.Series:
    return texts.hash(seed=seed)
