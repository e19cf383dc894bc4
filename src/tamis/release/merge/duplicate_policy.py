"""Which of the rows of one key stays: what a schema and a manifest say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tamis.model.errors import UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.inputs.manifest import Manifest

#: What may decide between two rows of one key: the highest value of a date field, the source
#: that comes first by its priority, the source modified last, the row met first.
DECIDERS: Final = ("latest", "priority", "modified", "order")
#: Said in place of these: every row stays, and those that would have gone are marked.
ALL: Final = "all"
#: Types of which one value is the latest.
_ORDERED: Final = frozenset({"date", "datetime", "year", "yearmonth", "time", "integer", "number"})


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
    _ensure_ordered(schema, latest)
    return DuplicatePolicy(
        keys=tuple(dict.fromkeys(keys)),
        keyless=schema.keyless if chosen == schema.key else (),
        latest=latest,
        prefer=_preferred(manifest.prefer),
        keep_all=ALL in manifest.prefer,
    )


def _ensure_ordered(schema: Schema, latest: str) -> None:
    """Refuse a field that has no last value: of texts, 9 comes after 10 and 31/01 after 01/02.

    Raises:
        UsageError: it is of such a type.
    """
    field = schema.field(latest) if latest else None
    if field is None or field.type in _ORDERED:
        return
    raise UsageError(
        Text(
            fr=f"Le champ « {latest} » est de type {field.type} : il n'a pas de valeur la plus "
            "récente.",
            en=f"The field “{latest}” is of type {field.type}: it has no latest value.",
        ),
        Text(
            fr="Donnez avec --latest un champ de type date, datetime, year ou nombre.",
            en="Give --latest a field of type date, datetime, year or a number.",
        ),
    )


def _preferred(words: Sequence[str]) -> tuple[str, ...]:
    strange = [word for word in words if word not in {*DECIDERS, ALL}]
    if strange:
        allowed = ", ".join((*DECIDERS, ALL))
        raise UsageError(
            Text(
                fr=f"« {strange[0]} » ne départage rien.",
                en=f"“{strange[0]}” is not a way to decide.",
            ),
            Text(fr=f"Mots permis : {allowed}.", en=f"Words allowed: {allowed}."),
        )
    deciders = tuple(word for word in words if word != ALL)
    return deciders or DECIDERS
