"""What checks of whole columns, and of whole rows, need of one batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tamis.plan.cells import NewCells
from tamis.plan.live_rows import LiveRows
from tamis.plan.model import ColumnCheck, Plan


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
    plan: Plan, rows: LiveRows, repaired: pl.DataFrame, new_cells: Mapping[str, NewCells]
) -> tuple[Evidence, ...]:
    """Return the evidence for each check of columns of a plan, then for each of its twins.

    Args:
        plan: the compiled schema.
        rows: the rows.
        repaired: their text columns, repaired.
        new_cells: what repairs make of each column, under its raw name.
    """
    return tuple(_all(plan, rows, repaired, new_cells))


def _all(
    plan: Plan, rows: LiveRows, repaired: pl.DataFrame, new_cells: Mapping[str, NewCells]
) -> Iterator[Evidence]:
    places = {"rows": rows.rows, "lines": rows.lines}
    touched = [check for check in plan.column_checks if check.field.raw in new_cells]
    delivered = _classes(plan.column_checks, rows.frame)
    anew = dict(zip((check.check for check in touched), _classes(touched, repaired), strict=True))
    for check, marks in zip(plan.column_checks, delivered, strict=True):
        yield Evidence(**places, delivered=marks, repaired=anew.get(check.check))
    for twins in plan.twins:
        is_touched = not new_cells.keys().isdisjoint(twins.names)
        yield Evidence(
            **places,
            delivered=_hashes(rows.frame, twins.names),
            repaired=_hashes(repaired, twins.names) if is_touched else None,
        )


def _classes(checks: Sequence[ColumnCheck], frame: pl.DataFrame) -> list[Marks]:
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


def _hashes(frame: pl.DataFrame, names: tuple[str, ...]) -> Marks:
    return Marks(marks=frame.select(names).hash_rows(seed=0))
