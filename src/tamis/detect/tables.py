"""Which published schema a file follows: by its header, and by its values where headers tie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from tamis.loading import catalogue, detect, schemas
from tamis.loading.detect import Likeness
from tamis.model.errors import SchemaError
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.plan.compile import compile_plan
from tamis.plan.model import Plan
from tamis.tables.batch import Batch, Table

#: Records that are looked at, and versions that are tried, where headers tie.
_RECORDS: Final = 500
_TRIED: Final = 8
#: What a certainty is worth where another schema has the same columns.
_SHARED: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectedSchema:
    """The schema that a file follows, and how sure that is, from 0 to 1.

    `declared`: the file says so itself, and has its columns; nothing is guessed.
    """

    schema: Schema
    certainty: float | None
    declared: bool = False


def detect_schema(
    table: Table,
    again: Callable[[], Table],
    profile: Profile,
    count_errors: Callable[[Plan, Table], int],
) -> DetectedSchema:
    """Return the published schema that a table follows.

    Among versions that explain the header alike, the one with the fewest errors in the first
    records is meant, then the latest.

    Args:
        table: the table; its records are not touched.
        again: gives the table once more, to look at its first records.
        profile: what rules weigh.
        count_errors: runs a plan over a table and counts the errors (see `tamis.engine.local`).

    Raises:
        UsageError: none is near enough, or several schemas are as near.
    """
    declared = _declared(table)
    if declared is not None:
        return DetectedSchema(schema=declared, certainty=None, declared=True)
    candidates = detect.candidates(table.header)
    best = candidates[0]
    several = len({candidate.schema for candidate in candidates}) > 1
    if len(candidates) > 1:
        sample = _sample(again())
        best = _fewest_errors(
            candidates[:_TRIED],
            lambda schema: count_errors(compile_plan(schema, sample.header, profile), sample),
        )
    certainty = best.certainty * (_SHARED if several else 1)
    return DetectedSchema(schema=schemas.tabular(best.name), certainty=round(certainty, 2))


def _declared(table: Table) -> Schema | None:
    """Return the schema that a template says it follows, where it has the columns of it.

    Such a name leads to the catalogue and nowhere else: a file may not choose what is read.
    """
    name = table.template.name if table.template else ""
    if not name or name.partition("@")[0] not in catalogue.entries():
        return None
    try:
        schema = schemas.tabular(name)
    except SchemaError:
        return None
    return schema if detect.suits(table.header, schema) else None


def _fewest_errors(
    candidates: Sequence[Likeness], count_errors: Callable[[Schema], int]
) -> Likeness:
    several = len({candidate.schema for candidate in candidates}) > 1
    errors: dict[str, int] = {}
    for candidate in candidates:
        errors[candidate.name] = count_errors(schemas.tabular(candidate.name))
        if not several and not errors[candidate.name]:
            return candidate
    least = min(errors.values())
    best = [candidate for candidate in candidates if errors[candidate.name] == least]
    if len({candidate.schema for candidate in best}) > 1:
        raise detect.ambiguous(best)
    return best[0]


def _sample(table: Table) -> Table:
    """Return the first records of a table, without what is wrong with their shape."""
    batch = next(iter(table.batches()), None)
    first = () if batch is None else (_head(batch),)
    return replace(table, batches=lambda: iter(first), faults=())


def _head(batch: Batch) -> Batch:
    lines = batch.lines
    return replace(
        batch,
        frame=batch.frame.head(_RECORDS),
        lines=lines.head(_RECORDS) if isinstance(lines, pl.Series) else lines,
        numbers=None if batch.numbers is None else batch.numbers.head(_RECORDS),
        faults=(),
    )
