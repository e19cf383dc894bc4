"""What the rules about numbers of the Sirene register (Insee) share: SIREN and SIRET."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from tamis.checks.contract import CellCondition
from tamis.checks.custom import custom_checks
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import luhn

REPAIR: Final = Text(
    fr="Recopiez le numéro de l'Annuaire des entreprises (annuaire-entreprises.data.gouv.fr).",
    en="Copy the number from the French business directory (annuaire-entreprises.data.gouv.fr).",
)


def number_conditions(cell: Cell, names: Container[str], length: int) -> Iterator[CellCondition]:
    """Return what breaks a number of `length` digits: its length, its check digit, its zeros.

    Blanks between groups of digits are left to those who read.

    Args:
        cell: the field.
        names: the custom checks that ask for it.
        length: `luhn.SIREN` or `luhn.SIRET`.
    """
    if not any(custom_checks(cell.schema, names, cell.field.name)):
        return
    flaw = luhn.flaw(cell.text, length)
    for number, reason in enumerate(_reasons(length)):
        yield CellCondition(broken=flaw == number, params={"reason": reason})


def _reasons(length: int) -> tuple[Text, ...]:
    """Return what each flaw is called, in the order of `luhn.flaw`."""
    return (
        Text(fr=f"il faut {length} chiffres", en=f"it must have {length} digits"),
        Text(
            fr="la clé de contrôle est fausse : un chiffre au moins l'est",
            en="the check digit is wrong: one digit at least is",
        ),
        Text(fr="il n'y a que des zéros", en="it is nothing but zeros"),
    )
