"""A row is a total, a note, a source, units or a header: no record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import polars as pl

from tamis.checks.contract import RowCondition, row_rule
from tamis.checks.thresholds import thresholds
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values.distinct import where

RULE = Rule(
    code="likely.not-a-row",
    severity=Severity.WARNING,
    about="row",
    title=Text(fr="Ligne qui n'est pas un enregistrement", en="Row that is not a record"),
    message=Text(
        fr="Cette ligne n'est pas un enregistrement mais {reason} : « {value} ».",
        en="This row is not a record but {reason}: “{value}”.",
    ),
    why=Text(
        fr="Comptée avec les autres, elle fausse toutes les sommes et tous les comptes.",
        en="Counted among the others, it makes every sum and every count wrong.",
    ),
    repair=Text(
        fr="Supprimez cette ligne au lieu de la compléter ; « tamis normalize --unsafe » le fait "
        "et la garde dans le journal.",
        en="Delete this row instead of filling it in; “tamis normalize --unsafe” does so and "
        "keeps it in the journal.",
    ),
)

REPAIR: Final = "not-a-row"
_TOTAL: Final = (
    r"(?i)^[\s*=–-]*(?:sous[- ]?total(?:aux)?\b.{0,40}|"
    r"(?:totaux|total(?:es?)?|cumul|moyenne|ensemble)"
    r"(?:\s+(?:g[ée]n[ée]ral\w*|ht|ttc|par|du|de|des|de la|pour|en|annuel\w*|cumul\w*|\d{4})\b"
    r"[^.]{0,40})?)\s*[:=]?\s*$"
)
_NOTE: Final = (
    r"(?i)^[\s*(]*(?:sources?|notes?|nota|n\.?\s?b\.?|lecture|champ|l[ée]gende|remarques?|"
    r"avertissement|donn[ée]es|extrait|[ée]dit[ée]|mis(?:e)? [àa] jour|export[ée]?|"
    r"copyright|©|\(?\d{1,2}\)|\*+)[\s:.)*(]"
)
_UNITS: Final = (
    "€", "k€", "m€", "eur", "euros", "m", "m²", "m2", "m³", "m3", "km", "km²", "km2", "ha", "kw",
    "kwh", "mwh", "gwh", "w", "v", "a", "%", "kg", "t", "tonnes", "tonne", "l", "h", "heures",
    "min", "minutes", "s", "jours", "nombre", "nb", "unité", "unités", "hab", "hab.", "°",
)  # fmt: skip
_LONGEST_UNIT: Final = 16
_LABEL: Final = rf"(?:{_TOTAL})|(?:{_NOTE})"
#: Rows that show whether few labels come back, and how many those are.
_SAMPLE, _FEW = 256, 16
_LABELS: Final = 3
_LIMITS: Final = thresholds("rows")

_REASONS: Final = {
    "total": Text(fr="un total", en="a total"),
    "note": Text(fr="une note ou une source", en="a note or a source"),
    "units": Text(fr="une ligne d'unités", en="a row of units"),
    "header": Text(fr="un en-tête répété", en="a repeated header"),
}


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for rows of which nothing but a label, numbers, units or names of columns is filled."""
    cells = sorted(row.cells.values(), key=_column)
    if len(cells) < _LABELS:
        return
    names = tuple(cell.field.name for cell in cells)
    first = names[0]
    label = pl.coalesce(cell.text for cell in cells[:_LABELS])
    filled = _count(cell.text.is_not_null() for cell in cells)
    is_labelled = _doubt(tuple(cell.text.meta.output_name() for cell in cells))
    texts = [cell for cell in cells if cell.field.type in {"string", "any"}]
    filled_texts = _count(cell.text.is_not_null() for cell in texts) if texts else filled
    lacks = pl.any_horizontal(
        [cell.text.is_null() for cell in cells if cell.field.required] or [pl.lit(value=True)]
    )
    lacks = lacks | (filled <= len(cells) * _LIMITS["filled"])
    is_empty = filled <= len(cells) * (1 - _LIMITS["empty"])
    total = label.str.contains(_TOTAL) & (filled_texts <= 2) & is_empty & lacks  # noqa: PLR2004
    note = label.str.contains(_NOTE) & (filled == 1) & lacks
    for reason, broken in (("total", total), ("note", note)):
        yield RowCondition(
            fields=(first,),
            broken=broken,
            note=label,
            doubtful=is_labelled,
            reads=names,
            repair=REPAIR,
            is_whole=True,
            params={"reason": _REASONS[reason]},
        )
    yield from _units(cells, names)
    yield from _header(cells, names)


def _units(cells: Sequence[Cell], names: tuple[str, ...]) -> Iterator[RowCondition]:
    """Return the condition that every number of a row is the name of a unit."""
    numbers = [cell for cell in cells if cell.field.type in {"number", "integer"}]
    if not numbers:
        return
    units = [_unit(cell.text).is_in(_UNITS) for cell in numbers]
    filled = _count(cell.text.is_not_null() for cell in numbers)
    some = _count(unit.fill_null(value=False) for unit in units)
    named = numbers[0]
    # Numbers begin below letters, but for those of other scripts.
    doubt = named.text.str.len_bytes().lt(_LONGEST_UNIT) & (named.text >= ":")
    yield RowCondition(
        fields=(named.field.name,),
        broken=(some == filled) & (some > 0),
        doubtful=doubt,
        reads=names,
        repair=REPAIR,
        is_whole=True,
        params={"reason": _REASONS["units"]},
    )


def _unit(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.strip_chars(" ()[]").str.strip_prefix("en ")


def _header(cells: Sequence[Cell], names: tuple[str, ...]) -> Iterator[RowCondition]:
    """Return the condition that most cells of a row are the names of their columns."""
    same = [_bare(cell.text) == _bare_name(cell.field.name) for cell in cells]
    filled = _count(cell.text.is_not_null() for cell in cells)
    alike = _count(is_same.fill_null(value=False) for is_same in same)
    first, second = (_may_be_label(cell).fill_null(value=False) for cell in cells[:2])
    yield RowCondition(
        fields=(names[0],),
        broken=(alike >= 2) & (alike * 2 >= filled),  # noqa: PLR2004 one cell may be alike by chance
        doubtful=first | second,
        reads=names,
        repair=REPAIR,
        is_whole=True,
        params={"reason": _REASONS["header"]},
    )


def _may_be_label(cell: Cell) -> pl.Expr:
    """Return whether a text may be the name of its column; most are another at once."""
    name = _bare_name(cell.field.name)
    if not name.isascii():
        return _bare(cell.text) == name
    blanks = r"[\s_-]*"
    form = rf"(?i)\A{blanks}{blanks.join(map(re.escape, name))}{blanks}\z"
    longest = 2 * len(name) + 2

    def ask(texts: pl.Series) -> pl.Series:
        is_short = (texts.str.len_bytes() <= longest) & (texts.str.len_bytes() >= len(name))
        found = where(texts.to_frame(), is_short, lambda some: some.to_series().str.contains(form))
        return found.alias(texts.name)

    return cell.text.map_batches(ask, return_dtype=pl.Boolean)


def _count(masks: Iterable[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(mask.cast(pl.UInt32) for mask in masks)


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"[\s_-]+", "")


def _bare_name(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.lower())


@lru_cache(maxsize=64)
def _doubt(raws: tuple[str, ...]) -> pl.Expr:
    """Return whether a row may be a total or a note: one object for both, evaluated once."""
    return pl.coalesce(pl.col(raw) for raw in raws[:_LABELS]).map_batches(
        _are_labels, return_dtype=pl.Boolean
    )


def _are_labels(texts: pl.Series) -> pl.Series:
    """Return which texts are the labels of totals and notes; few texts are looked into once."""
    if texts.head(_SAMPLE).n_unique() > _FEW:
        return texts.str.contains(_LABEL)
    distinct = texts.unique()
    labels = distinct.filter(distinct.str.contains(_LABEL))
    return texts.is_in(labels.implode())


def _column(cell: Cell) -> int:
    """Return where a field stands in the file."""
    return int(cell.text.meta.output_name()[1:])
