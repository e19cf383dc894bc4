"""Schema and header in, plan out: every check and repair of a table as expressions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from types import MappingProxyType
from typing import Final, TypeVar

import polars as pl

from tamis import checks
from tamis.model.profile import Profile
from tamis.model.repair_choice import ONLY_SAFE, Choice
from tamis.model.schema import Schema
from tamis.plan.compile_fields import CompiledFields, FieldCompiler
from tamis.plan.compile_rows import RowCompiler
from tamis.plan.model import Plan, TableContext
from tamis.plan.register import Register
from tamis.plan.text_cache import TextCache
from tamis.tables import findings
from tamis.tables.header import Header, match
from tamis.tables.witness import ColumnWitness

#: Scopes whose faults a reader meets: they are bound once, whatever the fields.
_STRUCTURAL: Final = ("file.", "row.")
#: How many plans are kept.
_MOST_PLANS: Final = 16
#: How many plans for what columns show are kept of each.
_MOST_VARIANTS: Final = 8
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_NO_CONTEXT: Final = TableContext()
_NO_WITNESSES: Final[Mapping[str, ColumnWitness]] = MappingProxyType({})
_NOTHING_COMPILED: Final[CompiledFields] = MappingProxyType({})


def compile_plan(
    schema: Schema,
    labels: tuple[str, ...],
    profile: Profile,
    choice: Choice = ONLY_SAFE,
    context: TableContext = _NO_CONTEXT,
    witnesses: Mapping[str, ColumnWitness] = _NO_WITNESSES,
    former: CompiledFields = _NOTHING_COMPILED,
) -> Plan:
    """Compile `schema` against the labels of a file.

    Args:
        schema: what the table must be.
        labels: the header of the file, as it stands.
        profile: what each rule weighs.
        choice: which repairs are tried and applied.
        context: what the table knows of its package.
        witnesses: what the columns show of how their author writes, by field; nothing is known
            of the others.
        former: the fields as they were compiled for other witnesses, with all else alike.
    """
    header = match(
        labels,
        [field.name for field in schema.fields],
        {field.name: field.title for field in schema.fields if field.title},
        former={field.name: field.former_names for field in schema.fields if field.former_names},
        # Where a schema is content with some of its fields, another label is another column.
        guess=schema.fields_match != "partial",
    )
    register = Register(profile, choice)
    structural = _structural_checks(register)
    schema_findings = list(_schema_findings(schema, register))
    header_findings = findings.stacked(_header_findings(schema, header, register))
    compiler = FieldCompiler(schema, register, witnesses, former)
    columns = header.positions
    bound = {f.name: compiler.bind(f, columns[f.name]) for f in schema.fields if f.name in columns}
    rows = RowCompiler(schema, context, register, bound)
    references = tuple(rows.references())
    again = partial(compile_plan, schema, labels, profile, choice, context)
    return Plan(
        schema=schema,
        profile=profile,
        header=header,
        repairs=register.repairs,
        applied=frozenset(register.applied()),
        fields=tuple(field.plan for field in bound.values()),
        row_checks=tuple(rows.checks()),
        keys=tuple(rows.keys()),
        column_checks=tuple(rows.column_checks()),
        twins=tuple(rows.twins()),
        likenesses=tuple(rows.likenesses()),
        references=references,
        referenced_keys=tuple(rows.referenced_keys(references)),
        structural_checks=structural,
        schema_findings=findings.stacked([*schema_findings, *rows.absent_resources()]),
        header_findings=header_findings,
        witnesses=witnesses,
        with_witnesses=_Variants(partial(again, former=former or compiler.compiled)),
        checks=tuple(register.checks),  # the last: whoever is bound above has added to them
    )


def _structural_checks(register: Register) -> dict[str, int]:
    bound_by_rows = checks.codes_with("bind_row")
    codes = (code for code in checks.codes() if code.startswith(_STRUCTURAL))
    codes = (code for code in codes if code not in bound_by_rows)
    return {code: check for code in codes if (check := register.add(code)) is not None}


def _schema_findings(schema: Schema, register: Register) -> Iterator[pl.DataFrame]:
    """Return what the schema asks for that cannot be enforced."""
    for module in checks.modules_with("unenforceable"):
        for defect in module.unenforceable(schema):
            check = register.add(module.RULE.code, field=defect.field, params=defect.params)
            if check is not None:
                yield findings.frame(check, value=[defect.value], pointer=[defect.pointer or None])


def _header_findings(schema: Schema, header: Header, register: Register) -> Iterator[pl.DataFrame]:
    """Return what is wrong with the header; that a file is empty is reported elsewhere."""
    if header.is_absent:
        return
    for module in checks.modules_with("check_header"):
        for defect in module.check_header(header, schema):
            place = {"field": defect.field, "column": defect.column, "params": defect.params}
            check = register.add(module.RULE.code, **place)
            if check is not None:
                repair = register.index.get(defect.repair)
                yield findings.frame(
                    check, value=[defect.value], repair=[repair], proposal=[defect.proposal]
                )


class _Variants:
    """Compiles a plan anew for what its columns show; files that are alike show the same.

    The last plans are kept: compiling is most of the work on a small file. It changes.
    """

    def __init__(self, compile_for: Callable[[Mapping[str, ColumnWitness]], Plan]) -> None:
        self._compile_for = compile_for
        self._plans: dict[frozenset[tuple[str, ColumnWitness]], Plan] = {}

    def __call__(self, witnesses: Mapping[str, ColumnWitness]) -> Plan:
        key = frozenset(witnesses.items())
        plan = self._plans.get(key)
        if plan is None:
            plan = self._compile_for(witnesses)
            _keep(self._plans, key, plan)
        return plan


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Add to what is kept, which begins anew where it is full."""
    if len(kept) >= _MOST_VARIANTS:
        kept.clear()
    kept[key] = value


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPlan:
    """A plan that several files share, and what was learnt of the texts that it met.

    `variants` are those for what columns show, by the identity of their plan; one is added for
    each that is met.
    """

    plan: Plan
    texts: TextCache = field(default_factory=TextCache)
    variants: dict[int, SharedPlan] = field(default_factory=dict)

    def variant(self, plan: Plan) -> SharedPlan:
        """Return the same for a plan that `plan.with_witnesses` gave."""
        if plan is self.plan:
            return self
        variant = self.variants.get(id(plan))
        if variant is None:
            variant = SharedPlan(plan=plan)
            _keep(self.variants, id(plan), variant)
        return variant


#: By the identity of schema and profile, which the plan holds on to, and by the header.
_plans: OrderedDict[tuple[int, int, tuple[str, ...]], SharedPlan] = OrderedDict()
_lock = Lock()


def shared_plan(schema: Schema, labels: tuple[str, ...], profile: Profile) -> SharedPlan:
    """Return the plan of `schema` for the labels of a file, compiled once for files that are alike.

    Compiling is most of the work on a small file, and a plan never changes.
    """
    key = (id(schema), id(profile), labels)
    with _lock:
        shared = _plans.get(key)
        if shared is None:
            shared = SharedPlan(plan=compile_plan(schema, labels, profile))
            _plans[key] = shared
        _plans.move_to_end(key)
        while len(_plans) > _MOST_PLANS:
            _plans.popitem(last=False)
        return shared
