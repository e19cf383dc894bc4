"""A part of an address is unusable: its key, or its commune (Base Adresse Locale)."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import addresses
from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.bad-address-part",
    title=Text(fr="Partie d'adresse inutilisable", en="Unusable part of an address"),
    message=Text(
        fr="« {value} » (« {field} ») ne peut pas servir : {reason}.",
        en="“{value}” (“{field}”) cannot be used: {reason}.",
    ),
    why=Text(
        fr="La Base Adresse Nationale n'accepte pas l'adresse.",
        en="The national address base does not take the address.",
    ),
    repair=Text(
        fr="Clé : code de la commune, code de la voie, numéro sur cinq chiffres, joints par des"
        " tirets bas (27115_0120_00012_bis).",
        en="Key: code of the commune, code of the street, number in five digits, joined by "
        "underscores (27115_0120_00012_bis).",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True
CUSTOM_CHECKS = addresses.CUSTOM_CHECKS
_FORM = Text(fr="ce n'est pas une clé d'interopérabilité", en="it is not an interoperability key")
_COMMUNE = Text(
    fr="aucune commune, même ancienne, n'a ce code",
    en="no commune, former ones included, has that code",
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for keys that have not their parts, and for unknown communes."""
    if not addresses.is_asked(cell.schema):
        return
    if cell.field.name == "cle_interop":
        is_key = cell.text.str.contains(addresses.KEY)
        unknown = addresses.is_unknown(addresses.commune_of_key(cell.text))
        yield CellCondition(broken=~is_key, params={"reason": _FORM})
        yield CellCondition(broken=is_key & unknown, params={"reason": _COMMUNE})
    elif cell.field.name == "commune_insee":
        yield CellCondition(broken=addresses.is_unknown(cell.text), params={"reason": _COMMUNE})
