"""What is wrong with several fields of a row together, before and after repair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from tamis.plan.cells import Patch, Rows
from tamis.plan.keys import retyped
from tamis.plan.model import Plan, RowCheck

_NONE = pl.Series("at", [], dtype=pl.UInt32)


def across(
    plan: Plan,
    held: Rows,
    typed: pl.DataFrame,
    broken: Mapping[int, pl.Series],
    patches: Mapping[str, Patch],
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Return, for each check of several fields, its findings before and after repair."""
    for one in plan.rows:
        at = broken.get(one.check, _NONE)
        found = _found(one, held, at, typed[at])
        touched = [patches[field.raw].at for field in one.fields if field.raw in patches]
        if not touched:
            if at.len():
                yield found, found
            continue
        again = pl.concat(touched).unique().sort()
        now = retyped(one.fields, typed[again], patches, again)
        still = now.select(one.broken).to_series().arg_true().cast(pl.UInt32)
        untouched = found.filter(~at.is_in(again.implode()))
        left = _found(one, held, again.gather(still), now[still])
        yield found, pl.concat([untouched, left])


def _found(one: RowCheck, held: Rows, at: pl.Series, typed: pl.DataFrame) -> pl.DataFrame:
    """Return the findings of one check at the rows `at`, whose texts and values are `typed`."""
    found = held.found(one.check, at, typed[one.fields[0].raw])
    if one.note is None:
        return found
    note = typed.select(one.note.cast(pl.String).alias("note")).to_series()
    return found.with_columns(note)
