"""The columns of the repaired table: the schema's order, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tamis.model.dialect import UTF8
from tamis.plan.model import Plan
from tamis.plan.run import Outcome
from tamis.plan.structural_changes import structural_changes
from tamis.tables import changes
from tamis.tables.batch import SURPLUS, Table, column
from tamis.tables.header import placeholder_labels


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
        empty = pl.repeat(None, texts.height, dtype=pl.String, eager=True)
        arranged = [texts[name] if name else empty for name in self.columns]
        if self.surplus:
            arranged.append(_surplus(outcome))
        return pl.DataFrame([cells.alias(str(n)) for n, cells in enumerate(arranged)])


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
    labels = plan.header.labels
    positions = [n for n, label in enumerate(labels) if label.strip() or n in kept]
    if plan.applies("column-order"):
        first = [n for n in plan.header.positions.values() if n in positions]
        positions = [*first, *(n for n in positions if n not in first)]
    pairs: list[_Column] = [(_label(plan, n), column(n)) for n in positions]
    # A table that has no column of the schema must not look as if it had some.
    if plan.applies("absent-column") and plan.header.positions:
        pairs = _with_absent_columns(plan, pairs)
    return Layout(
        labels=tuple(label for label, _ in pairs) + ((SURPLUS,) if surplus else ()),
        columns=tuple(name for _, name in pairs),
        surplus=surplus,
    )


#: A label, and the text column that it comes from.
_Column = tuple[str, str | None]


def _label(plan: Plan, position: int) -> str:
    """Return the label that a column of the file gets; one that has none gets a placeholder."""
    if plan.applies("header-name"):
        for name, field_position in plan.header.positions.items():
            if field_position == position:
                return name
    label = plan.header.labels[position]
    return label if label.strip() else placeholder_labels(position + 1)[-1]


def _with_absent_columns(plan: Plan, pairs: Sequence[_Column]) -> list[_Column]:
    """Add the absent optional columns, each after the field that the schema has before it."""
    completed = list(pairs)
    names = {column(position): name for name, position in plan.header.positions.items()}
    place = 0
    for field in plan.schema.fields:
        columns = (names.get(source or "") for _, source in completed)
        position = next((n for n, name in enumerate(columns) if name == field.name), -1)
        if position >= 0:
            place = position + 1
        elif not _is_wanted(plan, field.name):
            completed.insert(place, (field.name, None))
            place += 1
    return completed


def _is_wanted(plan: Plan, name: str) -> bool:
    """Whether a row without this field is at fault: such a column is not added in silence."""
    if plan.schema.to_fill:
        return False
    field = plan.schema.field(name)
    return name in plan.schema.primary_key or (field is not None and field.required)


def opening_changes(plan: Plan, layout: Layout, table: Table) -> pl.DataFrame:
    """Return the changes of the file as a whole and of its header, as a frame of changes."""
    framed = _framed(plan, table, [*_of_title_lines(table), *_of_header(plan, table, layout)])
    return pl.concat([framed, structural_changes(plan, table.faults)])


def closing_changes(plan: Plan, table: Table) -> pl.DataFrame:
    """Return the changes that are clear once the last line is read, as a frame of changes."""
    dialect = table.dialect()
    if dialect is None or dialect.encoding == UTF8:
        return _framed(plan, table, [])
    repair = "encoding" if dialect.certain else "likely-encoding"
    return _framed(plan, table, [(repair, 0, dialect.encoding, UTF8, None)])


#: A repair, the column (0: all), what stood there, what stands there now, what undoing it takes.
_Change = tuple[str, int, str, str, Any]


def _framed(plan: Plan, table: Table, listed: Iterable[_Change]) -> pl.DataFrame:
    rows = [
        {
            "line": table.header_line,
            "column": position,
            "before": before,
            "after": after,
            "repair": plan.repair_index(repair),
            "detail": None if detail is None else json.dumps(detail, ensure_ascii=False),
        }
        for repair, position, before, after, detail in listed
    ]
    return pl.DataFrame(rows, schema=changes.COLUMNS)


def _of_title_lines(table: Table) -> Iterator[_Change]:
    for fault in table.faults:
        if fault.code in {"file.title-lines", "declared.above"}:
            rows = json.loads(fault.details[0]) if fault.details else None
            yield "title-lines", 0, fault.values[0], "", rows


def _of_header(plan: Plan, table: Table, layout: Layout) -> Iterator[_Change]:
    labels, positions = plan.header.labels, plan.header.positions
    for name in plan.header.misspelt if plan.applies("header-name") else ():
        yield "header-name", positions[name] + 1, labels[positions[name]], name, None
    sources = [None if source is None else int(source[1:]) + 1 for source in layout.columns]
    if [*filter(None, sources)] != sorted(filter(None, sources)):
        moved = [*sources, *([None] if layout.surplus else [])]
        yield "column-order", 0, ", ".join(labels), ", ".join(layout.labels), moved
    for nth, (label, source) in enumerate(zip(layout.labels, layout.columns, strict=False), 1):
        if source is None:
            yield "absent-column", 0, "", label, nth
    if layout.surplus and not table.has_surplus:
        yield "extra-cells", 0, "", SURPLUS, len(layout.labels)
    for position in plan.unlabelled_columns:
        if column(position) in layout.columns:
            label = _label(plan, position)
            yield "blank-label", position + 1, labels[position], label, None
        else:
            yield "trailing-delimiter", position + 1, labels[position], "", None
