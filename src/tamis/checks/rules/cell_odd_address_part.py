"""A part of an address is usable, and is not what the format recommends (Base Adresse Locale)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from tamis.checks import addresses
from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.odd-address-part",
    severity=Severity.WARNING,
    title=Text(fr="Partie d'adresse à revoir", en="Part of an address to check"),
    message=Text(
        fr="« {value} » (« {field} ») est à revoir : {reason}.",
        en="“{value}” (“{field}”) should be checked: {reason}.",
    ),
    why=Text(
        fr="L'adresse est acceptée, et sera mal affichée ou mal rattachée.",
        en="The address is accepted, but will be displayed or linked wrongly.",
    ),
    repair=Text(
        fr="Suivez le format : doc.adresse.data.gouv.fr.",
        en="Follow the format: doc.adresse.data.gouv.fr.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True
CUSTOM_CHECKS = addresses.CUSTOM_CHECKS
_CASE: Final = Text(
    fr="un nom de voie n'est pas tout en capitales", en="no street name is all in capitals"
)
_LINE: Final = Text(fr="il contient un tiret bas", en="it has an underscore")
_ZERO: Final = Text(fr="le numéro 0 n'existe pas", en="there is no number 0")
_SUFFIX: Final = Text(
    fr="un suffixe n'a que des lettres et des chiffres", en="a suffix has only letters and digits"
)
_STREET: Final = Text(
    fr="le code de la voie a quatre caractères", en="the code of a street has four characters"
)
_FORMER: Final = Text(fr="cette commune n'existe plus", en="that commune no longer exists")
_UNKNOWN: Final = Text(fr="aucune commune n'a ce code", en="no commune has that code")
_PARCELS: Final = Text(
    fr="une parcelle a 14 caractères; « | » en sépare plusieurs",
    en="a parcel has 14 characters; “|” separates several",
)
_OLD: Final = Text(fr="la date est d'avant 2010", en="the date is before 2010")


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for what is taken with a warning, in each column of the format."""
    if addresses.is_asked(cell.schema):
        for reason, broken in _conditions(cell.field.name, cell.text).items():
            yield CellCondition(broken=broken, params={"reason": reason})


def _conditions(name: str, text: pl.Expr) -> Mapping[Text, pl.Expr]:
    if name in addresses.STREET:
        has_letters = text.str.contains(r"\p{L}")
        return {
            _CASE: has_letters & (text.str.to_uppercase() == text),
            _LINE: text.str.contains("_", literal=True),
        }
    if name == "cle_interop":
        street = text.str.extract(addresses.KEY, 2)
        return {_STREET: street.str.len_chars() != 4}  # noqa: PLR2004 a FANTOIR or TOPO code
    if name == "commune_insee":
        return {_FORMER: addresses.is_former(text)}
    if name == "commune_deleguee_insee":
        return {_UNKNOWN: addresses.is_unknown(text)}
    conditions = {
        "numero": {_ZERO: text.str.contains(r"\A0+\z")},
        "suffixe": {_SUFFIX: text.str.contains(r"[^\p{L}0-9\s]")},
        "cad_parcelles": {_PARCELS: ~text.str.contains(r"\A[^|]{14,15}(?:\|[^|]{14,15})*\z")},
        "date_der_maj": {_OLD: (text >= "1000-01-01") & (text < "2010-01-01")},
    }
    return conditions.get(name, {})
