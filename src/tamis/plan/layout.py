"""The columns of the repaired table: the schema's order, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from tamis.model.dialect import UTF8
from tamis.plan.changes import CHANGES
from tamis.plan.model import Plan
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
    kept = set(filled)
    shown = [at for at, label in enumerate(plan.header.labels) if label.strip() or at in kept]
    if plan.does("column-order"):
        first = [at for at in plan.header.positions.values() if at in shown]
        shown = [*first, *(at for at in shown if at not in first)]
    pairs: list[tuple[str, str | None]] = [(_label(plan, at), column(at)) for at in shown]
    # A table that has no column of the schema must not look as if it had some.
    if plan.does("absent-column") and plan.header.positions:
        pairs = _completed(plan, pairs)
    if surplus:
        pairs.append((SURPLUS, None))
    labels, columns = [label for label, _ in pairs], [source for _, source in pairs]
    return Layout(
        labels=tuple(labels),
        columns=tuple(columns[:-1] if surplus else columns),
        surplus=surplus,
    )


def _label(plan: Plan, at: int) -> str:
    """Return the label that a column of the file gets."""
    if plan.does("header-name"):
        for name, position in plan.header.positions.items():
            if position == at:
                return name
    return plan.header.labels[at]


def _completed(plan: Plan, pairs: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Put the optional columns that lack in: after the field that the schema has before them."""
    made = list(pairs)
    labels = {column(at): name for name, at in plan.header.positions.items()}
    place = 0
    for field in plan.schema.fields:
        at = next((i for i, pair in enumerate(made) if labels.get(pair[1] or "") == field.name), -1)
        if at >= 0:
            place = at + 1
        elif not _wanted(plan, field.name):
            made.insert(place, (field.name, None))
            place += 1
    return made


def _wanted(plan: Plan, name: str) -> bool:
    """Whether a row without this field is at fault: such a column is not added in silence."""
    field = plan.schema.field(name)
    return name in plan.schema.primary_key or (field is not None and field.required)


def opening_changes(plan: Plan, layout: Layout, table: Table) -> pl.DataFrame:
    """Return the changes made to the file as a whole and to its header, as a frame of changes."""
    return _framed(plan, table, [*_of_titles(table), *_of_labels(plan, layout)])


def closing_changes(plan: Plan, table: Table) -> pl.DataFrame:
    """Return the changes that are known once the last line is read, as a frame of changes."""
    dialect = table.dialect()
    if dialect is None or dialect.encoding == UTF8:
        return _framed(plan, table, [])
    return _framed(plan, table, [("encoding", 0, dialect.encoding, UTF8)])


#: A repair, the column (0: all), what stood there, what stands there now.
_Change = tuple[str, int, str, str]


def _framed(plan: Plan, table: Table, made: Iterable[_Change]) -> pl.DataFrame:
    rows = [
        (None, table.header_line, at, before, after, plan.repair_at(repair))
        for repair, at, before, after in made
    ]
    return pl.DataFrame(rows, schema=CHANGES, orient="row")


def _of_titles(table: Table) -> Iterator[_Change]:
    for fault in table.faults:
        if fault.code == "file.title-lines":
            yield "title-lines", 0, fault.values[0], ""


def _of_labels(plan: Plan, layout: Layout) -> Iterator[_Change]:
    labels, positions = plan.header.labels, plan.header.positions
    for name in plan.header.misspelt if plan.does("header-name") else ():
        yield "header-name", positions[name] + 1, labels[positions[name]], name
    if not plan.header.ordered and plan.does("column-order"):
        yield "column-order", 0, ", ".join(labels), ", ".join(layout.labels)
    for label, source in zip(layout.labels, layout.columns, strict=False):
        if source is None:
            yield "absent-column", 0, "", label
    for at in plan.blank_columns:
        if column(at) not in layout.columns:
            yield "trailing-delimiter", at + 1, "", ""
