"""What is asked of several fields together: rows, keys, references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from tamis import checks
from tamis.checks.contract import Reference
from tamis.model.rule import Severity
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.compile_fields import BoundField
from tamis.plan.field_plan import FieldPlan
from tamis.plan.model import (
    ColumnCheck,
    KeyPlan,
    LikenessPlan,
    ReferencedKey,
    ReferencePlan,
    RowCheck,
    TableContext,
    TwinPlan,
)
from tamis.plan.register import Register
from tamis.tables import findings
from tamis.tables.cell import Row

#: The repair that swaps the cells of two fields.
_SWAP: Final = "point-swapped"
_THIS_FILE: Final = Text(fr="ce fichier", en="this file")


class RowCompiler:
    """Compiles what is asked of several fields, where the file has them all.

    Args:
        schema: what the table must be.
        context: what the table knows of its package.
        register: where checks are numbered.
        bound: the fields that the file has, by name.
    """

    def __init__(
        self,
        schema: Schema,
        context: TableContext,
        register: Register,
        bound: Mapping[str, BoundField],
    ) -> None:
        self.schema = schema
        self.context = context
        self.register = register
        self.cells = {name: field.cell for name, field in bound.items()}
        self.plans = {name: field.plan for name, field in bound.items()}

    def checks(self) -> Iterator[RowCheck]:
        """Return the checks of several fields of a row."""
        row = Row(schema=self.schema, cells=self.cells)
        for module in checks.modules_with("bind_row"):
            for bound in module.bind_row(row):
                fields = self._fields(bound.fields)
                place = {"field": fields[0].field.name, "column": fields[0].position + 1}
                check = self.register.add(module.RULE.code, **place, params=bound.params)
                if check is not None:
                    as_error = None
                    if bound.is_whole:
                        weight = {"severity": Severity.ERROR, "params": bound.params}
                        as_error = self.register.add(module.RULE.code, **place, **weight)
                    yield RowCheck(
                        check=check,
                        broken=bound.broken,
                        note=bound.note,
                        fields=fields,
                        doubtful=bound.doubtful,
                        reads=self._fields(bound.reads),
                        as_error=as_error,
                        repair=self.register.index.get(bound.repair),
                        swaps=bound.repair == _SWAP and self._does(_SWAP, bound.fields[0]),
                    )

    def _does(self, repair: str, field: str) -> bool:
        """Whether a repair is done in a field."""
        index = self.register.index.get(repair)
        rules = self.register.repairs
        return index is not None and self.register.choice.does(rules[index], field)

    def column_checks(self) -> Iterator[ColumnCheck]:
        """Return the checks of all cells of a field together."""
        for module in checks.modules_with("bind_column"):
            for name, cell in self.cells.items():
                for bound in module.bind_column(cell):
                    field = self.plans[name]
                    check = self._add_to(module.RULE.code, field, bound.params)
                    if check is not None:
                        yield ColumnCheck(
                            check=check,
                            field=field,
                            classes=bound.classes,
                            needs_value=field.typed in bound.classes.meta.root_names(),
                            judge=bound.judge,
                            is_whole=bound.is_whole,
                        )

    def twins(self) -> Iterator[TwinPlan]:
        """Return the columns whose cells, together, are rarely those of two rows."""
        for module in checks.modules_with("twins"):
            for twins in module.twins(self.schema, self.plans.keys()):
                fields = self._fields(twins.fields)
                check = self._add(module.RULE.code, fields)
                if check is not None:
                    names = tuple(field.raw for field in fields)
                    yield TwinPlan(check=check, names=names, most=twins.most)

    def likenesses(self) -> Iterator[LikenessPlan]:
        """Return what makes two rows alike."""
        row = Row(schema=self.schema, cells=self.cells)
        for module in checks.modules_with("likenesses"):
            for bound in module.likenesses(row):
                fields = self._fields(bound.fields)
                check = self._add_to(module.RULE.code, fields[0], {})
                if check is not None:
                    yield LikenessPlan(
                        check=check,
                        fields=fields,
                        mark=bound.mark,
                        value=bound.value,
                        judge=bound.judge,
                    )

    def _add_to(self, code: str, field: FieldPlan, params: Mapping[str, Any]) -> int | None:
        place = {"field": field.field.name, "column": field.position + 1}
        return self.register.add(code, **place, params=params)

    def keys(self) -> Iterator[KeyPlan]:
        """Return the keys."""
        for module in checks.modules_with("keys"):
            for key in module.keys(self.schema):
                if not self._has(key.fields):
                    continue
                fields = self._fields(key.fields)
                check = self._add(module.RULE.code, fields)
                if check is not None:
                    yield KeyPlan(check=check, fields=fields)

    def references(self) -> Iterator[ReferencePlan]:
        """Return the references that can be followed; see `absent_resources` for the others."""
        for module in checks.modules_with("references"):
            for reference in module.references(self.schema):
                resource = "" if reference.resource == self.context.name else reference.resource
                here = () if resource else reference.referenced
                if not self._is_there(reference) or not self._has((*reference.fields, *here)):
                    continue
                fields = self._fields(reference.fields)
                place = Text(fr=f"« {resource} »", en=f"“{resource}”") if resource else _THIS_FILE
                params = {"place": place, "reference": ", ".join(reference.referenced)}
                check = self._add(module.RULE.code, fields, **params)
                if check is not None:
                    yield ReferencePlan(
                        check=check,
                        fields=fields,
                        resource=resource,
                        referenced=reference.referenced,
                    )

    def referenced_keys(self, references: Sequence[ReferencePlan]) -> Iterator[ReferencedKey]:
        """Return the sets of fields that references lead to, from here or from other tables."""
        own = (reference.referenced for reference in references if reference.resource == "")
        for names in dict.fromkeys((*own, *self.context.referenced)):
            if self._has(names):
                yield ReferencedKey(names=names, fields=self._fields(names))

    def absent_resources(self) -> Iterator[pl.DataFrame]:
        """Return the findings about references to tables that are not there."""
        for module in checks.modules_with("references"):
            for reference in module.references(self.schema):
                if not self._is_there(reference):
                    params = {"fields": ", ".join(reference.fields)}
                    check = self.register.add("schema.absent-resource", params=params)
                    if check is not None:
                        yield findings.frame(check, value=[reference.resource])

    def _has(self, names: Sequence[str]) -> bool:
        """Whether the file has all of these fields."""
        return self.plans.keys() >= set(names)

    def _fields(self, names: Sequence[str]) -> tuple[FieldPlan, ...]:
        return tuple(self.plans[name] for name in names)

    def _add(self, code: str, fields: Sequence[FieldPlan], **params: Any) -> int | None:
        """Number a check of fields together; a single field gives its place."""
        first, is_single = fields[0], len(fields) == 1
        return self.register.add(
            code,
            field=first.field.name if is_single else "",
            column=first.position + 1 if is_single else 0,
            params={"fields": ", ".join(plan.field.name for plan in fields), **params},
        )

    def _is_there(self, reference: Reference) -> bool:
        """Whether the table that a reference names is there, with the fields that it names."""
        if reference.resource in {"", self.context.name}:
            return True
        return self.context.tables.get(reference.resource, frozenset()) >= set(reference.referenced)
