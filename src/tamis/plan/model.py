"""What a plan is made of: every check and repair of a table as expressions. Frozen data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from tamis.model.finding import Check
from tamis.model.profile import Profile
from tamis.model.rule import RepairRule
from tamis.model.schema import Field, Schema
from tamis.plan.text_cache import Known
from tamis.tables import findings
from tamis.tables.batch import Fault
from tamis.tables.header import Header


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCheck:
    """A check of one field: its place in the plan's list, and where it is broken.

    `doubted` costs less than `broken`, and is true wherever that is, and maybe elsewhere.
    """

    check: int
    broken: pl.Expr
    doubted: pl.Expr
    quiet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRepair:
    """A repair of one field: its place in the plan's list, and the text it writes.

    `text` is None for one that has nothing to write: `told` says where it is shown.
    """

    repair: int
    text: pl.Expr | None
    told: pl.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Repairs of one field that are tried together, on cells that the stage before left at fault.

    Attributes:
        repairs: in the order in which they are tried, those of earlier stages among them.
        own: those that no earlier stage had.
        curable: the checks that they may cure.
        done: whether what they write is written; else it is proposed.
        sure: whether curing one check is enough; else the text must be wholly right afterwards.
    """

    repairs: tuple[CellRepair, ...]
    own: frozenset[int]
    curable: frozenset[int]
    done: bool
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlan:
    """One field that the file has, from its raw column to its checks.

    Attributes:
        raw: the name of the text column of the batch.
        text: the expression over `raw` that gives the text, null where it is missing.
        value: the expression over the text (under the name `raw`) that gives the typed value.
        typed: the name under which the value stands beside the text.
        checks: expressions over `raw` (the text) and `typed`.
        stages: gives the repairs, over `raw` (the text), surest first; they are most of the work
            of compiling, and a field that has no faulty cell does without.
        lost_zeros: the check of a code that was typed as a number; None for other fields.
        valued: whether a check needs the value to be doubted.
        doubted: over the texts and, where `valued`, the values: whether a check raises a doubt.
        broken: over the texts and the values: whether a check is broken.
    """

    field: Field
    position: int
    raw: str
    text: pl.Expr
    value: pl.Expr
    typed: str
    checks: tuple[CellCheck, ...]
    stages: Callable[[], tuple[Stage, ...]]
    lost_zeros: int | None
    valued: bool
    doubted: pl.Expr
    broken: pl.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCheck:
    """A check of several fields of a row: where it is broken, over their texts and values.

    The finding stands in the first of `fields`; `note` is read where the check is broken.
    """

    check: int
    broken: pl.Expr
    note: pl.Expr | None
    fields: tuple[FieldPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlan:
    """Fields whose values must not repeat, all of which the file has."""

    check: int
    fields: tuple[FieldPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPlan:
    """Fields whose values must stand in the fields `reference` of a resource ("": this one)."""

    check: int
    fields: tuple[FieldPlan, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Fields that a link refers to, of this table or another; the file has them all."""

    names: tuple[str, ...]
    fields: tuple[FieldPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """What a table has to do with the others of its package.

    Attributes:
        name: its own name there.
        others: the other tables that are there, and the fields that each has.
        wanted: the sets of its fields that the others refer to.
    """

    name: str = ""
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)
    wanted: tuple[tuple[str, ...], ...] = ()


#: A table by itself.
ALONE = Kin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A schema compiled against the header that it met. Frozen; `run` is a function of it.

    Attributes:
        checks: what findings count in, by position.
        repairs: what repairs count in, by position.
        doing: the repairs that are done, by position; those of cells, in some field.
        structural: the check of each code that a reader may tell.
        remarks: what the schema asks for that cannot be enforced, as findings.
        opening: the findings about the header.
        known: what was found of texts in earlier batches, which changes nothing but the speed.
    """

    schema: Schema
    profile: Profile
    header: Header
    checks: tuple[Check, ...]
    repairs: tuple[RepairRule, ...]
    doing: frozenset[int]
    fields: tuple[FieldPlan, ...]
    rows: tuple[RowCheck, ...]
    keys: tuple[KeyPlan, ...]
    links: tuple[LinkPlan, ...]
    targets: tuple[Target, ...]
    structural: Mapping[str, int]
    remarks: pl.DataFrame
    opening: pl.DataFrame
    known: Known = field(default_factory=Known, repr=False, compare=False)

    @property
    def blank_columns(self) -> tuple[int, ...]:
        """Positions of the columns without a label."""
        labels = self.header.labels
        return tuple(at for at, label in enumerate(labels) if not label.strip())

    def repair_at(self, name: str) -> int:
        """Return the position of the repair called `name`."""
        return next(at for at, rule in enumerate(self.repairs) if rule.name == name)

    def does(self, name: str) -> bool:
        """Whether the repair called `name` is done."""
        return self.repair_at(name) in self.doing

    def remaining(self, found: pl.DataFrame) -> pl.DataFrame:
        """Return the findings on headers and rows that no repair done cures."""
        if found.is_empty():
            return found
        cured = pl.col("repair").is_in(sorted(self.doing))
        return found.filter(~cured.fill_null(value=False))

    def opened(self, line: int) -> pl.DataFrame:
        """Return what is told before the data; the header stands on `line`."""
        header = self.opening.with_columns(line=pl.lit(line, dtype=pl.UInt32))
        return pl.concat([self.remarks, header])

    def told(self, faults: tuple[Fault, ...]) -> pl.DataFrame:
        """Return the findings that the faults of a reader amount to."""
        return findings.stacked(self._told(fault) for fault in faults)

    def _told(self, fault: Fault) -> pl.DataFrame:
        check = self.structural.get(fault.code)
        if check is None:
            return findings.empty()
        code = fault.code
        cure = next((at for at in sorted(self.doing) if code in self.repairs[at].cures), None)
        given = {
            "row": fault.rows, "line": fault.lines, "value": fault.values, "note": fault.notes,
        }  # fmt: skip
        made = findings.frame(check, **{name: part or None for name, part in given.items()})
        return made if cure is None else made.with_columns(repair=pl.lit(cure, dtype=pl.UInt8))
