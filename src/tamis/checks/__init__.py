"""A file = a rule. The file's name is its code: ``cell_off_list.py`` is ``cell.off-list``.

Every leaf has ``RULE``, its sentences and default severity. What it adds says how it is looked
for:

* ``bind(cell)``: for one field, the expressions that are true where the rule is broken;
* ``look(header, schema)``: for a header, the faults in it;
* ``keys(schema)``: the sets of fields whose values must not repeat;
* nothing more: the reader that meets the fault names the rule.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl

from tamis.model.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a rule amounts to for one field: true where it is broken; null is not broken."""

    broken: pl.Expr
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A fault of a header: which field and column, what stands there."""

    field: str = ""
    column: int = 0
    value: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    repair: str = ""
    proposal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Fields whose values, together, must not repeat. `required`: none of them may be empty."""

    fields: tuple[str, ...]
    required: bool = False


def code_of(stem: str) -> str:
    """Return the code that a file of this room is named after.

    >>> code_of("cell_off_list")
    'cell.off-list'
    """
    scope, _, defect = stem.partition("_")
    return f"{scope}.{defect.replace('_', '-')}"


@cache
def leaves() -> Mapping[str, ModuleType]:
    """Return every rule's module by code, in the order of the codes."""
    stems = sorted(p.stem for p in Path(__file__).parent.glob("[a-z]*.py"))
    return {code_of(stem): importlib.import_module(f"{__name__}.{stem}") for stem in stems}


def rules() -> Mapping[str, Rule]:
    """Return every rule by code."""
    return {code: leaf.RULE for code, leaf in leaves().items()}


def having(verb: str) -> Iterator[ModuleType]:
    """Return the modules that have `verb` (bind, look or keys)."""
    return (leaf for leaf in leaves().values() if hasattr(leaf, verb))


def listed(values: Iterable[object], most: int = 12) -> str:
    """Return values as a person reads them: the first ones, and how many more.

    >>> listed(["a", "b", "c"], most=2)
    'a, b… (+1)'
    """
    texts = [str(v) for v in values]
    shown = ", ".join(texts[:most])
    return shown if len(texts) <= most else f"{shown}… (+{len(texts) - most})"
