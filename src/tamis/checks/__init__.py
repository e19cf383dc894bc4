"""A file = a rule. The file's name is its code: ``cell_off_list.py`` is ``cell.off-list``.

Every leaf has ``RULE``, its sentences and default severity. What it adds says how it is looked
for:

* ``bind(cell)``: for one field, the expressions that are true where the rule is broken;
* ``look(header, schema)``: for a header, the faults in it;
* ``rows(row)``: for the fields of one row together, the expressions that are true where the rule
  is broken;
* ``keys(schema)``: the sets of fields whose values must not repeat;
* ``links(schema)``: the sets of fields whose values must stand in other fields;
* ``beyond(schema)``: what the schema asks for that nobody can enforce, told in every report;
* ``lint(written)``: the faults in a schema as it is written (see `_written`);
* nothing more: the reader that meets the fault names the rule.

A leaf that answers to checks outside the specification (`custom_checks`) names them, and the
parameters that each must have, in ``ANSWERS``; ``faulty(check)`` says what else is wrong with one.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tamis.model.rule import Rule
from tamis.model.schema import CustomCheck, Schema

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a rule amounts to for one field: true where it is broken; null is not broken.

    `doubted`, where there is one, is cheaper and true wherever `broken` is: what no text of a
    batch raises doubts about is not looked into.
    """

    broken: pl.Expr
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    doubted: pl.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """What a rule amounts to for several fields of a row: true where it is broken.

    Attributes:
        fields: those concerned; the finding stands in the cell of the first.
        broken: an expression over their texts and values; null is not broken.
        note: what the finding tells besides that cell, looked at where the rule is broken.
    """

    fields: tuple[str, ...]
    broken: pl.Expr
    note: pl.Expr | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A fault of a header or a schema: which field and column, what stands there.

    `pointer` says where in a schema (RFC 6901).
    """

    field: str = ""
    column: int = 0
    value: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    repair: str = ""
    proposal: str | None = None
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Fields whose values, together, must not repeat. `required`: none of them may be empty."""

    fields: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Fields whose values, together, must stand in the fields `reference` of a resource.

    `resource` is the name of a table of the same package; "" is the table itself.
    """

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


def code_of(stem: str) -> str:
    """Return the code that a file of this room is named after.

    >>> code_of("cell_off_list")
    'cell.off-list'
    """
    scope, _, defect = stem.partition("_")
    return f"{scope}.{defect.replace('_', '-')}"


#: What stands before the dot of a code.
SCOPES = ("file", "header", "row", "cell", "table", "api", "schema")


def codes() -> list[str]:
    """Return every code, in order, without importing a rule."""
    return sorted(
        code_of(path.stem) for path in (Path(__file__).parent / "rules").glob("[a-z]*_*.py")
    )


@cache
def leaves() -> Mapping[str, ModuleType]:
    """Return every rule's module by code, in the order of the codes."""
    stems = sorted(p.stem for p in (Path(__file__).parent / "rules").glob("[a-z]*.py"))
    return {code_of(stem): importlib.import_module(f"{__name__}.rules.{stem}") for stem in stems}


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by code."""
    return {code: leaf.RULE for code, leaf in leaves().items()}


def having(verb: str) -> Iterator[ModuleType]:
    """Return the modules that have `verb` (bind, look, rows, keys, links or beyond)."""
    return (leaf for leaf in leaves().values() if hasattr(leaf, verb))


def answered() -> Mapping[str, tuple[str, ...]]:
    """Return the custom checks that some rule answers to, and the parameters of each."""
    return {name: leaf.ANSWERS[name] for name, leaf in _answering().items()}


def _answering() -> Mapping[str, ModuleType]:
    return {name: leaf for leaf in having("ANSWERS") for name in leaf.ANSWERS}


def asked(schema: Schema, names: Container[str], column: str = "") -> Iterator[CustomCheck]:
    """Return the custom checks of a schema that have one of `names` (for `column` alone).

    Those that lack a parameter or name a column that the schema does not have are left out:
    they are told once, as `schema.broken-check`.
    """
    for check in schema.custom_checks:
        about = check.name in names and column in {"", check.params.get("column")}
        if about and not lacking(schema, check):
            yield check


#: Parameters that name columns.
_COLUMNS = ("column", "column1", "column2", "columns", "othercolumns")


def lacking(schema: Schema, check: CustomCheck) -> list[str]:
    """Return the parameters that a custom check lacks, and the columns that the schema does."""
    leaf = _answering().get(check.name)
    if leaf is None:
        return []
    wants = leaf.ANSWERS[check.name]
    absent = [name for name in wants if not check.params.get(name)]
    known = {field.name for field in schema.fields}
    named = [one for name in _COLUMNS if name in wants for one in columns(check, name)]
    unknown = [one for one in named if one not in known]
    return [*absent, *unknown] or list(getattr(leaf, "faulty", _nothing)(check))


def _nothing(_: CustomCheck) -> Iterator[str]:
    yield from ()


def columns(check: CustomCheck, name: str) -> tuple[str, ...]:
    """Return the columns that a parameter names, given as one text or as a list."""
    value = check.params.get(name) or ()
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def listed(values: Iterable[object], most: int = 12) -> str:
    """Return values as a person reads them: the first ones, and how many more.

    >>> listed(["a", "b", "c"], most=2)
    'a, b… (+1)'
    """
    texts = [str(v) for v in values]
    shown = ", ".join(texts[:most])
    return shown if len(texts) <= most else f"{shown}… (+{len(texts) - most})"
