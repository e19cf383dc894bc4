"""One machine: batches in a loop, the next one read while one is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tamis.engine.totals import Tally, Totals
from tamis.plan.model import Plan
from tamis.plan.run import Outcome, run
from tamis.plan.state import KeyState
from tamis.tables.batch import Batch, Table
from tamis.tables.prefetch import ahead


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
    one = _Pass(plan, table, values=values)
    for batch in ahead(table.batches()):
        outcome = one.take(batch)
        if each is not None:
            each(outcome)
        if progress is not None:
            progress(one.tally.rows)
    return one.totals(kept=kept)


def over_all(
    plans: Sequence[Plan], table: Table, each: Callable[[int, Outcome], None]
) -> list[Totals]:
    """Run several plans over every batch of `table`, which is read once.

    Args:
        plans: the compiled schemas.
        table: what to read.
        each: what to do with each outcome of each plan, by its number.
    """
    passes = [_Pass(plan, table) for plan in plans]
    for batch in ahead(table.batches()):
        for at, one in enumerate(passes):
            each(at, one.take(batch))
    return [one.totals() for one in passes]


class _Pass:
    """A plan on its way over a table, batch after batch."""

    def __init__(self, plan: Plan, table: Table, *, values: bool = False) -> None:
        self.tally = Tally(plan, table)
        self._plan = plan
        self._values = values
        self._keys = [KeyState(key.check) for key in plan.keys]

    def take(self, batch: Batch) -> Outcome:
        """Judge a batch, and count what is found."""
        outcome = run(self._plan, batch, values=self._values)
        tally = self.tally
        tally.counted(outcome.height, outcome.filled, surplus=outcome.surplus.height > 0)
        tally.before.add(outcome.findings)
        tally.left(outcome.remaining)
        tally.changed(outcome.changes)
        for state, texts in zip(self._keys, outcome.keys, strict=True):
            state.feed(texts)
        tally.links.feed(outcome.links, outcome.targets)
        return outcome

    def totals(self, *, kept: bool = False) -> Totals:
        """Return what it all amounts to; where `kept`, references are followed elsewhere."""
        for state in self._keys:
            self.tally.before.add(state.duplicates(after=False))
            self.tally.after.add(state.duplicates(after=True))
        totals = self.tally.totals()
        if not kept:
            follow({"": totals})
        return totals


def follow(family: Mapping[str, Totals]) -> None:
    """Tell the references that lead nowhere, once every table of a package was read."""
    others = {name: totals.links for name, totals in family.items()}
    for totals in family.values():
        totals.before.add(totals.links.broken(others, after=False))
        totals.after.add(totals.links.broken(others, after=True))
