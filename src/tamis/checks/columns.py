"""What rules about whole columns share: classes of cells, and how they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from tamis.model.lazy_pattern import lazy_pattern
from tamis.tables.cell import Cell
from tamis.values.column_names import words

#: The class of the cells of a batch that holds several texts.
SEVERAL: Final = -1


def one_text(text: pl.Expr) -> pl.Expr:
    """Return a class for the cells that have a text: that of the text where it is the only one."""

    def apply(texts: pl.Series) -> pl.Series:
        present = texts.is_not_null()
        filled = texts.drop_nulls()
        if not filled.len():
            return pl.Series(texts.name, [None], dtype=pl.Int64).new_from_index(0, texts.len())
        first = filled[0]
        # Most columns vary, and show it by their ends.
        is_varied = filled[-1] != first or filled[filled.len() // 2] != first
        # A hash is halved to fit a signed number, and to leave `SEVERAL` to others.
        mark = (
            int(filled.head(1).hash(seed=0)[0]) >> 1
            if not is_varied and (filled == first).all()
            else SEVERAL
        )
        marks = pl.Series(texts.name, [mark], dtype=pl.Int64).new_from_index(0, texts.len())
        return pl.select(pl.when(present).then(marks)).to_series().alias(texts.name)

    return text.map_batches(apply, return_dtype=pl.Int64)


def text_class(text: pl.Expr) -> pl.Expr:
    """Return a class for each text, null where there is none."""

    def apply(texts: pl.Series) -> pl.Series:
        # A hash is halved to fit a signed number.
        marks = (texts.hash(seed=0) // 2).cast(pl.Int64)
        return pl.select(pl.when(texts.is_not_null()).then(marks)).to_series()

    return text.map_batches(apply, return_dtype=pl.Int64)


def but_most(counts: Mapping[int, int]) -> Mapping[int, str]:
    """Return the classes but the one of most cells, with how many cells they have."""
    most = max(counts, key=lambda value: (counts[value], value), default=0)
    others = sum(counts.values()) - counts.get(most, 0)
    return {value: str(others) for value in counts if value != most}


def only_class(counts: Mapping[int, int], least: int) -> Mapping[int, str]:
    """Return the only class of a column of so many cells at least, with how many there are."""
    if len(counts) != 1 or SEVERAL in counts:
        return {}
    ((mark, n),) = counts.items()
    return {mark: str(n)} if n >= least else {}


#: Classes of magnitude in a power of ten.
STEPS: Final = 8
#: Names of columns of numbers that are no measures: codes, positions, years, ranks.
_NO_MEASURE: Final = lazy_pattern(
    r"_(id|code|num|numero|no|rang|ordre|annee|an|year|exercice|insee|cp|x|y|z|lon|lat|long|siren|"
    r"siret|tel|version|ref|fid|niveau|etage)_|lat(itude)?_|long?(itude)?_|altitude|coord|telephone"
)


def is_measure(cell: Cell) -> bool:
    """Whether a field holds quantities, which can be compared with one another."""
    field = cell.field
    is_listed = field.constraints.enum is not None or field.constraints.unique
    return (
        field.type in {"number", "integer"}
        and not is_listed
        and field.name not in cell.schema.primary_key
        and _NO_MEASURE.search(words(field.name)) is None
    )


def number(cell: Cell) -> pl.Expr:
    """Return the number of a cell, null where there is none; plain ones are read from the text."""
    is_plain = cell.field.decimal_char == "." and not cell.field.group_char
    if is_plain and cell.field.bare_number:
        return cell.text.cast(pl.Float64, strict=False)
    return cell.value.cast(pl.Float64)


def magnitude(value: pl.Expr) -> pl.Expr:
    """Return the class of a number by its size, whatever its sign; zero has none."""

    def apply(numbers: pl.Series) -> pl.Series:
        # Most measures are few numbers, whose logarithms are taken once.
        if numbers.head(_SAMPLE).n_unique() * 4 > min(_SAMPLE, numbers.len()):
            return numbers.to_frame().select(_magnitude(pl.col(numbers.name))).to_series()
        distinct = numbers.unique().to_frame("number")
        classes = distinct.with_columns(size=_magnitude(pl.col("number")))
        return numbers.replace_strict(
            classes["number"], classes["size"], return_dtype=pl.Int64, default=None
        )

    return value.map_batches(apply, return_dtype=pl.Int64)


#: Cells that show whether a column holds few numbers.
_SAMPLE: Final = 512


def _magnitude(value: pl.Expr) -> pl.Expr:
    size = value.abs()
    is_sized = size.is_finite() & (size > 0)
    return pl.when(is_sized).then((size.log10() * STEPS).round()).cast(pl.Int64)


def shown(magnitude_class: int) -> str:
    """Return the number that a class of magnitude is about, with one digit that counts.

    >>> shown(11), shown(-8)
    ('20', '0.1')
    """
    return f"{float(f'{10 ** (magnitude_class / STEPS):.1g}'):g}"


def groups(counts: Mapping[int, int], gap: float) -> list[list[int]]:
    """Return classes in order, in groups between which no cell has so many classes.

    >>> groups({1: 5, 2: 5, 20: 1}, 8)
    [[1, 2], [20]]
    """
    parts: list[list[int]] = []
    for value in sorted(counts):
        if parts and value - parts[-1][-1] < gap:
            parts[-1].append(value)
        else:
            parts.append([value])
    return parts


def quartiles(counts: Mapping[int, int]) -> tuple[int, int, int]:
    """Return the classes below which a quarter, a half and three quarters of the cells are."""
    total, passed = sum(counts.values()), 0
    bounds: list[int] = []
    for value in sorted(counts):
        passed += counts[value]
        while len(bounds) < _QUARTERS and passed * 4 >= total * (len(bounds) + 1):
            bounds.append(value)
    low, middle, high = bounds
    return low, middle, high


_QUARTERS: Final = 3
