"""One machine: batches in a loop, the next one read while one is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from tamis.engine.remedies import RemedyLog
from tamis.plan.links import LinkState
from tamis.plan.parts import Plan
from tamis.plan.run import Outcome, run
from tamis.plan.state import KeyState
from tamis.tables.ahead import ahead
from tamis.tables.batch import Table
from tamis.tables.findings import FindingLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a run of a plan over a table amounts to.

    Attributes:
        before: the findings as delivered; after: once SAFE repairs are done.
        changes: how many changes each repair made, by its position in the plan.
        links: what the table refers to and what others may refer to in it.
        remedies: what repairs did and propose, by repair and field.
        filled: positions of unlabelled columns that hold something.
        surplus: whether some rows have cells beyond the header.
    """

    rows: int
    before: FindingLog
    after: FindingLog
    changes: dict[int, int]
    links: LinkState
    remedies: RemedyLog
    filled: frozenset[int]
    surplus: bool


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
    forgive = plan.profile.forgive_safe
    before = FindingLog(plan.checks, plan.repairs, forgive_safe=forgive)
    after = FindingLog(plan.checks, plan.repairs, forgive_safe=forgive)
    opening = pl.concat([plan.opened(table.header_line), plan.told(table.faults)])
    before.add(opening)
    after.add(plan.remaining(opening))
    keys = [KeyState(key.check) for key in plan.keys]
    links = LinkState(plan=plan)
    rows, filled, surplus = 0, set[int](), False
    changes: dict[int, int] = {}
    remedies = RemedyLog(plan)
    for batch in ahead(table.batches()):
        outcome = run(plan, batch, values=values)
        rows += outcome.height
        before.add(outcome.findings)
        after.add(outcome.remaining)
        filled.update(outcome.filled)
        surplus = surplus or outcome.surplus.height > 0
        remedies.changed(outcome.changes)
        remedies.proposed(outcome.remaining)
        for repair, n in outcome.changes.group_by("repair").len().iter_rows():
            changes[repair] = changes.get(repair, 0) + n
        for state, texts in zip(keys, outcome.keys, strict=True):
            state.feed(texts)
        links.feed(outcome.links, outcome.targets)
        if each is not None:
            each(outcome)
        if progress is not None:
            progress(rows)
    for state in keys:
        before.add(state.duplicates(after=False))
        after.add(state.duplicates(after=True))
    totals = Totals(
        rows=rows,
        before=before,
        after=after,
        changes=changes,
        links=links,
        remedies=remedies,
        filled=frozenset(filled),
        surplus=surplus,
    )
    if not kept:
        follow({"": totals})
    return totals


def follow(family: Mapping[str, Totals]) -> None:
    """Tell the references that lead nowhere, once every table of a package was read."""
    others = {name: totals.links for name, totals in family.items()}
    for totals in family.values():
        totals.before.add(totals.links.broken(others, after=False))
        totals.after.add(totals.links.broken(others, after=True))
