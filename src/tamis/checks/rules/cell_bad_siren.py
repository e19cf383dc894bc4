"""A SIREN number is not one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import luhn

RULE = Rule(
    code="cell.bad-siren",
    alias="constraint-error",
    title=Text(
        fr="Numéro SIREN faux",
        en="Wrong SIREN number",
    ),
    message=Text(
        fr="« {value} » n'est pas un numéro SIREN (« {field} ») : {reason}.",
        en="“{value}” is not a SIREN number (“{field}”): {reason}.",
    ),
    why=Text(
        fr="Le SIREN désigne un organisme, et un seul : un numéro faux en "
        "désigne un autre, ou aucun.",
        en="A SIREN names one organisation only: a wrong number names another one, or none.",
    ),
    repair=Text(
        fr="Recopiez le numéro de l'Annuaire des entreprises (annuaire-entreprises.data.gouv.fr).",
        en="Copy the number from the French business directory "
        "(annuaire-entreprises.data.gouv.fr).",
    ),
)

CUSTOM_CHECKS: Final = {"french-siren-value": ("column",), "siren": ("column",)}

#: Told only where nothing else is wrong with the cell.
QUIET = True


_REASONS: Final = (
    Text(
        fr="il faut 9 chiffres",
        en="it takes 9 digits",
    ),
    Text(
        fr="la clé de contrôle est fausse : un chiffre au moins l'est",
        en="the check digit is wrong: one digit at least is",
    ),
    Text(fr="il n'y a que des zéros", en="there is nothing but zeros"),
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for SIREN numbers that are none (`siren`): its length, its zeros, its check digit.

    Blanks between groups of digits are left to those who read.
    """
    if any(custom_checks(cell.schema, CUSTOM_CHECKS, cell.field.name)):
        flaw = luhn.flaw(cell.text, luhn.SIREN)
        for at, reason in enumerate(_REASONS):
            yield CellCondition(broken=flaw == at, params={"reason": reason})
