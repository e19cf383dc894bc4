"""A file = a rule. The file's name is its code: ``cell_off_list.py`` is ``cell.off-list``.

Every module of ``rules/`` has ``RULE``, its sentences and default severity. What it adds says how
the rule is looked for (see `tamis.checks.contract`); with nothing more, the reader that meets the
fault names the rule.

* ``QUIET``: the rule is reported only where no other rule about the same cell is broken;
* ``LAST``: a lint rule that speaks only where no other found an error;
* ``CUSTOM_CHECKS``: the checks outside the specification that the rule answers to, and the
  parameters that each must have (see `tamis.checks.custom`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

from tamis.checks.contract import FUNCTIONS
from tamis.model import discovery
from tamis.model.rule import Rule

#: What stands before the dot of a code.
SCOPES: Final = ("file", "header", "row", "cell", "table", "likely", "api", "schema")
_RULES: Final = Path(__file__).parent / "rules"


def code_of(stem: str) -> str:
    """Return the code that a file of ``rules/`` is named after.

    >>> code_of("cell_off_list")
    'cell.off-list'
    """
    scope, _, defect = stem.partition("_")
    return f"{scope}.{defect.replace('_', '-')}"


def codes() -> list[str]:
    """Return every code, in order, without importing a rule."""
    return sorted(_stems())


def module_of(code: str) -> ModuleType:
    """Return the module of a rule.

    Raises:
        KeyError: there is no such rule.
    """
    return _imported(_stems()[code])


@cache
def modules() -> Mapping[str, ModuleType]:
    """Return every rule's module by code, in the order of the codes."""
    return {code: _imported(stem) for code, stem in _stems().items()}


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by code."""
    return {code: module.RULE for code, module in modules().items()}


def codes_with(name: str) -> frozenset[str]:
    """Return the codes of the rules whose modules have `name`, without importing one."""
    return frozenset(code_of(stem) for stem in _stems_with(name))


def modules_with(name: str) -> Iterator[ModuleType]:
    """Return the modules that have `name`: a function of the contract, or ``CUSTOM_CHECKS``."""
    return (_imported(stem) for stem in _stems_with(name))


@cache
def _stems() -> Mapping[str, str]:
    return {code_of(stem): stem for stem in discovery.stems(_RULES)}


@cache
def _stems_with(name: str) -> tuple[str, ...]:
    return tuple(stem for stem, names in discovery.defined(_RULES).items() if name in names)


@cache
def _imported(stem: str) -> ModuleType:
    return discovery.imported(f"{__name__}.rules", stem, FUNCTIONS)


def listed(values: Iterable[object], most: int = 12) -> str:
    """Return values as a person reads them: the first ones, and how many more.

    >>> listed(["a", "b", "c"], most=2)
    'a, b… (+1)'
    """
    texts = [str(value) for value in values]
    shown = ", ".join(texts[:most])
    return shown if len(texts) <= most else f"{shown}… (+{len(texts) - most})"
