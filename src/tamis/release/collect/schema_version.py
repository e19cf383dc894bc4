"""Which version of a schema a source follows."""

from __future__ import annotations

from collections.abc import Sequence

from tamis.loading import catalogue, schemas
from tamis.loading.catalogue import semver
from tamis.model.contract import Contract
from tamis.model.errors import SchemaError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.record_schema import RecordSchema
from tamis.release.source_result import VersionTrial


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
