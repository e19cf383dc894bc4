"""Which published schema, and which version of it, a header looks like, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from tamis.loading import columns
from tamis.loading.catalogue import semver
from tamis.loading.columns import Columns, columns_of
from tamis.model.errors import UsageError
from tamis.model.report import Likely
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.tables.header import folded

#: Below this certainty no schema is taken for granted.
MIN_CERTAINTY: Final = 0.5
#: How much surer than a schema that was named another one must be to be told.
_SURER: Final = 0.3
#: How many labels, at least, must be known.
MIN_LABELS: Final = 3

#: A label that so many schemas have, at most, is distinctive: one may be split in several.
_FEW: Final = 3

_folded = lru_cache(maxsize=1 << 14)(folded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A version of a schema, how well it explains a header, and how much of it is there (0 to 1).

    `whole` tells versions apart that explain a header alike.
    """

    schema: str
    version: str
    certainty: float
    whole: float

    @property
    def name(self) -> str:
        """The name by which that version is loaded."""
        return f"{self.schema}@{self.version}"


def likeness(labels: Sequence[str], table: Columns) -> tuple[float, float]:
    """Return how well a table explains `labels`, and how much of it they are, from 0 to 1.

    The first is the share of the labels that the table knows, lowered by up to a half for the
    fields that the file lacks (the required ones, where the table has some). A label or two
    prove nothing.
    """
    labelled = {_folded(label) for label in labels if label.strip()}
    names = {_folded(name) for name in table.names}
    shared = labelled & names
    if len(shared) < min(MIN_LABELS, len(names)) or not shared:
        return 0.0, 0.0
    wanted = {_folded(name) for name in table.required} or names
    known = len(shared) / max(1, sum(bool(label.strip()) for label in labels))
    required = len(shared & wanted) / len(wanted)
    return min(1.0, known) * (1 + required) / 2, len(shared) / len(names)


@cache
def _spread() -> Mapping[str, int]:
    """Return how many schemas of the catalogue have a field of each name."""
    names = {(table.schema, _folded(name)) for table in columns.tables() for name in table.names}
    return Counter(name for _, name in names)


def evidence(labels: Sequence[str], table: Columns) -> float:
    """Return how much the labels that a table knows tell of it, from 0 to 1.

    A label that one schema has is worth 1; one that ten have, a tenth: a name and a position tell
    of no schema. Without a distinctive label, nor all fields that are required, they tell half. A
    table all of whose names are there is told by them.
    """
    names = {_folded(name) for name in table.names}
    shared = names & {_folded(label) for label in labels if label.strip()}
    if shared == names:
        return 1.0
    required = {_folded(name) for name in table.required}
    is_told = any(_spread()[name] <= _FEW for name in shared) or (required and required <= shared)
    weight = min(1.0, sum(1 / max(1, _spread()[name]) for name in shared))
    return weight if is_told else weight / 2


def rank(labels: Sequence[str]) -> list[Likeness]:
    """Return every version of every table that explains something, the most alike first."""
    ranked = []
    for table in columns.tables():
        certainty, whole = likeness(labels, table)
        if certainty:
            certainty *= evidence(labels, table)
            ranked.append(
                Likeness(
                    schema=table.schema,
                    version=table.version,
                    certainty=round(certainty, 3),
                    whole=round(whole, 3),
                )
            )
    return sorted(ranked, key=_order)


def _order(candidate: Likeness) -> tuple[object, ...]:
    latest = tuple(-part for part in semver(candidate.version))
    return (-candidate.certainty, -candidate.whole, candidate.schema, latest)


def candidates(labels: Sequence[str]) -> list[Likeness]:
    """Return the versions that explain `labels` best, all as well; the latest of each first.

    Raises:
        UsageError: none is near enough.
    """
    ranked = rank(labels)
    if not ranked or ranked[0].certainty < MIN_CERTAINTY:
        raise UsageError(
            Text(
                fr="Les colonnes de ce fichier ne ressemblent à aucun schéma connu.",
                en="The columns of this file match no known schema.",
            ),
            _hint(ranked),
        )
    best = ranked[0]
    return [
        candidate
        for candidate in ranked
        if (candidate.certainty, candidate.whole) == (best.certainty, best.whole)
    ]


def _hint(ranked: Sequence[Likeness]) -> Text:
    near = ", ".join(dict.fromkeys(candidate.schema for candidate in ranked[:3]))
    fr = f" Les moins éloignés : {near}." if near else ""
    en = f" The least far: {near}." if near else ""
    return Text(
        fr=f"Nommez-le avec -s ; la liste : tamis schema list.{fr}",
        en=f"Name it with -s; the list: tamis schema list.{en}",
    )


def ambiguous(alike: Sequence[Likeness]) -> UsageError:
    """Return what to say where several schemas explain a file as well."""
    names = ", ".join(dict.fromkeys(candidate.schema for candidate in alike))
    return UsageError(
        Text(
            fr=f"Plusieurs schémas ressemblent autant à ce fichier : {names}.",
            en=f"Several schemas are equally close to this file: {names}.",
        ),
        Text(fr="Choisissez avec -s.", en="Choose with -s."),
    )


def suits(labels: Sequence[str], schema: Schema) -> bool:
    """Whether a header looks like `schema` enough to be taken for it."""
    return likeness(labels, columns_of(schema))[0] >= MIN_CERTAINTY


def better_match(labels: Sequence[str], schema: Schema) -> Likely | None:
    """Return the published version that a header looks like much more than like `schema`."""
    sure, _ = likeness(labels, columns_of(schema))
    if sure >= 1:
        return None
    best = next(iter(rank(labels)), None)
    if best is None or (best.schema, best.version) == (schema.name, schema.version):
        return None
    surer = best.certainty >= MIN_CERTAINTY and best.certainty - sure >= _SURER
    version = best.schema == schema.name and best.certainty >= 1
    if not surer and not version:
        return None
    return Likely(name=best.schema, version=best.version, certainty=best.certainty)
