"""One machine: batches in a loop, the next one read while one is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tamis.engine.totals import Tally, Totals
from tamis.plan.parts import Plan
from tamis.plan.run import Outcome, run
from tamis.plan.state import KeyState
from tamis.tables.ahead import ahead
from tamis.tables.batch import Table


def over(
    plan: Plan,
    table: Table,
    *,
    values: bool = False,
    each: Callable[[Outcome], None] | None = None,
    progress: Callable[[int], None] | None = None,
    kept: bool = False,
) -> Totals:
    """Run `plan` over every batch of `table`.

    Args:
        plan: the compiled schema.
        table: what to read.
        values: whether outcomes carry typed columns.
        each: what to do with each outcome, in the order of the file.
        progress: told the number of records read so far, after each batch.
        kept: whether the caller follows the references, with those of other tables.
    """
    tally = Tally(plan, table)
    keys = [KeyState(key.check) for key in plan.keys]
    for batch in ahead(table.batches()):
        outcome = run(plan, batch, values=values)
        tally.counted(outcome.height, outcome.filled, surplus=outcome.surplus.height > 0)
        tally.before.add(outcome.findings)
        tally.left(outcome.remaining)
        tally.changed(outcome.changes)
        for state, texts in zip(keys, outcome.keys, strict=True):
            state.feed(texts)
        tally.links.feed(outcome.links, outcome.targets)
        if each is not None:
            each(outcome)
        if progress is not None:
            progress(tally.rows)
    for state in keys:
        tally.before.add(state.duplicates(after=False))
        tally.after.add(state.duplicates(after=True))
    totals = tally.totals()
    if not kept:
        follow({"": totals})
    return totals


def follow(family: Mapping[str, Totals]) -> None:
    """Tell the references that lead nowhere, once every table of a package was read."""
    others = {name: totals.links for name, totals in family.items()}
    for totals in family.values():
        totals.before.add(totals.links.broken(others, after=False))
        totals.after.add(totals.links.broken(others, after=True))
