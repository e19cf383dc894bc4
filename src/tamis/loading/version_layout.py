"""How the layout of one version of a table becomes that of another, where it is beyond doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tamis.loading.diff import described_alike, diff
from tamis.model.schema import Field, Schema
from tamis.tables.header import folded


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
    are rejected one by one), and where it is beyond doubt which one it became: the newer version
    says so (`tamis:formerly`), the names are alike
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
        and (
            field.source in _former_names(newer, field.field)
            or _beyond_doubt(field.source, field.field, removed, added)
        )
    }
    return Layout(
        renamed=renamed, lost=tuple(field.name for field in removed if field.name not in renamed)
    )


def _former_names(schema: Schema, name: str) -> tuple[str, ...]:
    field = schema.field(name)
    return field.former_names if field else ()


def doubtful(older: Schema, newer: Schema, layout: Layout) -> tuple[tuple[str, str], ...]:
    """Return the fields that may have been renamed, older name first, for a person to say."""
    return tuple(
        (field.source, field.field)
        for field in diff(older, newer).mapping
        if field.renamed and field.source not in layout.renamed
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
