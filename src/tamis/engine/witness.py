"""The columns of a table as witnesses: what they show is known before the first row is repaired.

The first batch is looked at, and a plan made for what it shows. Further batches are looked at as
they are read: where one shows otherwise, and an earlier text depended on it, the rest is read for
what it shows, and the run starts again. Most tables are thus read once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from tamis.plan.joined import SMALL
from tamis.plan.model import Plan
from tamis.repairs import witnesses
from tamis.tables.batch import Batch, Table
from tamis.tables.side_by_side import ask
from tamis.tables.witness import NO_WITNESS, ColumnWitness

_Result = TypeVar("_Result")


class WitnessesChangedError(Exception):
    """A later row decides how earlier ones read: the table has to be read again.

    `witnesses` is what all of its columns show; None where they have to be heard from the start.
    """

    def __init__(self, witnesses: Mapping[str, ColumnWitness] | None) -> None:
        super().__init__()
        self.witnesses = witnesses


def with_witnesses(
    read: Callable[[], tuple[Plan, Table]],
    work: Callable[[Plan, Table], _Result],
    known: Mapping[str, ColumnWitness] | None = None,
) -> _Result:
    """Do some work on a table whose columns have been heard.

    Args:
        read: opens the table, as often as it is asked, and compiles its plan.
        work: what is done with them; it is begun again where a later row decides.
        known: what is known of the columns before.
    """
    known = known or {}
    while True:
        plan, table = read()
        plan, table = heard(plan, table, known)
        try:
            return work(plan, table)
        except WitnessesChangedError as changed:
            # What was known stays so: else two reasons to begin again would take turns for ever.
            known = together(known, changed.witnesses or shown_at_last(*read()))


def heard(
    plan: Plan, table: Table, known: Mapping[str, ColumnWitness] | None = None
) -> tuple[Plan, Table]:
    """Return a plan made for what a table shows at its start, and the table, heard as it is read.

    The batches of that table raise `WitnessesChangedError` where a later one decides otherwise.

    Args:
        plan: the plan, compiled without witnesses.
        table: what to read; its batches are used up.
        known: what an earlier reading showed.
    """
    hearing = _Hearing(plan, known or {})
    if not hearing.concerned:
        return (plan.with_witnesses(known) if known else plan), table
    batches = table.batches()
    first = next(batches, None)
    if first is None:
        return plan, replace(table, batches=lambda: iter(()))
    hearing.hear_first(first)
    decided = hearing.decided()
    if decided:
        plan = plan.with_witnesses(decided)

    def passing() -> Iterator[Batch]:
        yield first
        yield from hearing.through(batches)

    return plan, replace(table, batches=passing)


def together(
    first: Mapping[str, ColumnWitness], second: Mapping[str, ColumnWitness]
) -> dict[str, ColumnWitness]:
    """Return what is known of each column by one or the other."""
    names = dict.fromkeys([*first, *second])
    return {n: first.get(n, NO_WITNESS) | second.get(n, NO_WITNESS) for n in names}


def shown_at_last(plan: Plan, table: Table) -> dict[str, ColumnWitness]:
    """Return what the columns of a whole table show, by field; its batches are used up."""
    return shown_by(plan, table.batches())


def shown_by(plan: Plan, batches: Iterable[Batch]) -> dict[str, ColumnWitness]:
    """Return what the columns of some batches show, by field."""
    hearing = _Hearing(plan, {})
    for batch in batches:
        hearing.hear(batch)
    return hearing.shown


def decisive(shown: Mapping[str, ColumnWitness]) -> dict[str, ColumnWitness]:
    """Return the witnesses that repairs depend on."""
    return {n: w for n, w in shown.items() if w.decisions != NO_WITNESS.decisions}


class _Hearing:
    """What the columns of a table have shown so far. It changes."""

    def __init__(self, plan: Plan, known: Mapping[str, ColumnWitness]) -> None:
        self._plan = plan
        self.concerned = [field for field in plan.fields if witnesses.flags(field.cell)]
        self.shown = dict(known)
        self._start: dict[str, tuple[bool, ...]] = {}

    def hear_first(self, batch: Batch) -> None:
        """Take in what the first batch shows, where a text has two readings.

        Small files that are read side by side are heard together.
        """
        if self.shown or batch.frame.height > SMALL:
            self.hear(batch, everything=False)
            return
        kind = ("hear", id(self._plan), tuple(batch.frame.columns))
        self.shown = ask(kind, batch, self._shown_by_each)

    def _shown_by_each(self, batches: Sequence[Batch]) -> list[dict[str, ColumnWitness]]:
        """Return what each of some first batches shows by itself."""
        shown: list[dict[str, ColumnWitness]] = [{} for _ in batches]
        for field in self.concerned:
            columns = [batch.frame[field.raw] for batch in batches]
            for each, column_shows in zip(
                shown, witnesses.of_each(field.cell, columns), strict=True
            ):
                each[field.field.name] = column_shows
        return shown

    def hear(self, batch: Batch, *, everything: bool = True) -> None:
        """Take in what the texts of a batch show: all, or where a text has two readings."""
        for field in self.concerned:
            name = field.field.name
            before = self.shown.get(name, NO_WITNESS)
            self.shown[name] = witnesses.witness(
                field.cell, batch.frame[field.raw], before, everything=everything
            )

    def decided(self) -> dict[str, ColumnWitness]:
        """Return the witnesses that repairs depend on, and remember what they decide."""
        self._start = {name: shown.decisions for name, shown in self.shown.items()}
        return decisive(self.shown)

    def through(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield batches that leave what was decided.

        Raises:
            WitnessesChangedError: one does not.
        """
        for batch in batches:
            undecided = self._undecided()
            self.hear(batch, everything=False)
            if self._undecided() != undecided:
                raise WitnessesChangedError(None)  # what came before was not heard for it
            if self._has_changed():
                for later in batches:
                    self.hear(later, everything=False)
                is_whole = self._undecided() == undecided
                raise WitnessesChangedError(self.shown if is_whole else None)
            yield batch

    def _undecided(self) -> set[str]:
        return {name for name, shown in self.shown.items() if shown.undecided}

    def _has_changed(self) -> bool:
        return any(shown.decisions != self._start[n] for n, shown in self.shown.items())
