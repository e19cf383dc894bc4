"""A file = a repair. The file's name is its name: ``decimal_comma.py`` is ``decimal-comma``.

Every leaf has ``REPAIR``, its sentences and how sure it is. One that mends cells also has

* ``RANK``: the order in which repairs are tried, characters before shapes before meanings;
* ``bind(cell)``: the repaired text, equal to the text where there is nothing to do, or None
  where the field is not concerned.

A repair guards itself: it changes a text only where the text has the one shape that it knows,
so that doing it twice changes nothing more. Others (headers, rows) are done by the plan, which
knows the table; their leaf says what is done.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

from tamis.model.rule import RepairRule


@cache
def leaves() -> Mapping[str, ModuleType]:
    """Return every repair's module by name, in the order in which they are tried."""
    stems = (p.stem for p in (Path(__file__).parent / "rules").glob("[a-z]*.py"))
    found = (importlib.import_module(f"{__name__}.rules.{stem}") for stem in stems)
    ordered = sorted(found, key=lambda leaf: (getattr(leaf, "RANK", 0), leaf.REPAIR.name))
    return {leaf.REPAIR.name: leaf for leaf in ordered}


def all_rules() -> tuple[RepairRule, ...]:
    """Return every repair, in the order in which they are tried."""
    return tuple(leaf.REPAIR for leaf in leaves().values())


@cache
def of_cells() -> tuple[ModuleType, ...]:
    """Return the modules that mend cells."""
    return tuple(leaf for leaf in leaves().values() if hasattr(leaf, "bind"))
