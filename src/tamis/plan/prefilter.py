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

from tamis.plan.field_plan import FieldPlan
from tamis.plan.text_cache import TextCache, TextTraits

#: Rows that show whether a column holds few texts.
_SAMPLE: Final = 1024
#: Up to so many texts of a column are remembered.
_FEW: Final = 2048
#: Up to so many rows, a column is as well read text by text.
_SHORT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspects:
    """The fields of a batch that may be at fault.

    Attributes:
        fields: the fields that may break a check somewhere.
        texts: of those that hold few texts, the texts that break one, by raw name.
        constant: the fields that hold one text, by raw name.
    """

    fields: tuple[FieldPlan, ...]
    texts: Mapping[str, Sequence[str | None]]
    constant: frozenset[str]


def prefilter(fields: tuple[FieldPlan, ...], frame: pl.DataFrame, cache: TextCache) -> Suspects:
    """Return the fields that may be at fault.

    Args:
        fields: the fields of the plan.
        frame: the rows, as text.
        cache: what was learnt of texts before; what is learnt now is added.
    """
    if not fields or not frame.height:
        return Suspects(fields=(), texts={}, constant=frozenset())
    texts = _distinct_texts(frame.select(field.raw for field in fields))
    few = {f.raw: texts[f.raw].to_list() for f in fields if _are_few(texts[f.raw], frame.height)}
    traits = _remembered(fields, few, cache)
    faulty = {raw: [t for t, trait in traits[raw].items() if trait.is_suspect] for raw in few}
    suspect = {raw for raw, broken in faulty.items() if broken}
    many = [field for field in fields if field.raw not in few]
    # Columns of distinct texts have their own lengths; the others are as long as the batch.
    for field in many:
        if texts[field.raw].len() < frame.height:
            suspect |= _doubtful([field], texts[field.raw].to_frame())
    whole = [field for field in many if texts[field.raw].len() == frame.height]
    suspect |= _doubtful(whole, pl.DataFrame([texts[field.raw] for field in whole]))
    return Suspects(
        fields=tuple(field for field in fields if field.raw in suspect),
        texts={raw: broken for raw, broken in faulty.items() if broken},
        constant=frozenset(raw for raw, values in few.items() if len(values) == 1),
    )


def _are_few(texts: pl.Series, height: int) -> bool:
    """Whether the texts of a column are worth remembering: a table may have few rows, all alike."""
    return texts.len() <= _FEW and (texts.len() < height or height <= _SHORT)


def _remembered(
    fields: Iterable[FieldPlan], few: Mapping[str, list[str | None]], cache: TextCache
) -> dict[str, dict[str | None, TextTraits]]:
    """Return the traits of the texts of each field; those of new texts are looked for."""
    seen = {raw: cache.traits(raw) for raw in few}
    new = {raw: [text for text in texts if text not in seen[raw]] for raw, texts in few.items()}
    for raw, traits in _traits_of([field for field in fields if new.get(field.raw)], new):
        cache.learn(raw, seen[raw], traits)
    return {raw: {text: seen[raw][text] for text in texts} for raw, texts in few.items()}


def _traits_of(
    fields: Sequence[FieldPlan], texts: Mapping[str, list[str | None]]
) -> Iterator[tuple[str, dict[str | None, TextTraits]]]:
    """Return the traits of some texts of the fields, all fields at once."""
    if not fields:
        return
    longest = max(len(texts[field.raw]) for field in fields)
    columns = {field.raw: _as_long(texts[field.raw], longest) for field in fields}
    present = _present(fields, pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))
    typed = present.with_columns(field.value.alias(field.typed) for field in fields)
    broken = typed.select(field.broken.alias(field.raw) for field in fields)
    for raw, column in columns.items():
        traits = map(TextTraits, present[raw].is_null().to_list(), broken[raw].to_list())
        yield raw, dict(zip(column, traits, strict=True))


def _as_long(texts: list[str | None], longest: int) -> list[str | None]:
    """Return `texts`, the first of them again and again at the end: that changes nothing."""
    return texts + texts[:1] * (longest - len(texts))


def _doubtful(fields: Sequence[FieldPlan], texts: pl.DataFrame) -> set[str]:
    """Return the fields some text of which is in doubt, by raw name."""
    if not fields:
        return set()
    present = _present(fields, texts)
    typed = present.with_columns(
        field.value.alias(field.typed) for field in fields if field.doubt_needs_value
    )
    doubts = typed.select(field.doubtful.any().alias(field.raw) for field in fields)
    return {raw for raw, is_doubtful in doubts.row(0, named=True).items() if is_doubtful}


def _present(fields: Iterable[FieldPlan], texts: pl.DataFrame) -> pl.DataFrame:
    """Return the texts, null where they are missing."""
    return texts.select(field.text.alias(field.raw) for field in fields)


def _distinct_texts(frame: pl.DataFrame) -> dict[str, pl.Series]:
    """Return the distinct texts of each column where they are few, else all of its cells."""
    sample = frame.head(_SAMPLE)
    seen = sample.select(pl.all().n_unique()).row(0, named=True)
    alike = [name for name, n in seen.items() if n == 1]
    same = pl.col(alike)
    constant = frame.select(same.eq_missing(same.first()).all()).row(0, named=True) if alike else {}
    return {
        cells.name: _distinct(
            cells,
            is_varied=4 * seen[cells.name] > 3 * sample.height,
            is_constant=constant.get(cells.name, False),
        )
        for cells in frame
    }


def _distinct(cells: pl.Series, *, is_varied: bool, is_constant: bool) -> pl.Series:
    """Return the distinct texts of a column where they are few, else all of its cells.

    Args:
        cells: the column.
        is_varied: whether its first cells are many texts.
        is_constant: whether all of its cells are one text.
    """
    if is_constant:
        return cells.head(1)
    distinct = cells if is_varied else cells.unique()
    return distinct if 4 * distinct.len() < cells.len() else cells
