"""A row has some of its stable identifiers, and not all (Base Adresse Locale 1.4)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tamis.checks import addresses
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Row

RULE = Rule(
    code="row.partial-address-ids",
    plain_note=True,
    title=Text(fr="Identifiants BAN incomplets", en="Incomplete BAN identifiers"),
    message=Text(
        fr="Les identifiants BAN vont ensemble ; il manque ici : {note}.",
        en="BAN identifiers go together; missing here: {note}.",
    ),
    why=Text(
        fr="Une partie des identifiants ne suffit pas à suivre l'adresse.",
        en="Some of the identifiers are not enough to follow the address.",
    ),
    repair=Text(
        fr="Remplissez les trois, ou aucun ; un lieu-dit (numero 99999) n'a pas id_ban_adresse.",
        en="Fill in all three or none; a place without a number (99999) has no id_ban_adresse.",
    ),
)

CUSTOM_CHECKS = addresses.CUSTOM_CHECKS


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for rows that have one identifier, and lack another."""
    if not addresses.is_asked(row.schema) or "numero" not in row.cells:
        return
    there = [name for name in addresses.IDENTIFIERS if name in row.cells]
    if not there:
        return
    absent = pl.lit(value=True)
    lacks = {
        name: row.cells[name].text.is_null() if name in there else absent
        for name in addresses.IDENTIFIERS
    }
    has_some = ~pl.all_horizontal(*(lacks[name] for name in there))
    lacks["id_ban_adresse"] &= row.cells["numero"].text != addresses.NO_NUMBER
    named = [pl.when(empty).then(pl.lit(name)) for name, empty in lacks.items()]
    yield RowCondition(
        fields=(*there, "numero"),
        broken=has_some & pl.any_horizontal(*lacks.values()),
        note=pl.concat_str(named, separator=", ", ignore_nulls=True),
    )
