"""Repairs of valid cells that would break what several cells must be together.

A repair may change a cell that is valid and has a warning: blanks around it, an accent in two
parts. Where a key then repeats, or a check of several fields or a reference fails that held, the
valid cells of those fields are left as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import polars as pl

from tamis.engine.totals import Totals
from tamis.model.rule import Severity
from tamis.plan.field_plan import FieldPlan
from tamis.plan.model import Plan
from tamis.tables.findings import FindingLog
from tamis.tables.witness import ColumnWitness


def clashing_fields(plan: Plan, totals: Totals) -> Mapping[str, ColumnWitness]:
    """Return the witnesses of the fields whose valid cells are to be left, by name.

    Args:
        plan: what ran over the table.
        totals: what it amounts to, keys and references among them.
    """
    return left_alone(plan, {name for table, name in clashing_columns(plan, totals) if not table})


def left_alone(plan: Plan, names: Collection[str]) -> Mapping[str, ColumnWitness]:
    """Return the witnesses by which the valid cells of some fields are left; no second time."""
    return {
        field.field.name: field.cell.witness | ColumnWitness(clashes=True)
        for field in plan.fields
        if field.field.name in names and not field.cell.witness.clashes
    }


def clashing_columns(plan: Plan, totals: Totals) -> Iterator[tuple[str, str]]:
    """Yield the fields of the checks that break by repairs alone: table ("": this one), name."""
    delivered, repaired = totals.delivered, totals.repaired
    broken = repaired.tally()
    for check, columns, own in _together(plan):
        if check in broken and _breaks(check, own, delivered, repaired):
            yield from columns


def _together(plan: Plan) -> Iterator[tuple[int, list[tuple[str, str]], frozenset[int]]]:
    """Yield each check of several cells, its fields, and the checks that make these invalid."""
    for key in plan.keys:
        yield key.check, _columns(key.fields), frozenset()
    for check in plan.row_checks:
        if plan.checks[check.check].severity is Severity.ERROR:
            own = (c.check for field in check.fields for c in field.checks if c.is_error)
            yield check.check, _columns(check.fields), frozenset(own)
    for reference in plan.references:
        referenced = [(reference.resource, name) for name in reference.referenced]
        yield reference.check, [*_columns(reference.fields), *referenced], frozenset()


def _columns(fields: Iterable[FieldPlan]) -> list[tuple[str, str]]:
    return [("", field.field.name) for field in fields]


def _breaks(check: int, own: frozenset[int], delivered: FindingLog, repaired: FindingLog) -> bool:
    """Return whether a check breaks in a row that broke neither it nor a check of its fields."""
    before = delivered.lazy().filter(pl.col("check").is_in([check, *sorted(own)]))
    after = repaired.lazy().filter(pl.col("check") == check)
    new = after.join(before, on="row", how="anti").select(pl.len())
    return bool(new.collect(engine="streaming").item())
