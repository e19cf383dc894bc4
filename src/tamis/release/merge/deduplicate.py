"""Rows about one thing: which one stays, which ones go, and what decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tamis.model.errors import UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.plan.model import FieldPlan, Plan
from tamis.plan.rows import key_text
from tamis.release.inputs.manifest import Manifest
from tamis.release.lineage import MODIFIED, SOURCE

#: The number of a row among all sound rows.
NUMBER: Final = "_n"
#: What may decide between two rows of one key: the highest value of a date field, the source
#: that comes first by its priority, the source modified last, the row met first.
DECIDERS: Final = ("latest", "priority", "modified", "order")
#: Said in place of these: every row stays, and those that would have gone are marked.
ALL: Final = "all"
#: Rows of which the keys are compared at once.
_CLASS_ROWS: Final = 1_000_000
#: What a source without a priority has.
_LAST: Final = 1 << 31


#: Gives the numbers of the rows whose key, made of these fields, is another row's too.
Repeated = Callable[[Sequence[FieldPlan]], pl.Series]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatePolicy:
    """Which fields tell that two rows are one, and which of the two is kept.

    Attributes:
        keys: sets of fields, none of which may repeat in the release.
        keyless: values of a key that name nothing.
        latest: the field whose highest value wins; "" where none does.
        prefer: what decides, the first first.
        keep_all: whether duplicates stay, marked.
    """

    keys: tuple[tuple[str, ...], ...]
    keyless: tuple[str, ...] = ()
    latest: str = ""
    prefer: tuple[str, ...] = DECIDERS
    keep_all: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The fields that name a row of the release; none where nothing does."""
        return self.keys[0] if self.keys else ()


def duplicate_policy(schema: Schema, manifest: Manifest) -> DuplicatePolicy:
    """Return what the manifest says, else what the schema says.

    The primary key, unique fields and unique keys of the schema hold in any case.

    Raises:
        UsageError: a field that is named is not in the schema, or a word of `prefer` is none.
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
    return DuplicatePolicy(
        keys=tuple(dict.fromkeys(keys)),
        keyless=schema.keyless if chosen == schema.key else (),
        latest=latest,
        prefer=_preferred(manifest.prefer),
        keep_all=ALL in manifest.prefer,
    )


def _preferred(words: Sequence[str]) -> tuple[str, ...]:
    strange = [word for word in words if word not in {*DECIDERS, ALL}]
    if strange:
        allowed = ", ".join((*DECIDERS, ALL))
        raise UsageError(
            Text(fr=f"« {strange[0]} » ne départage rien.", en=f"“{strange[0]}” decides nothing."),
            Text(fr=f"Mots permis : {allowed}.", en=f"Words allowed: {allowed}."),
        )
    deciders = tuple(word for word in words if word != ALL)
    return deciders or DECIDERS


def find_duplicates(
    rows: pl.LazyFrame,
    plan: Plan,
    policy: DuplicatePolicy,
    priorities: Mapping[str, int],
    repeated: Repeated | None = None,
) -> pl.DataFrame:
    """Return the rows that another one of the same key replaces.

    Args:
        rows: the sound rows, numbered, typed, under the names of the schema's fields.
        plan: the schema compiled against its own fields.
        policy: the keys, and what decides.
        priorities: the priority of each source; 0 comes last.
        repeated: who looks for keys that repeat; this machine otherwise. It may name too many
            rows, never too few.

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
            slim.collect(engine="streaming")
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


def typed(rows: pl.LazyFrame, wanted: Sequence[FieldPlan]) -> pl.LazyFrame:
    """Return the rows with the fields wanted under the names that plans give typed values."""
    return rows.with_columns(
        pl.col(field_plan.field.name).alias(field_plan.typed) for field_plan in wanted
    )


def _repeated(rows: pl.LazyFrame, key: Sequence[FieldPlan]) -> pl.Series:
    """Return the numbers of the rows whose key seems to be another one's too.

    Keys are told by their hash, a class of hashes at a time: twenty million take little room.
    """
    hashes = typed(rows, key).select(h=key_text(key).hash()).collect(engine="streaming")
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
    date = pl.col(policy.latest) if policy.latest in fields else pl.lit(None, dtype=pl.Date)
    return typed(rows, key).select(
        NUMBER,
        SOURCE,
        key=key_text(key),
        latest=date,
        modified=pl.col(MODIFIED).fill_null(""),
    )


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
        decided = pl.when(differs).then(pl.lit(word)).otherwise(decided)
    return ranked.select(
        NUMBER,
        pl.col(f"{NUMBER}_kept").alias("kept"),
        "key",
        fields=pl.lit(fields),
        decided=decided,
    )


def _held() -> Iterator[str]:
    yield from (NUMBER, "latest", "modified", "priority")
