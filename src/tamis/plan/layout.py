"""The columns of the repaired table: the schema's order, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from tamis.plan.parts import Plan
from tamis.plan.repair import CHANGES
from tamis.plan.run import Outcome
from tamis.tables.batch import Table, column

#: The label of the column that keeps cells beyond the header, where there are some.
SURPLUS = "cellules_en_trop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Labels of the repaired table, and the text column that each comes from (None: empty).

    The fields of the schema first, in its order, absent optional ones added; then the columns
    that it does not know; then, where rows have some, the cells beyond the header.
    """

    labels: tuple[str, ...]
    columns: tuple[str | None, ...]
    surplus: bool

    def arrange(self, outcome: Outcome) -> pl.DataFrame:
        """Return the repaired rows of a batch in this layout."""
        texts = outcome.texts
        made = [
            (texts[name] if name else pl.repeat(None, texts.height, dtype=pl.String, eager=True))
            for name in self.columns
        ]
        if self.surplus:
            made.append(_surplus(outcome))
        return pl.DataFrame([one.alias(str(at)) for at, one in enumerate(made)])


def _surplus(outcome: Outcome) -> pl.Series:
    rows = outcome.rows.alias("row").to_frame()
    joined = rows.join(outcome.surplus, on="row", how="left", maintain_order="left")
    return joined["value"]


def lay_out(plan: Plan, filled: Iterable[int] = (), *, surplus: bool = False) -> Layout:
    """Return the layout of what `plan` repairs.

    Args:
        plan: the compiled schema.
        filled: positions of unlabelled columns that must be kept.
        surplus: whether some rows have cells beyond the header.
    """
    positions = plan.header.positions
    kept = set(filled)
    labels: list[str] = []
    columns: list[str | None] = []
    for field in plan.schema.fields:
        if field.name in positions or not _wanted(plan, field.name):
            labels.append(field.name)
            at = positions.get(field.name)
            columns.append(None if at is None else column(at))
    for at in sorted((*plan.header.unknown, *plan.header.duplicate)):
        if plan.header.labels[at].strip() or at in kept:
            labels.append(plan.header.labels[at])
            columns.append(column(at))
    if surplus:
        labels.append(SURPLUS)
    return Layout(labels=tuple(labels), columns=tuple(columns), surplus=surplus)


def _wanted(plan: Plan, name: str) -> bool:
    """Whether a row without this field is at fault: such a column is not added in silence."""
    field = plan.schema.field(name)
    return name in plan.schema.primary_key or (field is not None and field.required)


def opening_changes(plan: Plan, layout: Layout, table: Table) -> pl.DataFrame:
    """Return the changes made to the file as a whole and to its header, as a frame of changes."""
    made = [*_of_file(table), *_of_labels(plan, layout)]
    rows = [
        (None, table.header_line, at, before, after, plan.repair_at(repair))
        for repair, at, before, after in made
    ]
    return pl.DataFrame(rows, schema=CHANGES, orient="row")


#: A repair, the column (0: all), what stood there, what stands there now.
_Change = tuple[str, int, str, str]


def _of_file(table: Table) -> Iterator[_Change]:
    faults = {fault.code: fault for fault in table.faults}
    if fault := faults.get("file.not-utf8"):
        yield "encoding", 0, fault.notes[0], "utf-8"
    if fault := faults.get("file.title-lines"):
        yield "title-lines", 0, fault.values[0], ""


def _of_labels(plan: Plan, layout: Layout) -> Iterator[_Change]:
    labels, positions = plan.header.labels, plan.header.positions
    for name in plan.header.misspelt:
        yield "header-name", positions[name] + 1, labels[positions[name]], name
    if not plan.header.ordered:
        yield "column-order", 0, ", ".join(labels), ", ".join(layout.labels)
    for label, source in zip(layout.labels, layout.columns, strict=False):
        if source is None:
            yield "absent-column", 0, "", label
    for at in plan.blank_columns:
        if column(at) not in layout.columns:
            yield "trailing-delimiter", at + 1, "", ""
