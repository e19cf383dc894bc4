"""Separators of a list."""

from __future__ import annotations

import re
from functools import partial

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.repairs.lists import list_mark
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="list-separator",
    title=Text(fr="Séparateurs d'une liste", en="Separators of a list"),
    does=Text(
        fr="Écrit le séparateur que le schéma veut pour « ; », « , » ou un retour à la ligne, "
        "sans blanc autour, quand une seule sorte de séparateur y est.",
        en="Writes the schema's separator for “;”, “,” or a line break, with no spaces around, "
        "where one kind of separator occurs.",
    ),
    cures=(
        "cell.off-pattern",
        "cell.wrong-type",
    ),
)
RANK = 38

_KINDS = (";", "|", ",", "\n")
#: A comma between digits may be a decimal comma; between codes of one length it is none.
_DECIMAL = lazy_pattern(r"\d,\d")
_CODES = lazy_pattern(r"\d{4,}")


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Put the schema's own mark between items."""
    mark = list_mark(cell.field)
    if mark is None:
        return None
    read = partial(_read, mark, in_items=cell.witness.other_kind)
    return pl.coalesce(by_distinct(cell.text, read, pl.String), cell.text)


def _read(mark: str, text: str, *, in_items: bool = False) -> str | None:
    """Return the items between the schema's mark, None where two kinds of mark part them.

    Where items of the column hold commas (`in_items`), commas part codes alone.


    >>> _read("|", "a; b"), _read("|", "1,5;2,5"), _read("|", "a;;b")
    ('a|b', None, None)
    """
    plain = re.sub(r"\r\n?", "\n", text)
    kinds = [kind for kind in _KINDS if kind in plain]
    if len(kinds) != 1 or (mark in plain and mark not in kinds):
        return None
    # One mark at the end ends the last item; any other has an empty item beside it.
    items = [item.strip(" ") for item in plain.strip(" ").removesuffix(kinds[0]).split(kinds[0])]
    if not all(items) or (kinds == [","] and _may_be_in_items(plain, items, is_likely=in_items)):
        return None
    return mark.join(items)


def _may_be_in_items(text: str, items: list[str], *, is_likely: bool) -> bool:
    """Return whether commas may stand in the items, before decimals or elsewhere."""
    if _DECIMAL.search(text) is None and not is_likely:
        return False
    codes = all(_CODES.fullmatch(item) for item in items)
    return not codes or len({len(item) for item in items}) > 1
