"""A SIRET number is not one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.sirene import REPAIR, number_conditions
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import luhn

RULE = Rule(
    code="cell.bad-siret",
    alias="constraint-error",
    title=Text(
        fr="Numéro SIRET faux",
        en="Wrong SIRET number",
    ),
    message=Text(
        fr="« {value} » n'est pas un numéro SIRET (« {field} ») : {reason}.",
        en="“{value}” is not a SIRET number (“{field}”): {reason}.",
    ),
    why=Text(
        fr="Le SIRET désigne un établissement, et un seul : un numéro faux en désigne un autre, "
        "ou aucun.",
        en="A SIRET identifies one establishment only: a wrong number identifies another one, or "
        "none.",
    ),
    repair=REPAIR,
)

CUSTOM_CHECKS: Final = {"french-siret-value": ("column",), "siret": ("column",)}

#: Told only where nothing else is wrong with the cell.
QUIET = True


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for SIRET numbers that are none (`siret`)."""
    return number_conditions(cell, CUSTOM_CHECKS, luhn.SIRET)
