"""A file = a repair. The file's name is its name: ``decimal_comma.py`` is ``decimal-comma``.

Every module has ``REPAIR``, its sentences and how sure it is. One that repairs cells also has

* ``RANK``: the order in which repairs are tried, characters before shapes before meanings;
* ``@cell_repair bind(cell)``: the repaired text, equal to the text where there is nothing to do,
  or None where the field is not concerned (see `tamis.repairs.contract`).
* ``@cell_repair_parts parts(cell)``, where it does several things that a text may need one without
  the others: the text after each of them.

A repair guards itself: it changes a text only where the text has the one shape that it knows,
so that doing it twice changes nothing more. Others (headers, rows) are done by the plan, which
knows the table; their module only says what is done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tamis.model import discovery
from tamis.model.rule import RepairRule
from tamis.repairs.contract import FUNCTIONS


@cache
def modules() -> Mapping[str, ModuleType]:
    """Return every repair's module by name, in the order in which they are tried."""
    imported = discovery.modules(f"{__name__}.rules", Path(__file__).parent / "rules", FUNCTIONS)
    ordered = sorted(imported, key=lambda module: (getattr(module, "RANK", 0), module.REPAIR.name))
    return {module.REPAIR.name: module for module in ordered}


def all_rules() -> tuple[RepairRule, ...]:
    """Return every repair, in the order in which they are tried."""
    return tuple(module.REPAIR for module in modules().values())


@cache
def cell_modules() -> tuple[ModuleType, ...]:
    """Return the modules that repair cells."""
    return tuple(module for module in modules().values() if hasattr(module, "bind"))


@cache
def _curable() -> Mapping[str, Mapping[str, int]]:
    """Return in how many published fields each repair cures each rule (see ``docs/cures.py``)."""
    table: dict[str, Any] = json.loads(
        Path(__file__).with_name("curable.json").read_text(encoding="utf-8")
    )
    return table


def curing(code: str) -> tuple[RepairRule, ...]:
    """Return the repairs that cure the rule `code` in some published field, likeliest first.

    Where no published field shows it, they are those that name the rule.
    """
    rules = {rule.name: rule for rule in all_rules()}
    if code in _curable():
        return tuple(rules[name] for name in _curable()[code])
    return tuple(rule for rule in rules.values() if code in rule.cures)
