"""Which fields of a batch may be at fault: asked of their distinct texts, where these are few.

A check of one field is a function of the text of a cell. A column that holds few texts is judged
on them, and a text is judged once for all batches, so that a check that cannot fail costs next to
nothing; only the fields that break a check somewhere are then judged row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.plan.model import FieldPlan
from tamis.plan.text_cache import Known, Look

#: Rows from which it is told whether a column holds few texts.
_SAMPLE: Final = 1024
#: Up to so many texts of a column are remembered.
_FEW: Final = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What a batch looks like from afar.

    Attributes:
        suspects: the fields that may break a check somewhere.
        texts: of those that hold few texts, these that break one, by raw name.
        constant: the fields that hold one text, by raw name.
        filled: whether a field has a text in every row, so that no row can be blank.
    """

    suspects: tuple[FieldPlan, ...]
    texts: Mapping[str, Sequence[str | None]]
    constant: frozenset[str]
    filled: bool


def screen(fields: tuple[FieldPlan, ...], frame: pl.DataFrame, known: Known) -> Screened:
    """Judge the texts of each field.

    Args:
        fields: the fields of the plan.
        frame: the batch, as text.
        known: what was found of texts before; what is found now is added.
    """
    if not fields or not frame.height:
        return Screened(suspects=(), texts={}, constant=frozenset(), filled=False)
    texts = _texts(frame.select(one.raw for one in fields))
    few = {one.raw: texts[one.raw].to_list() for one in fields if texts[one.raw].len() <= _FEW}
    seen = _remembered(fields, few, known)
    bad = {raw: [one for one, look in seen[raw].items() if look.suspect] for raw in few}
    looks = {raw: Look(any(one.lacks for one in seen[raw].values()), bool(bad[raw])) for raw in few}
    many = [one for one in fields if one.raw not in few]
    # Columns of distinct texts have their own lengths; the others are as long as the batch.
    for one in many:
        if texts[one.raw].len() < frame.height:
            looks |= _worst([one], texts[one.raw].to_frame())
    whole = [one for one in many if one.raw not in looks]
    looks |= _worst(whole, pl.DataFrame([texts[one.raw] for one in whole]))
    return Screened(
        suspects=tuple(one for one in fields if looks[one.raw].suspect),
        texts={raw: found for raw, found in bad.items() if found},
        constant=frozenset(raw for raw, found in few.items() if len(found) == 1),
        filled=any(not look.lacks for look in looks.values()),
    )


def _remembered(
    fields: Iterable[FieldPlan], few: Mapping[str, list[str | None]], known: Known
) -> dict[str, dict[str | None, Look]]:
    """Return how the texts of each field look; those not yet met are asked."""
    seen = {raw: known.of(raw) for raw in few}
    new = {raw: [one for one in few[raw] if one not in seen[raw]] for raw in few}
    for raw, looks in _asked([one for one in fields if new.get(one.raw)], new):
        known.learn(raw, seen[raw], looks)
    return {raw: {one: seen[raw][one] for one in texts} for raw, texts in few.items()}


def _asked(
    fields: Sequence[FieldPlan], texts: Mapping[str, list[str | None]]
) -> Iterator[tuple[str, dict[str | None, Look]]]:
    """Return what each of some texts of the fields is found to be."""
    if not fields:
        return
    most = max(len(texts[one.raw]) for one in fields)
    columns = {one.raw: _as_long(texts[one.raw], most) for one in fields}
    present = _present(fields, pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))
    typed = present.with_columns(one.value.alias(one.typed) for one in fields)
    broken = typed.select(one.broken.alias(one.raw) for one in fields)
    for raw, column in columns.items():
        looks = map(Look, present[raw].is_null().to_list(), broken[raw].to_list())
        yield raw, dict(zip(column, looks, strict=True))


def _as_long(texts: list[str | None], most: int) -> list[str | None]:
    """Return `texts`, the first of them again and again at the end: that changes nothing."""
    return texts + texts[:1] * (most - len(texts))


def _worst(fields: Sequence[FieldPlan], texts: pl.DataFrame) -> dict[str, Look]:
    """Return the worst of what the texts of each field may be."""
    if not fields:
        return {}
    present = _present(fields, texts)
    typed = present.with_columns(one.value.alias(one.typed) for one in fields if one.valued)
    doubts = typed.select(one.doubted.any().alias(one.raw) for one in fields).row(0, named=True)
    lacks = present.null_count().row(0, named=True)
    return {raw: Look(lacks[raw] > 0, doubt) for raw, doubt in doubts.items()}


def _present(fields: Iterable[FieldPlan], texts: pl.DataFrame) -> pl.DataFrame:
    """Return the texts, null where they are missing."""
    return texts.select(one.text.alias(one.raw) for one in fields)


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
