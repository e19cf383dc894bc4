"""Small tables for the tests of this room: a plan, a batch, what the one makes of the other."""

import polars as pl

from tamis.loading import schemas
from tamis.model.profile import Profile
from tamis.model.repair_choice import ONLY_SAFE
from tamis.plan.compile import compile_plan
from tamis.plan.run import run
from tamis.tables.batch import Batch

PROFILE = Profile(name="p", version="1")


def plan_of(fields, labels=None, choice=ONLY_SAFE, profile=PROFILE, **more):
    """Compile a plan out of the descriptors of some fields."""
    schema = schemas.tabular({"fields": fields, **more})
    names = tuple(field.name for field in schema.fields)
    return compile_plan(schema, names if labels is None else tuple(labels), profile, choice)


def batch_of(*columns, first_row=1, lines=2, **more):
    """Return a batch out of the texts of each column."""
    frame = pl.DataFrame(
        [pl.Series(f"c{n}", texts, dtype=pl.String) for n, texts in enumerate(columns)]
    )
    return Batch(frame=frame, first_row=first_row, lines=lines, **more)


def outcome_of(fields, *columns, **more):
    """Return a plan and what it makes of some columns."""
    plan = plan_of(fields, **more)
    return plan, run(plan, batch_of(*columns), values=True)


def found(plan, findings):
    """Return findings as (code, field, row, line, value), in order."""
    rows = []
    for check, row, line, value in findings.select("check", "row", "line", "value").iter_rows():
        rows.append((plan.checks[check].code, plan.checks[check].field, row, line, value))
    return sorted(rows, key=lambda one: (one[2] or 0, one[0], one[1]))


def offers(plan, findings):
    """Return the repair and the proposal of each finding, by row."""
    names = findings.select("row", "repair", "proposal").iter_rows()
    return {
        row: (None if repair is None else plan.repairs[repair].name, proposal)
        for row, repair, proposal in names
    }


def changed(plan, changes):
    """Return changes as (repair, row, column, before, after), in order."""
    columns = changes.select("repair", "row", "column", "before", "after").iter_rows()
    return sorted((plan.repairs[repair].name, *rest) for repair, *rest in columns)
