"""Schema and header in, plan out: every check and repair of a table as expressions."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis import checks
from tamis.model.profile import Profile
from tamis.model.repair_choice import ONLY_SAFE, Choice
from tamis.model.schema import Schema
from tamis.plan.compile_fields import Fields
from tamis.plan.compile_rows import Together
from tamis.plan.model import ALONE, Kin, Plan
from tamis.plan.register import Register
from tamis.tables import findings
from tamis.tables.header import Header, match

#: Scopes whose faults a reader meets: they are bound once, whatever the fields.
_STRUCTURAL = ("file.", "row.")


def compile_plan(
    schema: Schema,
    labels: tuple[str, ...],
    profile: Profile,
    choice: Choice = ONLY_SAFE,
    kin: Kin = ALONE,
) -> Plan:
    """Compile `schema` against the labels of a file.

    Args:
        schema: what the table must be.
        labels: the header of the file, as it stands.
        profile: what each rule weighs.
        choice: which repairs are tried and done.
        kin: what the table has to do with the others of its package.
    """
    header = match(
        labels,
        [field.name for field in schema.fields],
        {field.name: field.title for field in schema.fields if field.title},
        # Where a schema is content with some of its fields, another label is another column.
        guess=schema.fields_match != "partial",
    )
    register = Register(profile, choice)
    structural = _structural(register)
    remarks = list(_remarks(schema, register))
    opening = findings.stacked(_opening(schema, header, register))
    fields = Fields(schema, register)
    places = header.positions
    bound = {f.name: fields.bind(f, places[f.name]) for f in schema.fields if f.name in places}
    together = Together(schema, kin, register, bound)
    links = tuple(together.links())
    return Plan(
        schema=schema,
        profile=profile,
        header=header,
        repairs=register.repairs,
        doing=frozenset(register.doing()),
        fields=tuple(one.plan for one in bound.values()),
        rows=tuple(together.rows()),
        keys=tuple(together.keys()),
        links=links,
        targets=tuple(together.targets(links)),
        structural=structural,
        remarks=findings.stacked([*remarks, *together.strangers()]),
        opening=opening,
        checks=tuple(register.checks),  # the last: whoever is bound above has added to them
    )


def _structural(register: Register) -> dict[str, int]:
    met = (code for code in checks.all_rules() if code.startswith(_STRUCTURAL))
    codes = [code for code in met if not hasattr(checks.leaves()[code], "rows")]
    return {code: at for code in codes if (at := register.check(code)) is not None}


def _remarks(schema: Schema, register: Register) -> Iterator[pl.DataFrame]:
    """Ask what the schema wants that nobody can enforce."""
    for leaf in checks.having("beyond"):
        for hit in leaf.beyond(schema):
            check = register.check(leaf.RULE.code, field=hit.field, params=hit.params)
            if check is not None:
                yield findings.frame(check, value=[hit.value], pointer=[hit.pointer or None])


def _opening(schema: Schema, header: Header, register: Register) -> Iterator[pl.DataFrame]:
    """Look at the header, if there is one: that a file is empty is told once."""
    if header.is_absent:
        return
    for leaf in checks.having("look"):
        for hit in leaf.look(header, schema):
            place = {"field": hit.field, "column": hit.column, "params": hit.params}
            check = register.check(leaf.RULE.code, **place)
            if check is not None:
                repair = register.index.get(hit.repair)
                yield findings.frame(
                    check, value=[hit.value], repair=[repair], proposal=[hit.proposal]
                )
