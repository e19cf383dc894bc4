"""Schema and header in, plan out: every check and repair of a table as expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from tamis import checks, repairs, values
from tamis.checks import Key, Link
from tamis.model.choice import SAFE_ONES, Choice
from tamis.model.finding import Check
from tamis.model.profile import Profile
from tamis.model.rule import Applicability, Severity
from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.plan.parts import (
    ALONE,
    CellCheck,
    CellRepair,
    FieldPlan,
    KeyPlan,
    Kin,
    LinkPlan,
    Plan,
    RowCheck,
    Stage,
    Target,
)
from tamis.tables import findings
from tamis.tables.batch import column
from tamis.tables.cell import Cell, Row
from tamis.tables.header import match

#: Scopes whose faults a reader meets: they are bound once, whatever the fields.
_STRUCTURAL = ("file.", "row.")


_HERE = Text(fr="ce fichier", en="this file")
#: What is tried on cells, surest first: how sure, and whether it is done.
_LEVELS = (
    (Applicability.SAFE, True),
    (Applicability.UNSAFE, True),
    (Applicability.UNSAFE, False),
    (Applicability.SHOW, False),
)


class _Compiler:
    """Gathers the checks of a plan while it is made."""

    def __init__(
        self,
        schema: Schema,
        labels: tuple[str, ...],
        profile: Profile,
        choice: Choice,
        kin: Kin,
    ) -> None:
        self.schema = schema
        self.kin = kin
        self.profile = profile
        self.choice = choice
        self.header = match(
            labels,
            [field.name for field in schema.fields],
            {field.name: field.title for field in schema.fields if field.title},
            # Where a schema is content with some of its fields, another label is another column.
            guess=schema.fields_match != "partial",
        )
        self.checks: list[Check] = []
        self.repairs = repairs.rules()
        tried = (pair for pair in enumerate(self.repairs) if choice.tries(pair[1]))
        self.index = {rule.name: at for at, rule in tried}
        self.cells: dict[str, Cell] = {}

    def doing(self) -> Iterator[int]:
        """Return the repairs that are done."""
        agreed = {name for name, _ in self.choice.agreed}
        for at, rule in enumerate(self.repairs):
            if self.choice.does(rule) or (rule.name in agreed and self.choice.tries(rule)):
                yield at

    def check(self, code: str, **place: Any) -> int | None:
        """Register a check; None where the profile ignores its rule."""
        rule = checks.rules()[code]
        severity = self.profile.severity(rule)
        if severity is Severity.IGNORED:
            return None
        self.checks.append(Check(rule=rule, severity=severity, **place))
        return len(self.checks) - 1

    def structural(self) -> dict[str, int]:
        met = (code for code in checks.rules() if code.startswith(_STRUCTURAL))
        codes = [code for code in met if not hasattr(checks.leaves()[code], "rows")]
        return {code: at for code in codes if (at := self.check(code)) is not None}

    def opening(self) -> Iterator[pl.DataFrame]:
        """Look at the header, if there is one: that a file is empty is told once."""
        if not any(label.strip() for label in self.header.labels):
            return
        for leaf in checks.having("look"):
            for hit in leaf.look(self.header, self.schema):
                place = {"field": hit.field, "column": hit.column, "params": hit.params}
                check = self.check(leaf.RULE.code, **place)
                if check is not None:
                    repair = self.index.get(hit.repair)
                    yield findings.frame(
                        check, value=[hit.value], repair=[repair], proposal=[hit.proposal]
                    )

    def field(self, field: Field, position: int) -> FieldPlan:
        raw, typed = column(position), f"v{position}"
        text = pl.col(raw)
        kind = values.of(field)
        cell = Cell(
            field=field,
            schema=self.schema,
            text=text,
            value=pl.col(typed),
            expected=kind.expected(field),
        )
        self.cells[field.name] = cell
        bound = tuple(self._bound(cell, position))
        return FieldPlan(
            field=field,
            position=position,
            raw=raw,
            text=_present(text, self.schema.missing(field)),
            value=kind.parse(field, text),
            typed=typed,
            checks=bound,
            stages=tuple(self._stages(cell, bound)),
            lost_zeros=self._lost_zeros(field, position),
            valued=any(typed in one.doubted.meta.root_names() for one in bound),
            doubted=_either(text, [one.doubted for one in bound]),
            broken=_either(text, [one.broken for one in bound]),
        )

    def _lost_zeros(self, field: Field, position: int) -> int | None:
        if field.type != "string":
            return None
        return self.check("cell.lost-zeros", field=field.name, column=position + 1)

    def _bound(self, cell: Cell, position: int) -> Iterator[CellCheck]:
        for leaf in checks.having("bind"):
            for one in leaf.bind(cell):
                place = {"field": cell.field.name, "column": position + 1, "params": one.params}
                check = self.check(leaf.RULE.code, **place)
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
                if (rule := self.repairs[one.repair]).applicability is level
                and self.choice.does(rule, cell.field.name) is done
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
            code = self.checks[one.check].code
            if any(self.repairs[at].may_cure(code) for at in own):
                yield one.check

    def _mended(self, cell: Cell) -> Iterator[CellRepair]:
        for leaf in repairs.of_cells():
            at = self.index.get(leaf.REPAIR.name)
            text = leaf.bind(cell) if at is not None else None
            told = leaf.tell(cell) if at is not None and hasattr(leaf, "tell") else None
            if at is not None and (text is not None or told is not None):
                yield CellRepair(repair=at, text=text, told=told)

    def remarks(self) -> Iterator[pl.DataFrame]:
        """Ask what the schema wants that nobody can enforce."""
        for leaf in checks.having("beyond"):
            for hit in leaf.beyond(self.schema):
                check = self.check(leaf.RULE.code, field=hit.field, params=hit.params)
                if check is not None:
                    yield findings.frame(check, value=[hit.value])

    def rows(self, planned: Mapping[str, FieldPlan]) -> Iterator[RowCheck]:
        row = Row(schema=self.schema, cells=self.cells)
        for leaf in checks.having("rows"):
            for one in leaf.rows(row):
                fields = tuple(planned[name] for name in one.fields)
                place = {"field": fields[0].field.name, "column": fields[0].position + 1}
                check = self.check(leaf.RULE.code, **place, params=one.params)
                if check is not None:
                    yield RowCheck(check=check, broken=one.broken, note=one.note, fields=fields)

    def keys(self, planned: Mapping[str, FieldPlan]) -> Iterator[KeyPlan]:
        for leaf in checks.having("keys"):
            for key in leaf.keys(self.schema):
                if not planned.keys() >= set(key.fields):
                    continue
                check = self._key(leaf.RULE.code, key, planned)
                if check is not None:
                    yield KeyPlan(check=check, fields=tuple(planned[n] for n in key.fields))

    def _key(self, code: str, key: Key, planned: Mapping[str, FieldPlan]) -> int | None:
        return self._together(code, tuple(planned[name] for name in key.fields))

    def _together(self, code: str, fields: tuple[FieldPlan, ...], **params: Any) -> int | None:
        """Register a check of fields together; one alone gives its place."""
        first, alone = fields[0], len(fields) == 1
        return self.check(
            code,
            field=first.field.name if alone else "",
            column=first.position + 1 if alone else 0,
            params={"fields": ", ".join(one.field.name for one in fields), **params},
        )

    def links(self, planned: Mapping[str, FieldPlan]) -> Iterator[LinkPlan]:
        """Bind the references that can be followed; `strangers` tells the others."""
        for leaf in checks.having("links"):
            for link in leaf.links(self.schema):
                resource = "" if link.resource == self.kin.name else link.resource
                wanted = {*link.fields, *(() if resource else link.reference)}
                if not self._leads(link) or not planned.keys() >= wanted:
                    continue
                fields = tuple(planned[name] for name in link.fields)
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

    def strangers(self) -> Iterator[pl.DataFrame]:
        """Tell the references to tables that are not there."""
        for leaf in checks.having("links"):
            for link in leaf.links(self.schema):
                if not self._leads(link):
                    params = {"fields": ", ".join(link.fields)}
                    check = self.check("schema.absent-resource", params=params)
                    if check is not None:
                        yield findings.frame(check, value=[link.resource])

    def targets(
        self, planned: Mapping[str, FieldPlan], links: tuple[LinkPlan, ...]
    ) -> Iterator[Target]:
        own = (link.reference for link in links if link.resource == "")
        for names in dict.fromkeys((*own, *self.kin.wanted)):
            if planned.keys() >= set(names):
                yield Target(names=names, fields=tuple(planned[name] for name in names))


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


def compile_plan(
    schema: Schema,
    labels: tuple[str, ...],
    profile: Profile,
    choice: Choice = SAFE_ONES,
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
    making = _Compiler(schema, labels, profile, choice, kin)
    structural = making.structural()
    remarks = findings.stacked([*making.remarks(), *making.strangers()])
    opening = findings.stacked(making.opening())
    positions = making.header.positions
    fields = [f for f in schema.fields if f.name in positions]
    planned = {f.name: making.field(f, positions[f.name]) for f in fields}
    rows = tuple(making.rows(planned))
    keys = tuple(making.keys(planned))
    links = tuple(making.links(planned))
    return Plan(
        schema=schema,
        profile=profile,
        header=making.header,
        checks=tuple(making.checks),
        repairs=making.repairs,
        doing=frozenset(making.doing()),
        fields=tuple(planned.values()),
        rows=rows,
        keys=keys,
        links=links,
        targets=tuple(making.targets(planned, links)),
        structural=structural,
        remarks=remarks,
        opening=opening,
    )
