"""Some rows have stable identifiers and others none, or of several communes (BAL 1.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from tamis.checks import addresses, columns
from tamis.checks.contract import ColumnCondition, column_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="table.mixed-address-ids",
    about="column",
    plain_note=True,
    title=Text(fr="Identifiants BAN mêlés", en="Mixed BAN identifiers"),
    message=Text(
        fr="« {field} » : {reason} ({note} {note:ligne|lignes}).",
        en="“{field}”: {reason} ({note} {note:row|rows}).",
    ),
    why=Text(
        fr="La Base Adresse Nationale suit les adresses d'un fichier par leurs identifiants, toutes"
        " ou aucune.",
        en="The national address base follows the addresses of a file by their identifiers, all "
        "of them or none.",
    ),
    repair=Text(
        fr="Donnez à chaque ligne ses identifiants, et le même identifiant de commune à toutes.",
        en="Give each row its identifiers, and all of them the same identifier of the commune.",
    ),
)

CUSTOM_CHECKS = addresses.CUSTOM_CHECKS
_SOME = Text(
    fr="des lignes en ont un et d'autres non", en="some rows have one and others have none"
)
_SEVERAL = Text(fr="plusieurs communes dans un fichier", en="several communes in one file")


@column_rule
def bind_column(cell: Cell) -> Iterator[ColumnCondition]:
    """Look for files of which some rows alone have identifiers, or in which they vary."""
    if not addresses.is_asked(cell.schema) or cell.field.name != "id_ban_commune":
        return
    is_there = cell.text.is_not_null().cast(pl.Int64)
    yield ColumnCondition(
        classes=is_there, judge=_judge_some, is_whole=True, params={"reason": _SOME}
    )
    yield ColumnCondition(
        classes=columns.text_class(cell.text),
        judge=columns.but_most,
        is_whole=True,
        params={"reason": _SEVERAL},
    )


def _judge_some(counts: Mapping[int, int]) -> Mapping[int, str]:
    return {0: str(counts[0])} if len(counts) > 1 else {}
