"""Some cells of a group that goes together are filled, and others are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks import listed
from tamis.checks.contract import RowCondition, row_rule
from tamis.checks.custom import column_names, custom_checks
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Row

RULE = Rule(
    code="row.partly-filled",
    alias="row-constraint",
    plain_note=True,
    title=Text(fr="Groupe de cellules à moitié rempli", en="Group of cells partly filled in"),
    message=Text(
        fr="{group} vont ensemble : toutes remplies, ou toutes vides ; il manque ici : {note}.",
        en="{group} go together: all of them are filled in, or none; missing here: {note}.",
    ),
    why=Text(
        fr="Une partie de l'information ne se comprend pas sans l'autre.",
        en="One part of the information cannot be understood without the other.",
    ),
    repair=Text(
        fr="Remplissez les cellules qui manquent, ou videz celles qui sont de trop.",
        en="Fill in the missing cells, or empty the others.",
    ),
)

CUSTOM_CHECKS: Final = {
    "cohesive-columns-value": ("column", "othercolumns"),
    "cohesive-columns": ("column", "othercolumns"),
}


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for groups of which some cells are filled and others empty (`cohesive-columns`).

    A column that the file does not have is empty on every row.
    """
    for check in custom_checks(row.schema, CUSTOM_CHECKS):
        group = str(check.params["column"]), *column_names(check, "othercolumns")
        there = tuple(name for name in group if name in row.cells)
        if not there:
            continue
        empty = {name: row.cells[name].text.is_null() for name in there}
        some = ~pl.all_horizontal(*empty.values())
        whole = ~pl.any_horizontal(*empty.values()) & pl.lit(len(there) == len(group))
        absent = [pl.when(empty.get(name, pl.lit(value=True))).then(pl.lit(name)) for name in group]
        yield RowCondition(
            fields=there,
            broken=some & ~whole,
            note=pl.concat_str(absent, separator=", ", ignore_nulls=True),
            params={"group": listed(group)},
        )
