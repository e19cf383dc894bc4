"""One field of a file, with its checks and its repairs as expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

import polars as pl

from tamis import checks, repairs, values
from tamis.checks.contract import CellCondition
from tamis.model.finding import Check
from tamis.model.rule import Applicability, Severity
from tamis.model.schema import Field, Schema
from tamis.plan.field_plan import CellCheck, CellRepair, FieldPlan, RepairStage
from tamis.plan.register import Register
from tamis.repairs.marks import as_declared
from tamis.tables.batch import column
from tamis.tables.cell import Cell
from tamis.tables.witness import NO_WITNESS, ColumnWitness
from tamis.values.distinct import where

_Look: TypeAlias = Callable[[pl.Series], pl.Series]
#: What is tried on cells, surest first: how sure, and whether it is applied.
_LEVELS: Final = (
    (Applicability.SAFE, True),
    (Applicability.UNSAFE, True),
    (Applicability.UNSAFE, False),
    (Applicability.SHOW, False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundField:
    """A field bound to its column: what checks of rows see of its cell, and its plan."""

    cell: Cell
    plan: FieldPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledField:
    """A field as it was compiled: the number of its first check, and its checks."""

    bound: BoundField
    first: int
    checks: tuple[Check, ...]


#: What was compiled of the fields of a file, by name.
CompiledFields: TypeAlias = Mapping[str, CompiledField]


class FieldCompiler:
    """Compiles fields against the columns that they stand in.

    Args:
        schema: what the table must be.
        register: where checks are numbered.
        witnesses: what the columns show of how their author writes.
        former: what was compiled for other witnesses, with all else alike: a field that shows the
            same, whose checks get the same numbers, is taken from there.
    """

    def __init__(
        self,
        schema: Schema,
        register: Register,
        witnesses: Mapping[str, ColumnWitness],
        former: CompiledFields,
    ) -> None:
        self.schema = schema
        self.register = register
        self.witnesses = witnesses
        self.former = former
        self.compiled: dict[str, CompiledField] = {}

    def bind(self, field: Field, position: int) -> BoundField:
        """Return the plan of the field that stands in the column at `position` (from 0)."""
        first = len(self.register.checks)
        former = self.former.get(field.name)
        shown = self.witnesses.get(field.name, NO_WITNESS)
        if former and former.bound.cell.witness == shown and former.first == first:
            self.register.checks.extend(former.checks)
            self.compiled[field.name] = former
            return former.bound
        bound = self._bound(field, position)
        self.compiled[field.name] = CompiledField(
            bound=bound, first=first, checks=tuple(self.register.checks[first:])
        )
        return bound

    def _bound(self, field: Field, position: int) -> BoundField:
        raw, typed = column(position), f"v{position}"
        text = pl.col(raw)
        kind = values.type_module(field)
        cell = Cell(
            field=field,
            schema=self.schema,
            text=text,
            value=pl.col(typed),
            expected=kind.expected(field),
            witness=self.witnesses.get(field.name, NO_WITNESS),
            as_of=self.register.profile.as_of,
        )
        conditions = tuple(self._conditions(cell, position))
        cell_checks = tuple(check for check, _ in conditions)
        doubts = tuple(_doubts(text, [condition for _, condition in conditions]))
        plan = FieldPlan(
            field=field,
            position=position,
            raw=raw,
            text=_present(text, self.schema.missing(field)),
            value=kind.parse(field, text),
            typed=typed,
            checks=cell_checks,
            stages=cache(lambda: tuple(self._stages(cell, cell_checks))),
            lost_zeros=self._lost_zeros(field, position),
            cell=cell,
            doubt_needs_value=any(typed in doubt.meta.root_names() for doubt in doubts),
            doubtful=_any_of(text, doubts),
            broken=_any_of(text, tuple(_faults(text, [bound for _, bound in conditions]))),
        )
        return BoundField(cell=cell, plan=plan)

    def _lost_zeros(self, field: Field, position: int) -> int | None:
        if field.type != "string":
            return None
        return self.register.add("cell.lost-zeros", field=field.name, column=position + 1)

    def _conditions(self, cell: Cell, position: int) -> Iterator[tuple[CellCheck, CellCondition]]:
        for module in checks.modules_with("bind"):
            for bound in module.bind(cell):
                place = {"field": cell.field.name, "column": position + 1, "params": bound.params}
                check = self.register.add(module.RULE.code, **place)
                if check is None:
                    continue
                cell_check = CellCheck(
                    check=check,
                    broken=_among(cell.text, bound.among, bound.broken),
                    is_quiet=getattr(module, "QUIET", False),
                    is_error=self.register.checks[check].severity is Severity.ERROR,
                )
                yield cell_check, bound

    def _stages(self, cell: Cell, cell_checks: Sequence[CellCheck]) -> Iterator[RepairStage]:
        """Return the SAFE repairs, the UNSAFE ones that are applied, the others, the shown ones."""
        cell_repairs = tuple(self._repairs(cell))
        tried: set[int] = set()
        for level, is_applied in _LEVELS:
            own = {
                repair.repair
                for repair in cell_repairs
                if (rule := self.register.repairs[repair.repair]).applicability is level
                and self.register.choice.does(rule, cell.field.name) is is_applied
            }
            if not own:
                continue
            tried |= own
            yield RepairStage(
                repairs=tuple(repair for repair in cell_repairs if repair.repair in tried),
                own=frozenset(own),
                curable=frozenset(self._curable(own, cell_checks)),
                is_applied=is_applied,
                is_safe=level is Applicability.SAFE,
            )

    def _curable(self, own: set[int], cell_checks: Sequence[CellCheck]) -> Iterator[int]:
        for check in cell_checks:
            code = self.register.checks[check.check].code
            if any(self.register.repairs[repair].may_repair(code) for repair in own):
                yield check.check

    def _repairs(self, cell: Cell) -> Iterator[CellRepair]:
        for module in repairs.cell_modules():
            repair = self.register.index.get(module.REPAIR.name)
            if repair is None:
                continue
            text = module.bind(cell)
            if text is not None:
                text = as_declared(cell, text)
            concerns = module.concerns(cell) if hasattr(module, "concerns") else None
            if hasattr(module, "parts"):
                yield from (
                    CellRepair(repair=repair, text=as_declared(cell, part))
                    for part in module.parts(cell)
                )
            elif text is not None or concerns is not None:
                yield CellRepair(repair=repair, text=text, concerns=concerns)


def _present(text: pl.Expr, missing: tuple[str, ...]) -> pl.Expr:
    """Return the text, null where it is one of the missing values.

    An empty cell is null, or "" where the file quotes it: missingValues decide.
    """
    if not missing:
        return text.fill_null("")
    if missing == ("",):
        return pl.when(text != "").then(text)
    present = pl.when(~text.is_in(missing)).then(text)
    return present if "" in missing else pl.when(text.is_null()).then(pl.lit("")).otherwise(present)


def _doubts(text: pl.Expr, conditions: Sequence[CellCondition]) -> Iterator[pl.Expr]:
    """Return where a text may break some condition."""
    doubts = ((c.broken if c.doubtful is None else c.doubtful, c.among) for c in conditions)
    yield from _by_look(text, doubts)


def _faults(text: pl.Expr, conditions: Sequence[CellCondition]) -> Iterator[pl.Expr]:
    """Return where a text breaks some condition."""
    yield from _by_look(text, ((condition.broken, condition.among) for condition in conditions))


def _by_look(text: pl.Expr, masks: Iterable[tuple[pl.Expr, _Look | None]]) -> Iterator[pl.Expr]:
    """Return masks; those that share a cheap look share it."""
    looks: dict[_Look | None, list[pl.Expr]] = {}
    for mask, look in masks:
        looks.setdefault(look, []).append(mask)
    yield from looks.pop(None, ())
    yield from (_among(text, look, _any_of(text, group)) for look, group in looks.items())


def _among(text: pl.Expr, look: _Look | None, mask: pl.Expr) -> pl.Expr:
    """Return where a mask is true, asked of the texts alone that a look is true of."""
    if look is None:
        return mask

    def ask(texts: pl.Series) -> pl.Series:
        found = where(texts.to_frame(), look(texts), lambda frame: frame.select(mask).to_series())
        return found.alias(texts.name)

    return text.map_batches(ask, return_dtype=pl.Boolean, is_elementwise=True)


def _any_of(text: pl.Expr, masks: Sequence[pl.Expr]) -> pl.Expr:
    """Return whether one of the masks is true, a row a text even where there is no mask."""
    none = text.is_null() & pl.lit(value=False)
    masks = list({id(mask): mask for mask in masks}.values())
    return pl.any_horizontal(masks or [none]).fill_null(value=False)
