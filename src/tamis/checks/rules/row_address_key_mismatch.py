"""The key of an address has another number or commune than its row (Base Adresse Locale)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis.checks import addresses
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Row

RULE = Rule(
    code="row.address-key-mismatch",
    plain_note=True,
    title=Text(fr="Clé d'une autre adresse", en="Key of another address"),
    message=Text(
        fr="La clé « {value} » est celle d'un autre {kind} que « {note} ».",
        en="The key “{value}” is that of a {kind} other than “{note}”.",
    ),
    why=Text(
        fr="La clé mène à une adresse, la ligne en décrit une autre.",
        en="The key leads to one address, the row describes another.",
    ),
    repair=Text(
        fr="Faites concorder « cle_interop », « numero » et « commune_insee ».",
        en="Make “cle_interop”, “numero” and “commune_insee” agree.",
    ),
)

CUSTOM_CHECKS = addresses.CUSTOM_CHECKS


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for keys whose number is not that of the row."""
    key, numero = (addresses.text(row, name) for name in ("cle_interop", "numero"))
    if key is None or numero is None or not addresses.is_asked(row.schema):
        return
    number = numero.cast(pl.Int64, strict=False)
    yield RowCondition(
        fields=("cle_interop", "numero"),
        broken=(number > 0) & (addresses.number_of_key(key) != number),
        note=numero,
        params={"kind": Text(fr="numéro", en="number")},
    )
