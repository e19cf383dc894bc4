"""Blanks in codes."""

from __future__ import annotations

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.codes import CODES, is_code
from tamis.repairs.contract import cell_repair
from tamis.repairs.natures import nature
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="code-space",
    title=Text(fr="Blancs dans les codes", en="Spaces in codes"),
    does=Text(
        fr="Écrit 21350238800019 pour « 213 502 388 00019 » : ni blancs, ni points, ni tirets "
        "dans un code de commune, un code postal, un SIREN ou un SIRET qui existe ou dont la clé "
        "est juste.",
        en="Writes 21350238800019 for “213 502 388 00019”: no space, point or dash in the code "
        "of a commune, a postal code, a SIREN or a SIRET that exists or whose check digit "
        "holds.",
    ),
    cures=("cell.",),
)
RANK = 16

#: Groups that people part by blanks, and by a point or a dash.
_BLANKS = lazy_pattern(r"[0-9][0-9AB]?(?:[ \u00a0\u202f]?[0-9])+")
_GROUPS = {
    Nature.COMMUNE: lazy_pattern(r"(?:[0-9]{2}|2[AB])[ \u00a0\u202f._-][0-9]{3}"),
    Nature.POSTAL: lazy_pattern(r"[0-9]{2}[ \u00a0\u202f._-][0-9]{3}"),
    Nature.SIREN: lazy_pattern(r"[0-9]{3}([ \u00a0\u202f._-])[0-9]{3}\1[0-9]{3}"),
    Nature.SIRET: lazy_pattern(
        r"[0-9]{3}([ \u00a0\u202f._-]?)[0-9]{3}\1[0-9]{3}[ \u00a0\u202f._-][0-9]{5}"
        r"|[0-9]{3}([ \u00a0\u202f._-])[0-9]{3}\2[0-9]{3}\2?[0-9]{5}"
    ),
}
_APART = lazy_pattern(r"[ \u00a0\u202f._-]")


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Put the digits together, where they make a code and stand in usual groups."""
    kind = nature(cell)
    if kind is None or kind not in CODES:
        return None

    def read(text: str) -> str | None:
        grouped = _BLANKS.fullmatch(text) or _GROUPS[kind].fullmatch(text)
        code = _APART.sub("", text)
        return code if grouped and is_code(kind, code) else None

    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)
