"""Which fields of a batch may be at fault: asked of their distinct texts, where these are few.

A check of one field is a function of the text of a cell. A column that holds few texts is judged
on them, so that a check that cannot fail costs next to nothing; only the fields that break a check
somewhere are then judged row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import polars as pl

from tamis.plan.parts import FieldPlan

#: Rows from which it is told whether a column holds few texts.
_SAMPLE: Final = 1024
#: Columns of up to so many texts are judged together.
_SIZES: Final = (8, 128, 2048)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What a batch looks like from afar.

    Attributes:
        suspects: the fields that break a check somewhere.
        filled: whether a field has a text in every row, so that no row can be blank.
    """

    suspects: tuple[FieldPlan, ...]
    filled: bool


def screen(fields: tuple[FieldPlan, ...], frame: pl.DataFrame) -> Screened:
    """Judge the texts of each field.

    Args:
        fields: the fields of the plan.
        frame: the batch, as text.
    """
    if not fields or not frame.height:
        return Screened(suspects=(), filled=False)
    broken: set[str] = set()
    missing: set[str] = set()
    for group, texts in _groups(fields, frame):
        for name, hit in _asked(group, texts).items():
            if hit:
                (missing if name in texts.columns else broken).add(name)
    return Screened(
        suspects=tuple(one for one in fields if any(str(c.check) in broken for c in one.checks)),
        filled=any(one.raw not in missing for one in fields),
    )


def _asked(fields: Iterable[FieldPlan], texts: pl.DataFrame) -> dict[str, bool]:
    """Return, for each check, whether a text breaks it, and for each field, whether it lacks."""
    present = texts.select(one.text.alias(one.raw) for one in fields)
    typed = present.with_columns(one.value.alias(one.typed) for one in fields if one.valued)
    return typed.select(ask for one in fields for ask in one.asked).row(0, named=True)


def _groups(
    fields: tuple[FieldPlan, ...], frame: pl.DataFrame
) -> Iterator[tuple[list[FieldPlan], pl.DataFrame]]:
    """Return the fields by how many texts they hold, with these texts as columns."""
    texts = _texts(frame.select(one.raw for one in fields))
    sizes = {name: _size(column) for name, column in texts.items()}
    for _, group in groupby(sorted(fields, key=lambda one: sizes[one.raw]), lambda f: sizes[f.raw]):
        alike = list(group)
        most = max(texts[one.raw].len() for one in alike)
        yield alike, pl.DataFrame([_as_long(texts[one.raw], most) for one in alike])


def _as_long(texts: pl.Series, most: int) -> pl.Series:
    """Return `texts`, the first of them again and again at the end: that changes nothing."""
    lacking = most - texts.len()
    return texts.clone().append(texts.new_from_index(0, lacking)) if lacking else texts


def _size(texts: pl.Series) -> int:
    return next((size for size in _SIZES if texts.len() <= size), texts.len())


def _texts(frame: pl.DataFrame) -> dict[str, pl.Series]:
    """Return the distinct texts of each column where they are few, else all of its cells."""
    sample = frame.head(_SAMPLE)
    seen = sample.select(pl.all().n_unique()).row(0, named=True)
    alike = [name for name, n in seen.items() if n == 1]
    same = pl.col(alike)
    constant = frame.select(same.eq_missing(same.first()).all()).row(0, named=True) if alike else {}
    return {
        one.name: _distinct(
            one, few=4 * seen[one.name] <= 3 * sample.height, same=constant.get(one.name, False)
        )
        for one in frame
    }


def _distinct(cells: pl.Series, *, few: bool, same: bool) -> pl.Series:
    """Return the distinct texts of a column.

    Args:
        cells: the column.
        few: whether its first cells are few texts.
        same: whether all of its cells are one text.
    """
    if same:
        return cells.head(1)
    distinct = cells.unique() if few else cells
    return distinct if 4 * distinct.len() < cells.len() else cells
