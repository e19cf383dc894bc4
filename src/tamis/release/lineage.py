"""Where each released row comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl

from tamis.release.inputs.manifest import Source

SOURCE: Final = "_source"
RECORD: Final = "_record"
LINE: Final = "_line"
MODIFIED: Final = "_modified"
CONTENT: Final = "_content"
#: Why a row of the release before stands in for what its source delivers now; null for a row of
#: today.
KEPT: Final = "_kept"
#: Only where duplicates are kept: the row that would have replaced this one, ``source:record``.
MARK: Final = "_duplicate_of"

#: The lineage columns, in order: why the row was kept from the release before (`result.Doubt`;
#: empty where it was not), source id, record number, physical line, last change of the source (ISO
#: 8601, empty where nobody says), first 16 digits of the SHA-256 of its bytes.
TYPES: Final = {
    KEPT: pl.String,
    SOURCE: pl.String,
    RECORD: pl.UInt32,
    LINE: pl.UInt32,
    MODIFIED: pl.String,
    CONTENT: pl.String,
}
COLUMNS: Final = tuple(TYPES)

#: The same as Table Schema fields.
FIELDS: Final = (
    {"name": KEPT, "type": "string", "title": "Gardée de la publication d'avant : pourquoi"},
    {"name": SOURCE, "type": "string", "title": "Source", "constraints": {"required": True}},
    {"name": RECORD, "type": "integer", "title": "Enregistrement dans la source"},
    {"name": LINE, "type": "integer", "title": "Ligne dans la source"},
    {"name": MODIFIED, "type": "string", "title": "Dernière modification de la source"},
    {"name": CONTENT, "type": "string", "title": "Empreinte du fichier source (SHA-256, début)"},
)
#: Columns on request, after the lineage, under the names that transport.data.gouv.fr's consolidated
#: file has, in its order: the member of `Source` that each holds, and its title.
ORIGINS: Final = {
    "last_modified": ("modified", "Dernière modification de la ressource"),
    "datagouv_dataset_id": ("dataset", "Jeu de données sur data.gouv.fr"),
    "datagouv_resource_id": ("resource", "Ressource sur data.gouv.fr"),
    "datagouv_organization_or_owner": ("organization", "Organisation ou personne qui publie"),
    "created_at": ("created", "Création de la ressource"),
}
ORIGIN_FIELDS: Final = tuple(
    {"name": name, "type": "string", "title": title} for name, (_, title) in ORIGINS.items()
)
MARK_FIELD: Final = {"name": MARK, "type": "string", "title": "Doublon de (source:enregistrement)"}


def origin_columns(sources: Iterable[Source]) -> pl.DataFrame:
    """Return the columns on request of each source, by its id."""
    rows = [
        (source.id, *(getattr(source, member) or None for member, _ in ORIGINS.values()))
        for source in sources
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys([SOURCE, *ORIGINS], pl.String), orient="row")


class Origins(Protocol):
    """Gives the lineage of rows."""

    def lineage(self, rows: pl.Series, lines: pl.Series) -> pl.DataFrame:
        """Return the lineage columns of the records with these numbers, on these lines."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOrigins:
    """The rows of a source as it is delivered; `content` gives the SHA-256 of its bytes."""

    source: Source
    content: Callable[[], str]

    def lineage(self, rows: pl.Series, lines: pl.Series) -> pl.DataFrame:
        """Return the lineage columns of the records with these numbers, on these lines."""
        return pl.DataFrame({RECORD: rows, LINE: lines}).select(
            pl.lit(None, dtype=pl.String).alias(KEPT),
            pl.lit(self.source.id).alias(SOURCE),
            RECORD,
            LINE,
            pl.lit(self.source.modified or None, dtype=pl.String).alias(MODIFIED),
            pl.lit(self.content()[:16]).alias(CONTENT),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerOrigins:
    """The rows of a source as the release before has them: their lineage stays what it was.

    `frame` has a row a record, in order.
    """

    frame: pl.DataFrame

    def lineage(self, rows: pl.Series, lines: pl.Series) -> pl.DataFrame:  # noqa: ARG002 an `Origins`
        """Return the lineage columns of the records with these numbers."""
        return self.frame[rows - 1].select(COLUMNS)
