"""What is asked of several fields together: rows, keys, references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from tamis import checks
from tamis.checks import Key, Link
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.compile_fields import Bound
from tamis.plan.model import FieldPlan, KeyPlan, Kin, LinkPlan, RowCheck, Target
from tamis.plan.register import Register
from tamis.tables import findings
from tamis.tables.cell import Row

_HERE = Text(fr="ce fichier", en="this file")


class Together:
    """Binds what is asked of several fields, where the file has them all.

    Args:
        schema: what the table must be.
        kin: what it has to do with the others of its package.
        register: where checks are numbered.
        bound: the fields that the file has, by name.
    """

    def __init__(
        self, schema: Schema, kin: Kin, register: Register, bound: Mapping[str, Bound]
    ) -> None:
        self.schema = schema
        self.kin = kin
        self.register = register
        self.cells = {name: one.cell for name, one in bound.items()}
        self.planned: Mapping[str, FieldPlan] = {name: one.plan for name, one in bound.items()}

    def rows(self) -> Iterator[RowCheck]:
        """Bind the checks of several fields of a row."""
        row = Row(schema=self.schema, cells=self.cells)
        for leaf in checks.having("rows"):
            for one in leaf.rows(row):
                fields = tuple(self.planned[name] for name in one.fields)
                place = {"field": fields[0].field.name, "column": fields[0].position + 1}
                check = self.register.check(leaf.RULE.code, **place, params=one.params)
                if check is not None:
                    yield RowCheck(check=check, broken=one.broken, note=one.note, fields=fields)

    def keys(self) -> Iterator[KeyPlan]:
        """Bind the keys."""
        for leaf in checks.having("keys"):
            for key in leaf.keys(self.schema):
                if not self.planned.keys() >= set(key.fields):
                    continue
                check = self._key(leaf.RULE.code, key)
                if check is not None:
                    yield KeyPlan(check=check, fields=tuple(self.planned[n] for n in key.fields))

    def _key(self, code: str, key: Key) -> int | None:
        return self._together(code, tuple(self.planned[name] for name in key.fields))

    def _together(self, code: str, fields: tuple[FieldPlan, ...], **params: Any) -> int | None:
        """Register a check of fields together; one alone gives its place."""
        first, alone = fields[0], len(fields) == 1
        return self.register.check(
            code,
            field=first.field.name if alone else "",
            column=first.position + 1 if alone else 0,
            params={"fields": ", ".join(one.field.name for one in fields), **params},
        )

    def links(self) -> Iterator[LinkPlan]:
        """Bind the references that can be followed; `strangers` tells the others."""
        for leaf in checks.having("links"):
            for link in leaf.links(self.schema):
                resource = "" if link.resource == self.kin.name else link.resource
                wanted = {*link.fields, *(() if resource else link.reference)}
                if not self._leads(link) or not self.planned.keys() >= wanted:
                    continue
                fields = tuple(self.planned[name] for name in link.fields)
                place = Text(fr=f"« {resource} »", en=f"“{resource}”") if resource else _HERE
                named = {"place": place, "reference": ", ".join(link.reference)}
                check = self._together(leaf.RULE.code, fields, **named)
                if check is not None:
                    yield LinkPlan(
                        check=check, fields=fields, resource=resource, reference=link.reference
                    )

    def _leads(self, link: Link) -> bool:
        """Whether the table that a reference names is there, with the fields that it names."""
        if link.resource in {"", self.kin.name}:
            return True
        return self.kin.others.get(link.resource, frozenset()) >= set(link.reference)

    def targets(self, links: tuple[LinkPlan, ...]) -> Iterator[Target]:
        """Return the sets of fields that references lead to, here or from other tables."""
        own = (link.reference for link in links if link.resource == "")
        for names in dict.fromkeys((*own, *self.kin.wanted)):
            if self.planned.keys() >= set(names):
                yield Target(names=names, fields=tuple(self.planned[name] for name in names))

    def strangers(self) -> Iterator[pl.DataFrame]:
        """Tell the references to tables that are not there."""
        for leaf in checks.having("links"):
            for link in leaf.links(self.schema):
                if not self._leads(link):
                    params = {"fields": ", ".join(link.fields)}
                    check = self.register.check("schema.absent-resource", params=params)
                    if check is not None:
                        yield findings.frame(check, value=[link.resource])
