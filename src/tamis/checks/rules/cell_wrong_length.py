"""A text is too short or too long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from tamis.checks import reasons
from tamis.checks.contract import CellCondition, cell_rule
from tamis.model.rule import Rule
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.wrong-length",
    alias="constraint-error",
    title=Text(fr="Longueur qui ne convient pas", en="Wrong length"),
    message=Text(
        fr="« {value} » n'a pas la longueur voulue pour « {field} » : {bound}.",
        en="“{value}” does not have the length that “{field}” requires: {bound}.",
    ),
    why=Text(
        fr="Une longueur inattendue trahit une valeur tronquée, ou deux valeurs dans une cellule.",
        en="An unexpected length is the sign of a truncated value, or of two values in one cell.",
    ),
    repair=Text(fr="Écrivez {bound}.", en="Write {bound}."),
)

_LEAST = Text(
    fr="{n} {n:caractère|caractères} au moins", en="at least {n} {n:character|characters}"
)
_MOST = Text(fr="{n} {n:caractère|caractères} au plus", en="at most {n} {n:character|characters}")
_LEAST_ITEMS = Text(fr="{n} {n:élément|éléments} au moins", en="at least {n} {n:item|items}")
_MOST_ITEMS = Text(fr="{n} {n:élément|éléments} au plus", en="at most {n} {n:item|items}")


_LONG: Final = Text(
    fr="Un logiciel qui attend moins long coupe la valeur, ou la refuse.",
    en="Software that expects less cuts the value, or refuses it.",
)
#: Longer than any cell.
_BEYOND: Final = 1 << 40


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for texts and lists outside minLength and maxLength (Table Schema)."""
    limits = cell.field.constraints
    size, counted = _size(cell)
    least, most = (_LEAST_ITEMS, _MOST_ITEMS) if counted else (_LEAST, _MOST)
    if limits.min_length is not None:
        yield CellCondition(
            broken=size < _comparable(limits.min_length),
            params=_bound(least, limits.min_length) | {"why": reasons.of_nature(cell)},
        )
    if limits.max_length is not None:
        yield CellCondition(
            broken=size > _comparable(limits.max_length),
            params=_bound(most, limits.max_length) | {"why": reasons.of_nature(cell) or _LONG},
        )


def _comparable(limit: int) -> int:
    """Return a limit that columns of numbers take: no cell is as long as the longest of them."""
    return max(-1, min(limit, _BEYOND))


def _size(cell: Cell) -> tuple[pl.Expr, bool]:
    """Return the length, and whether it counts items (lists, arrays, objects)."""
    if cell.field.type == "list":
        return cell.value.list.len(), True
    if cell.field.type in {"array", "object"}:
        from tamis.values.distinct import by_distinct
        from tamis.values.json_cells import loads

        return by_distinct(cell.value, lambda text: len(loads(text)), pl.Int64), True
    # Of a number or a day, what counts is how it is written, once it is one.
    return pl.when(cell.value.is_not_null()).then(cell.text).str.len_chars(), False


def _bound(words: Text, n: int) -> dict[str, object]:
    return {"bound": Text(fr=words.say("fr", n=n), en=words.say("en", n=n)), "limit": n}
