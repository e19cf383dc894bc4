"""A number of a register has a wrong form or a wrong check digit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import polars as pl

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.custom import custom_checks
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values import check_digits, luhn
from tamis.values.column_names import Nature, words
from tamis.values.distinct import by_distinct
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.bad-identifier",
    severity=Severity.WARNING,
    about="cell",
    title=Text(
        fr="Identifiant qui n'existe pas",
        en="Identifier that does not exist",
    ),
    message=Text(
        fr="« {value} » (« {field} ») n'est pas un numéro {kind} : {reason}.",
        en="“{value}” (“{field}”) is not a valid {kind} number: {reason}.",
    ),
    why=Text(
        fr="Un numéro faux ne mène à personne, ou à un autre.",
        en="A wrong number leads to nobody, or to somebody else.",
    ),
    repair=Text(
        fr="Recopiez le numéro du registre (annuaire-entreprises.data.gouv.fr pour un SIREN ou"
        " un SIRET).",
        en="Copy the number from the register (annuaire-entreprises.data.gouv.fr for a SIREN "
        "or a SIRET).",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True
_LENGTHS: Final = {Nature.SIREN: luhn.SIREN, Nature.SIRET: luhn.SIRET}
#: The checks of schemas that say the same, and as an error.
_ANSWERED: Final = ("french-siren-value", "siren", "french-siret-value", "siret")
_FORM: Final = Text(fr="il n'en a pas la forme", en="it does not have the right form")
_KEY: Final = Text(fr="sa clé de contrôle est fausse", en="its check digit is wrong")
_IS_SIREN: Final = Text(fr="neuf chiffres sont un SIREN", en="nine digits are a SIREN")
_IS_SIRET: Final = Text(fr="quatorze chiffres sont un SIRET", en="fourteen digits are a SIRET")

#: Kinds whose name is more than their nature's.
_KINDS: Final = {
    Nature.EVSE: Text(fr="de point de charge (FRxxxEyyyy)", en="charge point (FRxxxEyyyy)"),
    Nature.EVSE_STATION: Text(fr="de station (FRxxxPyyyy)", en="station (FRxxxPyyyy)"),
}


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for wrong SIREN, SIRET, RNA, UAI, FINESS, IBAN, EVSE in columns named so."""
    nature = likely_nature(cell.field, cell.schema)
    if nature is not None and nature in check_digits.ROAMING_FORMS:
        usual, form = check_digits.ROAMING_FORMS[nature]
        params = {"kind": _KINDS[nature], "reason": _FORM}
        broken = ~cell.text.str.contains(form)
        yield CellCondition(broken=broken, params=params, doubtful=~cell.text.str.contains(usual))
    elif nature is not None and nature in check_digits.CHECKS:
        yield from _by_text(cell, nature)
    elif nature is not None and nature in _LENGTHS and _names_one(cell):
        answered = any(custom_checks(cell.schema, _ANSWERED, cell.field.name))
        yield from () if answered else _of_sirene(cell, nature)


def _names_one(cell: Cell) -> bool:
    """Whether a column holds one number a cell, of one register."""
    name = words(cell.field.name)
    return cell.field.type == "string" and not ("siren" in name and "siret" in name)


def _of_sirene(cell: Cell, nature: Nature) -> Iterator[CellCondition]:
    length, other = _LENGTHS[nature], luhn.SIREN + luhn.SIRET - _LENGTHS[nature]
    flaw = luhn.flaw(cell.text, length)
    is_other = luhn.compact(cell.text).str.contains(rf"\A[0-9]{{{other}}}\z")
    swapped = _IS_SIREN if other == luhn.SIREN else _IS_SIRET
    kind = {"kind": nature.value.upper()}
    yield CellCondition(broken=(flaw == 0) & is_other, params={**kind, "reason": swapped})
    yield CellCondition(broken=(flaw == 0) & ~is_other, params={**kind, "reason": _FORM})
    yield CellCondition(broken=flaw > 0, params={**kind, "reason": _KEY})


def _by_text(cell: Cell, nature: Nature) -> Iterator[CellCondition]:
    found = by_distinct(cell.text, partial(check_digits.flaw, nature), pl.String)
    for flaw, reason in ((check_digits.FORM, _FORM), (check_digits.KEY, _KEY)):
        params = {"kind": nature.value.upper(), "reason": reason}
        yield CellCondition(broken=found == flaw, params=params)
