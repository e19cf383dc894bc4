"""Which version of a schema a source follows, and how its layout becomes the one released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tamis.loading import catalogue, schemas
from tamis.loading.catalogue import semver
from tamis.loading.diff import described_alike, diff
from tamis.model.contract import Contract
from tamis.model.errors import SchemaError
from tamis.model.schema import Field, Schema
from tamis.model.text import Text
from tamis.release.record_schema import RecordSchema
from tamis.release.source_result import VersionTrial
from tamis.tables.header import folded


def others(schema: Schema) -> tuple[str, ...]:
    """Return the other published versions of `schema`, the highest first."""
    try:
        entry, _ = catalogue.find(schema.name) if schema.name else (None, "")
    except SchemaError:
        return ()
    versions = entry.versions if entry else ()
    return tuple(sorted(set(versions) - {schema.version}, key=semver, reverse=True))


def of(schema: Schema, version: str) -> Schema:
    """Return another version of `schema`.

    Raises:
        SchemaError: it cannot be had.
    """
    if isinstance(schema, RecordSchema):
        loaded = schemas.load(f"{schema.name}@{version}")
        if not isinstance(loaded, Contract):
            raise SchemaError(Text(fr=f"{schema.name} {version}", en=f"{schema.name} {version}"))
        return schema.under(loaded)
    return schemas.tabular(f"{schema.name}@{version}")


def best(trials: Sequence[VersionTrial]) -> tuple[VersionTrial, str]:
    """Return the version that suits a source, and why.

    Of those to which its rows conform once repaired (``best``), else of those that reject the
    fewest (``closest``), the one that knows the most of its columns: a version that asks for
    nothing rejects nothing. Of several, the highest by semantic versioning.
    """
    fewest = min(trial.rejected for trial in trials)
    near = [trial for trial in trials if trial.rejected == fewest]
    choice = min(
        near, key=lambda trial: (trial.unknown, *(-part for part in semver(trial.version)))
    )
    return choice, "closest" if fewest else "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the columns of one version become those of another.

    Attributes:
        renamed: the new name of each field that has one.
        lost: fields for which the other version has no place.
    """

    renamed: Mapping[str, str]
    lost: tuple[str, ...]


def mapping(older: Schema, newer: Schema) -> Layout:
    """Return how the columns of `older` become those of `newer`, as their difference says.

    A field is renamed where its texts mean the same (rows that the newer version does not allow
    are rejected one by one), and where it is beyond doubt which one it became: the names are alike
    but for case, accents and separators, or no other field that went or came has its type and its
    title or description. Nothing is guessed from values.
    """
    removed = [field for field in older.fields if newer.field(field.name) is None]
    added = [field for field in newer.fields if older.field(field.name) is None]
    renamed = {
        field.source: field.field
        for field in diff(older, newer).mapping
        if field.renamed
        and field.readable
        and _beyond_doubt(field.source, field.field, removed, added)
    }
    return Layout(
        renamed=renamed, lost=tuple(field.name for field in removed if field.name not in renamed)
    )


def _beyond_doubt(old: str, new: str, removed: Sequence[Field], added: Sequence[Field]) -> bool:
    if folded(old) == folded(new):
        return True
    pairs = {
        (field.name, candidate.name)
        for field in removed
        for candidate in added
        if described_alike(field, candidate)
    }
    return [pair for pair in pairs if old in pair or new in pair] == [(old, new)]
