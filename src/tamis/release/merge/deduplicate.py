"""Rows about one thing: which one stays, which ones go, and what decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from tamis.plan.field_plan import FieldPlan
from tamis.plan.model import Plan
from tamis.plan.rows import key_text
from tamis.release.lineage import MODIFIED, SOURCE
from tamis.release.merge.duplicate_policy import DuplicatePolicy

#: The number of a row among all sound rows.
NUMBER: Final = "_n"
#: Years whose last day stands for "no end".
_ENDLESS_YEARS: Final = [2099, 2999, 9999]
#: Said of a row whose date is not believed: it lies after the last change of its source.
BEYOND: Final = "future-date"
#: Rows of which the keys are compared at once.
_CLASS_ROWS: Final = 1_000_000
#: What a source without a priority has.
_LAST: Final = 1 << 31

#: Gives the numbers of the rows whose key, made of these fields, is another row's too.
Repeated = Callable[[Sequence[FieldPlan]], pl.Series]
#: Gives the rows of these numbers, as text, under the names of the schema's fields.
Texts = Callable[[pl.Series], pl.DataFrame]


def find_duplicates(
    rows: pl.LazyFrame,
    plan: Plan,
    policy: DuplicatePolicy,
    priorities: Mapping[str, int],
    repeated: Repeated | None = None,
    texts: Texts | None = None,
) -> pl.DataFrame:
    """Return the rows that another one of the same key replaces.

    Args:
        rows: the sound rows, numbered, typed, under the names of the schema's fields.
        plan: the schema compiled against its own fields.
        policy: the keys, and what decides.
        priorities: the priority of each source; 0 comes last.
        repeated: who looks for keys that repeat; this machine otherwise. It may name too many
            rows, never too few.
        texts: gives rows as text, by number: keys of numbers are compared as they are written.

    Returns:
        One row a loser: `_n`, `kept` (the number of the row that stays), `key`, `fields`,
        `decided`.
    """
    parts = [_LOST.clear()]
    fields = {field_plan.field.name: field_plan for field_plan in plan.fields}
    for key in policy.keys:
        dropped = pl.concat([part[NUMBER] for part in parts])
        key_fields = [fields[name] for name in key]
        twice = repeated(key_fields) if repeated else _repeated(rows, key_fields)
        if not twice.len():
            continue
        slim = _slim(rows.filter(pl.col(NUMBER).is_in(twice.implode())), key_fields, fields, policy)
        repeated_rows = (
            _with_exact_keys(slim.collect(engine="streaming"), key_fields, texts)
            .filter(
                pl.col("key").is_not_null(),
                ~pl.col("key").is_in(policy.keyless),
                ~pl.col(NUMBER).is_in(dropped.implode()),
            )
            .filter(pl.col("key").is_duplicated())
        )
        first = {name: priority or _LAST for name, priority in priorities.items()}
        placed = repeated_rows.with_columns(
            priority=pl.col(SOURCE).replace_strict(first, default=_LAST, return_dtype=pl.UInt32)
        )
        parts.append(_ranked(placed, ", ".join(key), policy.prefer))
    return pl.concat(parts).sort(NUMBER)


_LOST: Final = pl.DataFrame(
    schema={
        NUMBER: pl.UInt32,
        "kept": pl.UInt32,
        "key": pl.String,
        "fields": pl.String,
        "decided": pl.String,
    }
)


def _with_exact_keys(
    rows: pl.DataFrame, key: Sequence[FieldPlan], texts: Texts | None
) -> pl.DataFrame:
    """Return rows whose keys of numbers are what is written, not the floats that are near."""
    if texts is None or all(field_plan.field.type != "number" for field_plan in key):
        return rows
    written = texts(rows[NUMBER])
    present = written.select(
        NUMBER, *(pl.col(part.field.name).alias(part.raw) for part in key)
    ).with_columns(part.text.alias(part.raw) for part in key)
    valued = present.with_columns(part.value.alias(part.typed) for part in key)
    exact = valued.select(NUMBER, key=key_text(key))
    return rows.drop("key").join(exact, on=NUMBER, how="left", maintain_order="left")


def typed(rows: pl.LazyFrame, wanted: Sequence[FieldPlan]) -> pl.LazyFrame:
    """Return the rows with the fields wanted under the names that plans give typed values."""
    return rows.with_columns(
        pl.col(field_plan.field.name).alias(field_plan.typed) for field_plan in wanted
    )


def _repeated(rows: pl.LazyFrame, key: Sequence[FieldPlan]) -> pl.Series:
    """Return the numbers of the rows whose key seems to be another one's too.

    Keys are told by their hash, a class of hashes at a time: twenty million take little room.
    """
    hashes = (
        typed(rows, key).select(h=key_text(key, exact=False).hash()).collect(engine="streaming")
    )
    classes = 1 + hashes.height // _CLASS_ROWS
    slices = hashes.iter_slices(_CLASS_ROWS)
    none = pl.Series([], dtype=pl.UInt16)
    classes_of_rows = pl.concat([none, *((part["h"] % classes).cast(pl.UInt16) for part in slices)])
    numbers = [pl.Series([], dtype=pl.UInt32)]
    for index in range(classes):
        members = (classes_of_rows == index).arg_true().cast(pl.UInt32)
        positions = hashes["h"].gather(members).is_duplicated().arg_true().cast(pl.UInt32)
        numbers.append(members.gather(positions))
    return pl.concat(numbers)


def _slim(
    rows: pl.LazyFrame,
    key: Sequence[FieldPlan],
    fields: Mapping[str, FieldPlan],
    policy: DuplicatePolicy,
) -> pl.LazyFrame:
    """Return the number, the key, the date, the source and its last change of each row."""
    latest = fields.get(policy.latest)
    date = pl.lit(None, dtype=pl.Date) if latest is None else pl.col(policy.latest)
    beyond = pl.lit(value=False) if latest is None else _is_beyond(date, latest.field.type)
    return typed(rows, key).select(
        NUMBER,
        SOURCE,
        key=key_text(key, exact=False),
        latest=pl.when(~beyond.fill_null(value=False)).then(date),
        stated=pl.when(beyond.fill_null(value=False)).then(date),
        modified=pl.col(MODIFIED).fill_null(""),
    )


def _is_beyond(value: pl.Expr, kind: str) -> pl.Expr:
    """Return whether a date lies after the last change of its source: it cannot be one of then.

    A day more is allowed for zones. Where the source does not say when it changed, the dates that
    stand for "no end" are beyond.
    """
    if kind not in {"date", "datetime", "year", "yearmonth"}:
        return pl.lit(value=False)
    changed = pl.col(MODIFIED).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    if kind == "year":
        return pl.coalesce(value > changed.dt.year() + 1, value.is_in(_ENDLESS_YEARS))
    day = value.cast(pl.Date)
    last_day = (day.dt.month() == 12) & (day.dt.day() == 31)  # noqa: PLR2004 the last of a year
    endless = last_day & day.dt.year().is_in(_ENDLESS_YEARS)
    return pl.coalesce(day > changed.dt.offset_by("1d"), endless)


def _ranked(twice: pl.DataFrame, fields: str, prefer: Sequence[str]) -> pl.DataFrame:
    """Return the rows that lose, each with the one that wins."""
    order = [NUMBER if word == "order" else word for word in (*prefer, "order")]
    order = list(dict.fromkeys(order))
    down = [word in {"latest", "modified"} for word in order]
    best = twice.sort(order, descending=down, nulls_last=True)
    first = (pl.col(name).first().over("key").alias(f"{name}_kept") for name in _held())
    ranked = best.with_columns(first).filter(pl.col(NUMBER) != pl.col(f"{NUMBER}_kept"))
    decided = pl.lit("order")
    for word in reversed(order[: order.index(NUMBER)]):
        differs = pl.col(word).ne_missing(pl.col(f"{word}_kept"))
        reason = pl.lit(word)
        if word == "latest":
            believed = pl.col("stated") > pl.col("latest_kept")
            reason = pl.when(believed).then(pl.lit(BEYOND)).otherwise(reason)
        decided = pl.when(differs).then(reason).otherwise(decided)
    return ranked.select(
        NUMBER,
        pl.col(f"{NUMBER}_kept").alias("kept"),
        "key",
        fields=pl.lit(fields),
        decided=decided,
    )


def _held() -> Iterator[str]:
    yield from (NUMBER, "latest", "modified", "priority")
