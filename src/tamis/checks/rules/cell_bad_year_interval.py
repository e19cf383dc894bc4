"""An interval of years is not one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.bad-year-interval",
    alias="constraint-error",
    title=Text(
        fr="Intervalle d'années faux",
        en="Wrong interval of years",
    ),
    message=Text(
        fr="« {value} » ne convient pas pour « {field} » : il faut {expected}.",
        en="“{value}” does not suit “{field}”: write {expected}.",
    ),
    why=Text(
        fr="Un exercice à cheval sur deux années ne se compare aux autres que s'il est écrit "
        "comme eux.",
        en="A period over two years can be compared with others only if it is written the "
        "same way.",
    ),
    repair=Text(
        fr="Écrivez {expected}.",
        en="Write {expected}.",
    ),
)

CUSTOM_CHECKS: Final = {"year-interval-value": ("column",), "year-interval": ("column",)}

#: Told only where nothing else is wrong with the cell.
QUIET = True


_YES: Final = frozenset({"yes", "true", "oui", "1"})
_FORM: Final = r"\A([0-9]{4})/([0-9]{4})\z"
_PAIR: Final = Text(
    fr="deux années AAAA/AAAA, la première avant la seconde, par exemple 2023/2024",
    en="two years YYYY/YYYY, the first before the second, such as 2023/2024",
)
_OR_ONE: Final = Text(
    fr="une année, ou deux années AAAA/AAAA, la première avant la seconde, par exemple 2023/2024",
    en="a year, or two years YYYY/YYYY, the first before the second, such as 2023/2024",
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts that are no interval of years (`year-interval`, `allow-year-only`)."""
    for check in custom_checks(cell.schema, CUSTOM_CHECKS, cell.field.name):
        alone = str(check.params.get("allow-year-only")).lower() in _YES
        years = cell.text.str.extract_groups(_FORM).struct
        first, last = (years.field(name).cast(pl.Int32) for name in ("1", "2"))
        good = (first < last).fill_null(value=False)
        if alone:
            good = good | cell.text.str.contains(r"\A[0-9]{4}\z")
        expected = _OR_ONE if alone else _PAIR
        yield CellCondition(broken=~good, params={"expected": expected})
