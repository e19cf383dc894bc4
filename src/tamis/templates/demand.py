"""What a column demands of a cell, as a rule and a spreadsheet's formula."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tamis.model.schema import Field
from tamis.model.text import Text
from tamis.templates import formulas
from tamis.templates.formulas import Names
from tamis.templates.shape import merged, shape
from tamis.values import strptime

_DATETIME: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9Z:.+\-]*"
_TIME: Final = r"[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9Z:.+\-]*"
_YEAR: Final = "-?[0-9]{4,9}"
_DIRECTIVES: Final = {
    "Y": "[0-9]{4}", "m": "[0-9]{2}", "d": "[0-9]{2}", "y": "[0-9]{2}",
    "H": "[0-9]{2}", "M": "[0-9]{2}", "S": "[0-9]{2}", "%": "%",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is asked of a cell.

    Attributes:
        formula: what tells it; "" where none does.
        rule: what it asks, for a person.
        partial: whether the formula tells a part of it only.
        wider: a shorter formula that tells less.
    """

    rule: Text
    formula: str = ""
    partial: bool = False
    wider: str = ""


def pattern_of(field: Field) -> str:
    """Return a pattern that every moment of a field matches; "" where there is none."""
    if field.format == "any":
        return ""
    if field.format == "default" or field.type == "year":
        return {"datetime": _DATETIME, "time": _TIME, "year": _YEAR}.get(field.type, "")
    out = []
    for directive, literal in re.findall(r"%(.)|([^%]+)", strptime.plain(field.format)):
        if directive and directive not in _DIRECTIVES:
            return ""
        out.append(_DIRECTIVES[directive] if directive else re.escape(literal))
    return "".join(out)


def shaped(rule: Text, pattern: str, names: Names, *, partial: bool) -> Demand:
    """Return the demand of matching a pattern."""
    ways = shape(pattern) if pattern else ()
    each = [formulas.matches(names, way) for way in ways]
    formula = formulas.any_of(each) if each and all(each) else ""
    return Demand(
        rule=rule,
        formula=formula,
        partial=partial or not all(way.is_told for way in ways),
        wider=formulas.matches(names, merged(ways)) if formula and len(ways) > 1 else "",
    )
