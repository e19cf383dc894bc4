"""One machine: batches in a loop, the next one read while one is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tamis.engine.clashes import clashing_fields
from tamis.engine.totals import Tally, Totals
from tamis.engine.witness import WitnessesChangedError
from tamis.plan import column_state
from tamis.plan.compile import SharedPlan
from tamis.plan.joined import run_beside
from tamis.plan.model import Plan
from tamis.plan.run import Outcome
from tamis.plan.state import KeyState
from tamis.tables.batch import Batch, Table
from tamis.tables.prefetch import prefetched


def run_plan(
    plan: Plan | SharedPlan,
    table: Table,
    *,
    values: bool = False,
    each: Callable[[Outcome], None] | None = None,
    progress: Callable[[int], None] | None = None,
    follows_references: bool = True,
    may_restart: bool = False,
) -> Totals:
    """Run a plan over every batch of `table`.

    Args:
        plan: the compiled schema; a shared one brings what it learnt of texts.
        table: what to read.
        values: whether outcomes carry typed columns.
        each: what to do with each outcome, in the order of the file.
        progress: told the number of records read so far, after each batch.
        follows_references: False where the caller follows them, with those of other tables.
        may_restart: whether the caller runs again where it turns out that repairs of valid cells
            break what held (see `tamis.engine.clashes`).

    Raises:
        WitnessesChangedError: the table has to be read again.
    """
    table_pass = _Pass(plan, table, values=values)
    for batch in prefetched(table.batches()):
        outcome = table_pass.take(batch)
        if each is not None:
            each(outcome)
        if progress is not None:
            progress(table_pass.tally.rows)
    totals = table_pass.totals(follows_references=follows_references)
    clashing = clashing_fields(table_pass.plan, totals) if may_restart else {}
    if clashing:
        raise WitnessesChangedError({**table_pass.plan.witnesses, **clashing})
    return totals


def run_plans(
    plans: Sequence[Plan | SharedPlan], table: Table, each: Callable[[int, Outcome], None]
) -> list[Totals]:
    """Run several plans over every batch of `table`, which is read once.

    Args:
        plans: the compiled schemas.
        table: what to read.
        each: what to do with each outcome of each plan, by the index of the plan.
    """
    passes = [_Pass(plan, table) for plan in plans]
    for batch in prefetched(table.batches()):
        for index, table_pass in enumerate(passes):
            each(index, table_pass.take(batch))
    return [table_pass.totals() for table_pass in passes]


def count_errors(plan: Plan, table: Table) -> int:
    """Return how many errors a table has as delivered."""
    return run_plan(plan, table).delivered.verdict().errors


class _Pass:
    """A plan on its way over a table, batch after batch. It changes."""

    def __init__(self, plan: Plan | SharedPlan, table: Table, *, values: bool = False) -> None:
        shared = plan if isinstance(plan, SharedPlan) else SharedPlan(plan=plan)
        self.plan, self._texts = shared.plan, shared.texts
        self.tally = Tally(self.plan, table)
        self._values = values
        self._keys = [KeyState(key.check) for key in self.plan.keys]
        self._columns = column_state.states(self.plan)

    def take(self, batch: Batch) -> Outcome:
        """Check a batch, and count what is found."""
        outcome = run_beside(self.plan, batch, self._texts, values=self._values)
        tally = self.tally
        tally.add_counts(outcome.height, outcome.filled, surplus=outcome.surplus.height > 0)
        tally.delivered.add(outcome.delivered)
        tally.add_repaired(outcome.repaired)
        tally.add_changes(outcome.changes)
        for state, texts in zip(self._keys, outcome.keys, strict=True):
            state.feed(texts)
        for column, evidence in zip(self._columns, outcome.evidence, strict=True):
            column.feed(evidence)
        tally.references.feed(outcome.references, outcome.referenced_keys)
        return outcome

    def totals(self, *, follows_references: bool = True) -> Totals:
        """Return what it all amounts to."""
        for state in self._keys:
            duplicates = state.duplicates(repaired=False)
            self.tally.delivered.add(duplicates)
            if state.is_repaired:
                duplicates = state.duplicates(repaired=True)
            self.tally.repaired.add(duplicates)
        for column in self._columns:
            found = column.findings(repaired=False)
            self.tally.delivered.add(found)
            self.tally.add_repaired(column.findings(repaired=True) if column.is_repaired else found)
        totals = self.tally.totals()
        if follows_references:
            follow_references({"": totals})
        return totals


def follow_references(tables: Mapping[str, Totals]) -> None:
    """Report the references that lead nowhere, once every table of a package was read.

    Args:
        tables: the totals of each table, by its resource.
    """
    states = {name: totals.references for name, totals in tables.items()}
    for totals in tables.values():
        totals.delivered.add(totals.references.broken(states, repaired=False))
        totals.repaired.add(totals.references.broken(states, repaired=True))
