"""What a plan is made of: every check and repair of a table as expressions. Frozen data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tamis.model.finding import Check
from tamis.model.profile import Profile
from tamis.model.rule import RepairRule
from tamis.model.schema import Schema
from tamis.plan.field_plan import FieldPlan
from tamis.plan.short_rows import with_short_rows
from tamis.tables import findings
from tamis.tables.batch import Fault
from tamis.tables.header import Header
from tamis.tables.witness import ColumnWitness


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCheck:
    """A check of several fields of a row: where it is broken, over their texts and values.

    The finding stands in the first of `fields`; `note` is read where the check is broken.
    `doubtful`, where there is one, is over texts alone: only rows in doubt are read. `reads` are
    further fields that are read; `repair` is the position of the repair that cures it.
    `as_error`, for a check by which a row is no record, is the same check as an error.
    `swaps`: whether the cells of its two fields are swapped where it is broken.
    """

    check: int
    broken: pl.Expr
    note: pl.Expr | None
    fields: tuple[FieldPlan, ...]
    doubtful: pl.Expr | None = None
    reads: tuple[FieldPlan, ...] = ()
    repair: int | None = None
    as_error: int | None = None
    swaps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnCheck:
    """A check of all cells of a field together (see `tamis.checks.contract.ColumnCondition`)."""

    check: int
    field: FieldPlan
    classes: pl.Expr
    needs_value: bool
    judge: Callable[[Mapping[int, int]], Mapping[int, str]]
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinPlan:
    """Columns whose cells, together, are rarely those of two rows.

    `names` are the raw names of the columns; up to a share `most` of the rows, twins are reported.
    """

    check: int
    names: tuple[str, ...]
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LikenessPlan:
    """What makes rows alike (see `tamis.checks.contract.Likeness`), over the texts of `fields`."""

    check: int
    fields: tuple[FieldPlan, ...]
    mark: pl.Expr
    value: pl.Expr
    judge: Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlan:
    """Fields whose values must not repeat, all of which the file has."""

    check: int
    fields: tuple[FieldPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePlan:
    """Fields whose values must stand in the fields `referenced` of a resource ("": this one)."""

    check: int
    fields: tuple[FieldPlan, ...]
    resource: str
    referenced: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencedKey:
    """Fields that a reference of this table or of another leads to; the file has them all."""

    names: tuple[str, ...]
    fields: tuple[FieldPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContext:
    """What a table knows of its package; nothing, for a table by itself.

    Attributes:
        name: its own name there.
        tables: the other tables that are there, and the fields that each has.
        referenced: the sets of its fields that the others refer to.
    """

    name: str = ""
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    referenced: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A schema compiled against the header of a file; `tamis.plan.run` is a function of it.

    Attributes:
        checks: what the `check` of a finding is the position in.
        repairs: what the `repair` of a finding or a change is the position in.
        applied: the repairs that are applied, by position; those of cells, in some field.
        structural_checks: the check of each code that a reader may report.
        schema_findings: what the schema asks for that cannot be enforced.
        header_findings: what is wrong with the header.
        witnesses: what the columns show of how their author writes, by field.
        with_witnesses: compiles the plan anew, for other witnesses.
    """

    schema: Schema
    profile: Profile
    header: Header
    checks: tuple[Check, ...]
    repairs: tuple[RepairRule, ...]
    applied: frozenset[int]
    fields: tuple[FieldPlan, ...]
    row_checks: tuple[RowCheck, ...]
    keys: tuple[KeyPlan, ...]
    column_checks: tuple[ColumnCheck, ...]
    twins: tuple[TwinPlan, ...]
    likenesses: tuple[LikenessPlan, ...]
    references: tuple[ReferencePlan, ...]
    referenced_keys: tuple[ReferencedKey, ...]
    structural_checks: Mapping[str, int]
    schema_findings: pl.DataFrame
    header_findings: pl.DataFrame
    witnesses: Mapping[str, ColumnWitness]
    with_witnesses: Callable[[Mapping[str, ColumnWitness]], Plan] = field(repr=False, compare=False)

    @property
    def unlabelled_columns(self) -> tuple[int, ...]:
        """Positions of the columns without a label."""
        labels = self.header.labels
        return tuple(index for index, label in enumerate(labels) if not label.strip())

    @property
    def needed_width(self) -> int:
        """How many cells a row must have for the last required one to be among them."""
        schema, positions = self.schema, self.header.positions
        required = {field.name for field in schema.fields if field.required}
        firm = (c for c in self.row_checks if self.checks[c.check].rule.scope != "likely")
        compared = {part.field.name for check in firm for part in check.fields}
        names = required | compared | set(schema.primary_key)
        return max((positions[name] + 1 for name in names if name in positions), default=0)

    def repair_index(self, name: str) -> int:
        """Return the position of the repair called `name`."""
        return next(index for index, rule in enumerate(self.repairs) if rule.name == name)

    def applies(self, name: str) -> bool:
        """Whether the repair called `name` is applied."""
        return self.repair_index(name) in self.applied

    def uncured(self, delivered: pl.DataFrame) -> pl.DataFrame:
        """Return the findings on headers and rows that no applied repair cures."""
        if delivered.is_empty():
            return delivered
        cured = pl.col("repair").is_in(sorted(self.applied))
        return delivered.filter(~cured.fill_null(value=False))

    def opening_findings(self, header_line: int) -> pl.DataFrame:
        """Return the findings that stand before the data; `header_line` is the header's."""
        header = self.header_findings.with_columns(line=pl.lit(header_line, dtype=pl.UInt32))
        return pl.concat([self.schema_findings, header])

    def structural_findings(self, faults: Sequence[Fault]) -> pl.DataFrame:
        """Return the findings that the faults met by a reader amount to."""
        known = with_short_rows(faults, self.needed_width)
        return findings.stacked(self._structural(fault) for fault in known)

    def _structural(self, fault: Fault) -> pl.DataFrame:
        check = self.structural_checks.get(fault.code)
        if check is None:
            return findings.empty()
        curing = (n for n in sorted(self.applied) if fault.code in self.repairs[n].cures)
        repair = next(curing, None)
        found = findings.frame(
            check,
            row=fault.rows or None,
            line=fault.lines or None,
            value=fault.values or None,
            note=fault.notes or None,
        )
        return found if repair is None else found.with_columns(repair=pl.lit(repair, pl.UInt8))
