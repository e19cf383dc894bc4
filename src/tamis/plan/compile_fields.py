"""One field of a file, with its checks and its repairs as expressions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from tamis import checks, repairs, values
from tamis.model.rule import Applicability
from tamis.model.schema import Field, Schema
from tamis.plan.model import CellCheck, CellRepair, FieldPlan, Stage
from tamis.plan.register import Register
from tamis.tables.batch import column
from tamis.tables.cell import Cell

#: What is tried on cells, surest first: how sure, and whether it is done.
_LEVELS = (
    (Applicability.SAFE, True),
    (Applicability.UNSAFE, True),
    (Applicability.UNSAFE, False),
    (Applicability.SHOW, False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A field that is bound: what rows ask of its cell, and its plan."""

    cell: Cell
    plan: FieldPlan


class Fields:
    """Binds fields to the columns that they stand in."""

    def __init__(self, schema: Schema, register: Register) -> None:
        self.schema = schema
        self.register = register

    def bind(self, field: Field, position: int) -> Bound:
        """Return the plan of the field that stands in the column at `position` (from 0)."""
        raw, typed = column(position), f"v{position}"
        text = pl.col(raw)
        kind = values.type_module(field)
        cell = Cell(
            field=field,
            schema=self.schema,
            text=text,
            value=pl.col(typed),
            expected=kind.expected(field),
        )
        bound = tuple(self._bound(cell, position))
        plan = FieldPlan(
            field=field,
            position=position,
            raw=raw,
            text=_present(text, self.schema.missing(field)),
            value=kind.parse(field, text),
            typed=typed,
            checks=bound,
            stages=cache(lambda: tuple(self._stages(cell, bound))),
            lost_zeros=self._lost_zeros(field, position),
            valued=any(typed in one.doubted.meta.root_names() for one in bound),
            doubted=_either(text, [one.doubted for one in bound]),
            broken=_either(text, [one.broken for one in bound]),
        )
        return Bound(cell=cell, plan=plan)

    def _lost_zeros(self, field: Field, position: int) -> int | None:
        if field.type != "string":
            return None
        return self.register.check("cell.lost-zeros", field=field.name, column=position + 1)

    def _bound(self, cell: Cell, position: int) -> Iterator[CellCheck]:
        for leaf in checks.having("bind"):
            for one in leaf.bind(cell):
                place = {"field": cell.field.name, "column": position + 1, "params": one.params}
                check = self.register.check(leaf.RULE.code, **place)
                if check is not None:
                    quiet = getattr(leaf, "QUIET", False)
                    doubted = one.broken if one.doubted is None else one.doubted
                    yield CellCheck(check=check, broken=one.broken, doubted=doubted, quiet=quiet)

    def _stages(self, cell: Cell, bound: tuple[CellCheck, ...]) -> Iterator[Stage]:
        """Return the SAFE repairs, the UNSAFE ones that are done, the others, the shown ones."""
        mended = tuple(self._mended(cell))
        tried: set[int] = set()
        for level, done in _LEVELS:
            own = {
                one.repair
                for one in mended
                if (rule := self.register.repairs[one.repair]).applicability is level
                and self.register.choice.does(rule, cell.field.name) is done
            }
            if not own:
                continue
            tried |= own
            among = tuple(one for one in mended if one.repair in tried)
            yield Stage(
                repairs=among,
                own=frozenset(own),
                curable=frozenset(self._curable(own, bound)),
                done=done,
                sure=level is Applicability.SAFE,
            )

    def _curable(self, own: set[int], bound: tuple[CellCheck, ...]) -> Iterator[int]:
        for one in bound:
            code = self.register.checks[one.check].code
            if any(self.register.repairs[at].may_repair(code) for at in own):
                yield one.check

    def _mended(self, cell: Cell) -> Iterator[CellRepair]:
        for leaf in repairs.cell_modules():
            at = self.register.index.get(leaf.REPAIR.name)
            text = leaf.bind(cell) if at is not None else None
            told = leaf.concerns(cell) if at is not None and hasattr(leaf, "concerns") else None
            if at is not None and (text is not None or told is not None):
                yield CellRepair(repair=at, text=text, told=told)


def _present(text: pl.Expr, missing: tuple[str, ...]) -> pl.Expr:
    """Return the text, null where it is one of the missing values.

    An empty cell reaches us as null, or as "" where the file quotes it: missingValues decide.
    """
    if not missing:
        return text.fill_null("")
    if missing == ("",):
        return pl.when(text != "").then(text)
    kept = pl.when(~text.is_in(missing)).then(text)
    return kept if "" in missing else pl.when(text.is_null()).then(pl.lit("")).otherwise(kept)


def _either(text: pl.Expr, masks: Sequence[pl.Expr]) -> pl.Expr:
    """Return whether one of the masks is true, a row a text even where there is none."""
    none = text.is_null() & pl.lit(value=False)
    return pl.any_horizontal(masks or [none]).fill_null(value=False)
