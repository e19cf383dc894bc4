"""An address lacks its number, its street or its commune (Base Adresse Locale)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis.checks import addresses
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Row

RULE = Rule(
    code="row.incomplete-address",
    # Where the schema requires these cells, each is told already; a profile that forgives empty
    # cells does not forgive these.
    severity=Severity.INFO,
    plain_note=True,
    title=Text(fr="Adresse incomplète", en="Incomplete address"),
    message=Text(fr="L'adresse n'a pas de {note}.", en="Missing from the address: {note}."),
    why=Text(
        fr="Sans numéro, voie et commune, la ligne ne désigne aucun lieu.",
        en="Without a number, a street and a commune, the row identifies no place.",
    ),
    repair=Text(
        fr="Remplissez les trois ; un lieu-dit sans numéro a le numéro 99999.",
        en="Fill in all three; a place without a number has the number 99999.",
    ),
)

CUSTOM_CHECKS = addresses.CUSTOM_CHECKS


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for rows that name no place; a key names the commune as well as its code does."""
    if not addresses.is_asked(row.schema):
        return
    wanted = (("numero",), addresses.STREET, ("commune_insee", "cle_interop"))
    groups = [tuple(name for name in names if name in row.cells) for names in wanted]
    fields = tuple(name for group in groups for name in group)
    lacks = {
        group[0]: pl.all_horizontal(row.cells[name].text.is_null() for name in group)
        for group in groups
        if group
    }
    if not lacks:
        return
    named = [pl.when(empty).then(pl.lit(name)) for name, empty in lacks.items()]
    yield RowCondition(
        fields=fields,
        broken=pl.any_horizontal(*lacks.values()),
        note=pl.concat_str(named, separator=", ", ignore_nulls=True),
    )
