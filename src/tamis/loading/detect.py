"""Which published schema a header looks like, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tamis.loading import catalogue, schemas
from tamis.model.errors import UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import match

#: Below this certainty no schema is taken for granted.
ENOUGH = 0.5
#: How many labels, at least, must be known.
_PROOF = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A schema and how well it explains a header, from 0 to 1."""

    schema: Schema
    certainty: float


def likeness(labels: Sequence[str], schema: Schema) -> float:
    """Return how well `schema` explains `labels`, from 0 to 1.

    It is the share of the labels that the schema knows, lowered by up to a half for the fields
    that the file lacks (the required ones, where the schema has some). A label or two prove
    nothing.
    """
    found = match(tuple(labels), [field.name for field in schema.fields]).positions
    wanted = [f.name for f in schema.fields if f.required] or [f.name for f in schema.fields]
    known = len(found) / max(1, sum(bool(label.strip()) for label in labels))
    held = sum(name in found for name in wanted) / max(1, len(wanted))
    return known * (1 + held) / 2 if len(found) >= min(_PROOF, len(schema.fields)) else 0.0


def ranked(labels: Sequence[str]) -> list[Likeness]:
    """Return the schemas of the catalogue, the most alike first."""
    loaded = (schemas.tabular(name) for name in catalogue.built_in())
    made = (Likeness(schema=one, certainty=round(likeness(labels, one), 2)) for one in loaded)
    return sorted(made, key=lambda one: (-one.certainty, one.schema.name))


def detect(labels: Sequence[str]) -> Likeness:
    """Return the schema that `labels` look like.

    Raises:
        UsageError: none is near enough, or two are as near.
    """
    first, *others = ranked(labels)
    if first.certainty < ENOUGH:
        raise UsageError(
            Text(
                fr="Les colonnes de ce fichier ne ressemblent à aucun schéma connu.",
                en="The columns of this file look like no schema that is known.",
            ),
            Text(
                fr="Nommez-le avec -s ; la liste : tamis schema list.",
                en="Name it with -s; the list: tamis schema list.",
            ),
        )
    if others and others[0].certainty == first.certainty:
        names = f"{first.schema.name}, {others[0].schema.name}"
        raise UsageError(
            Text(
                fr=f"Deux schémas ressemblent autant à ce fichier : {names}.",
                en=f"Two schemas are as near to this file: {names}.",
            ),
            Text(fr="Choisissez avec -s.", en="Choose with -s."),
        )
    return first
