"""Rows about one thing: which one stays, which ones go, and what decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.model.errors import UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.keys import key_text
from tamis.plan.parts import FieldPlan, Plan
from tamis.release.lineage import MODIFIED
from tamis.release.manifest import Manifest

#: The number of a row among all sound rows.
NUMBER: Final = "_n"
#: What may decide between two rows of one key, the first first.
DECIDERS: Final = ("latest", "modified", "order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Which fields tell that two rows are one, and which of the two is kept.

    Attributes:
        keys: sets of fields, none of which may repeat in the release.
        keyless: values of a key that name nothing.
        latest: the field whose highest value wins; "" where none does.
    """

    keys: tuple[tuple[str, ...], ...]
    keyless: tuple[str, ...] = ()
    latest: str = ""


def policy(schema: Schema, manifest: Manifest) -> Policy:
    """Return what the manifest says, else what the schema says.

    The primary key, unique fields and unique keys of the schema hold in any case.

    Raises:
        UsageError: a field that is named is not in the schema.
    """
    chosen = manifest.key or schema.key or schema.primary_key
    unique = [(field.name,) for field in schema.fields if field.constraints.unique]
    keys = [key for key in (chosen, schema.primary_key, *unique, *schema.unique_keys) if key]
    latest = manifest.latest or schema.latest
    for name in (*(name for key in keys for name in key), latest):
        if name and schema.field(name) is None:
            raise UsageError(
                Text(
                    fr=f"Le schéma n'a pas de champ « {name} ».",
                    en=f"The schema has no field “{name}”.",
                ),
                Text(fr="Voyez --key et --latest.", en="See --key and --latest."),
            )
    keyless = schema.keyless if chosen == schema.key else ()
    return Policy(keys=tuple(dict.fromkeys(keys)), keyless=keyless, latest=latest)


def losers(rows: pl.LazyFrame, plan: Plan, policy: Policy) -> pl.DataFrame:
    """Return the rows that another one of the same key replaces.

    The highest `latest` wins; then the source that was modified last; then the row met first.

    Args:
        rows: the sound rows, numbered, their texts under the raw names of `plan`.
        plan: the schema compiled against its own fields.
        policy: the keys and the date.

    Returns:
        One row a loser: `_n`, `kept` (the number of the row that stays), `key`, `fields`,
        `decided` (latest, modified or order).
    """
    found = [_LOST.clear()]
    gone = pl.Series([], dtype=pl.UInt32)
    fields = {one.field.name: one for one in plan.fields}
    for key in policy.keys:
        known = [fields[name] for name in key]
        slim = _slim(rows, known, fields.get(policy.latest))
        twice = slim.filter(
            pl.col("key").is_not_null(),
            ~pl.col("key").is_in(policy.keyless),
            ~pl.col(NUMBER).is_in(gone.implode()),
        ).filter(pl.col("key").is_duplicated())
        lost = _ranked(twice.collect(), ", ".join(key))
        gone = pl.concat([gone, lost[NUMBER]])
        found.append(lost)
    return pl.concat(found).sort(NUMBER)


_LOST: Final = pl.DataFrame(
    schema={
        NUMBER: pl.UInt32,
        "kept": pl.UInt32,
        "key": pl.String,
        "fields": pl.String,
        "decided": pl.String,
    }
)


def _slim(rows: pl.LazyFrame, key: Sequence[FieldPlan], latest: FieldPlan | None) -> pl.LazyFrame:
    """Return the number, the key, the date and the last change of each row."""
    wanted = {one.raw: one for one in (*key, *([latest] if latest else []))}
    typed = rows.with_columns(one.value.alias(one.typed) for one in wanted.values())
    date = pl.col(latest.typed) if latest else pl.lit(None, dtype=pl.Date)
    return typed.select(
        NUMBER, key=key_text(key), latest=date, modified=pl.col(MODIFIED).fill_null("")
    )


def _ranked(twice: pl.DataFrame, fields: str) -> pl.DataFrame:
    """Return the rows that lose, each with the one that wins."""
    best = twice.sort("latest", "modified", NUMBER, descending=[True, True, False], nulls_last=True)
    first = (pl.col(name).first().over("key").alias(f"{name}_kept") for name in _held())
    ranked = best.with_columns(first).filter(pl.col(NUMBER) != pl.col(f"{NUMBER}_kept"))
    decided = (
        pl.when(pl.col("latest").ne_missing(pl.col("latest_kept")))
        .then(pl.lit("latest"))
        .when(pl.col("modified") != pl.col("modified_kept"))
        .then(pl.lit("modified"))
        .otherwise(pl.lit("order"))
    )
    return ranked.select(
        NUMBER,
        pl.col(f"{NUMBER}_kept").alias("kept"),
        "key",
        fields=pl.lit(fields),
        decided=decided,
    )


def _held() -> Iterator[str]:
    yield from (NUMBER, "latest", "modified")
