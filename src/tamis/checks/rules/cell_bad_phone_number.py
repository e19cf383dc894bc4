"""A phone number is not one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

RULE = Rule(
    code="cell.bad-phone-number",
    alias="constraint-error",
    title=Text(
        fr="Numéro de téléphone faux",
        en="Wrong phone number",
    ),
    message=Text(
        fr="« {value} » n'est pas un numéro de téléphone (« {field} »).",
        en="“{value}” is not a phone number (“{field}”).",
    ),
    why=Text(
        fr="Un numéro qui n'existe pas dans le plan de numérotation n'atteint personne.",
        en="A number that the numbering plan does not have reaches nobody.",
    ),
    repair=Text(
        fr="Écrivez un seul numéro, par exemple +33 1 23 45 67 89, 01 23 45 67 89 ou +262 262 12 "
        "34 56.",
        en="Write one number, such as +33 1 23 45 67 89, 01 23 45 67 89 or +262 262 12 34 56.",
    ),
)

CUSTOM_CHECKS: Final = {"phone-number-value": ("column",), "phone-number": ("column",)}

#: Told only where nothing else is wrong with the cell.
QUIET = True


#: The numbering plans in which a number without a country code is read: mainland France, then
#: the overseas territories whose numbers begin with a 0.
_REGIONS: Final = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF")


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts that are no phone number of France, overseas included, nor of the world."""
    if any(custom_checks(cell.schema, CUSTOM_CHECKS, cell.field.name)):
        yield CellCondition(broken=~by_distinct(cell.text, _reads, pl.Boolean))


def _reads(text: str) -> bool:
    import phonenumbers

    for region in _REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        short = phonenumbers.is_valid_short_number_for_region(number, region)
        if short or phonenumbers.is_valid_number(number):
            return True
    return False
