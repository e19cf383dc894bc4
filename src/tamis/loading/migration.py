"""How a file that follows one version of a schema is brought to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tamis.loading import catalogue, schemas
from tamis.loading.catalogue import semver
from tamis.loading.version_layout import doubtful, mapping
from tamis.model.errors import UsageError
from tamis.model.schema import Schema
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What becomes of the columns of one version in another.

    Attributes:
        older, newer: the versions.
        renamed: the new name of each field that has one.
        doubtful: fields that may have been renamed: a person has to say.
        lost: fields for which the newer version has no place.
        added: fields that the older version does not have.
        target: the newer version, which knows its fields by their older names.
    """

    older: Schema
    newer: Schema
    renamed: Mapping[str, str]
    doubtful: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]
    added: tuple[str, ...]
    target: Schema


def move(older: Schema, newer: Schema, renames: Mapping[str, str] | None = None) -> Move:
    """Return how files of `older` become files of `newer`.

    Args:
        older: the version that they follow.
        newer: the version wanted.
        renames: what a person says was renamed, by the older name.

    Raises:
        UsageError: a rename names a field that is not there.
    """
    layout = mapping(older, newer)
    renamed = {**layout.renamed, **_ensure_known(older, newer, renames or {})}
    former = {new: old for old, new in renamed.items()}
    known = {field.name for field in older.fields} | set(former)
    fields = tuple(
        replace(field, former_names=(*field.former_names, former[field.name]))
        if field.name in former and former[field.name] not in field.former_names
        else field
        for field in newer.fields
    )
    open_ = (pair for pair in doubtful(older, newer, layout) if pair[0] not in renamed)
    return Move(
        older=older,
        newer=newer,
        renamed=renamed,
        doubtful=tuple(pair for pair in open_ if pair[1] not in former),
        lost=tuple(name for name in layout.lost if name not in renamed),
        added=tuple(field.name for field in newer.fields if field.name not in known),
        target=replace(newer, fields=fields, to_fill=True),
    )


def _ensure_known(older: Schema, newer: Schema, renames: Mapping[str, str]) -> Mapping[str, str]:
    for schema, names in ((older, renames.keys()), (newer, renames.values())):
        for name in names:
            if schema.field(name) is None:
                raise UsageError(
                    Text(
                        fr=f"La version {schema.version} n'a pas de champ « {name} ».",
                        en=f"Version {schema.version} has no field “{name}”.",
                    ),
                    did_you_mean(name, [field.name for field in schema.fields], None),
                )
    return renames


def newer_than(older: Schema, wanted: str) -> Schema:
    """Return the version that is meant by ``latest``, its number, or another schema's name.

    Raises:
        SchemaError: there is no such schema.
    """
    entry = catalogue.entries().get(older.name)
    version = wanted.lstrip("v")
    if entry is not None and wanted == "latest":
        return schemas.tabular(f"{entry.name}@{max(entry.versions, key=semver)}")
    if entry is not None and version in entry.versions:
        return schemas.tabular(f"{entry.name}@{version}")
    return schemas.tabular(wanted)
