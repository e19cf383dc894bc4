"""Which published schema a file follows: by its header, and by its values where headers tie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from tamis.engine.local import over
from tamis.loading import detect, schemas
from tamis.loading.detect import Likeness
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.plan.compile import compile_plan
from tamis.tables.batch import Batch, Table

#: Records that are looked at, and versions that are tried, where headers tie.
_RECORDS: Final = 500
_TRIED: Final = 8
#: What a certainty is worth where another schema has the same columns.
_SHARED: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The schema that a file follows, and how sure that is, from 0 to 1."""

    schema: Schema
    certainty: float


def choose(table: Table, again: Callable[[], Table], profile: Profile) -> Choice:
    """Return the published schema that a table follows.

    Among versions that explain the header alike, the one with the fewest errors in the first
    records is meant, then the latest.

    Args:
        table: the table; its records are not touched.
        again: gives the table once more, to look at its first records.
        profile: what rules weigh.

    Raises:
        UsageError: none is near enough, or several schemas are as near.
    """
    alike = detect.candidates(table.header)
    best = alike[0]
    if len(alike) > 1:
        best = _by_values(alike[:_TRIED], again(), profile)
    several = len({one.schema for one in alike}) > 1
    certainty = best.certainty * (_SHARED if several else 1)
    return Choice(schema=schemas.tabular(best.name), certainty=round(certainty, 2))


def _by_values(alike: Sequence[Likeness], table: Table, profile: Profile) -> Likeness:
    sample = _first(table)
    several = len({one.schema for one in alike}) > 1
    errors = {}
    for one in alike:
        plan = compile_plan(schemas.tabular(one.name), table.header, profile)
        errors[one.name] = over(plan, _of(table, sample)).before.verdict().errors
        if not several and not errors[one.name]:
            return one
    least = min(errors.values())
    left = [one for one in alike if errors[one.name] == least]
    if len({one.schema for one in left}) > 1:
        raise detect.ambiguous(left)
    return left[0]


def _first(table: Table) -> Batch | None:
    """Return the first records, without what is wrong with their shape."""
    batch = next(iter(table.batches()), None)
    if batch is None:
        return None
    lines = batch.lines
    return replace(
        batch,
        frame=batch.frame.head(_RECORDS),
        lines=lines.head(_RECORDS) if isinstance(lines, pl.Series) else lines,
        numbers=None if batch.numbers is None else batch.numbers.head(_RECORDS),
        faults=(),
    )


def _of(table: Table, sample: Batch | None) -> Table:
    held = () if sample is None else (sample,)
    return replace(table, batches=lambda: iter(held), faults=())
