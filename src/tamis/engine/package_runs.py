"""The tables of a package run one by one, and the references between them followed together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from tamis.engine.clashes import clashing_columns, left_alone
from tamis.engine.local import follow_references
from tamis.engine.report import Run
from tamis.engine.totals import Totals
from tamis.tables.witness import ColumnWitness

_Known: TypeAlias = Mapping[str, ColumnWitness] | None


def run_together(
    names: Iterable[str], run: Callable[[str, _Known], tuple[Run, Totals]]
) -> dict[str, tuple[Run, Totals]]:
    """Run every table, then follow the references between them.

    Where repairs alone break some, the valid cells of their fields are left in a second run.

    Args:
        names: the tables.
        run: runs one of them; the second time, with what is known of its columns.
    """
    done = {name: run(name, None) for name in names}
    follow_references({name: totals for name, (_, totals) in done.items()})
    columns = {
        (table or name, field)
        for name, (of_table, totals) in done.items()
        for table, field in clashing_columns(of_table.plan, totals)
    }
    if not columns:
        return done
    known: dict[str, _Known] = {}
    for name, (of_table, _) in done.items():
        left = left_alone(of_table.plan, {field for table, field in columns if table == name})
        known[name] = {**of_table.plan.witnesses, **left}
    again = {name: run(name, known[name]) for name in done}
    follow_references({name: totals for name, (_, totals) in again.items()})
    return again
