"""What keeps a release from being made, or put in its place."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from tamis.model.errors import RefusedError, UsageError
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.inputs.former import FormerRelease
from tamis.release.result import Release


def ensure_release_folder(folder: Path, names: Collection[str]) -> None:
    """Refuse a place that holds something else than a release, whose files have these names."""
    strange = folder.exists() and not folder.is_dir()
    if folder.is_dir():
        strange = bool({path.name for path in folder.iterdir()} - set(names))
    if strange:
        raise RefusedError(
            Text(
                fr=f"« {folder} » contient autre chose qu'une fusion : rien n'y est écrit.",
                en=f"“{folder}” contains something other than a release: nothing is written there.",
            ),
            Text(fr="Donnez un autre dossier à -o.", en="Give -o another folder."),
        )


def ensure_field(schema: Schema, field: str) -> None:
    """Refuse to part rows by a field that the schema does not have."""
    if field and schema.field(field) is None:
        raise UsageError(
            Text(
                fr=f"Le schéma n'a pas de champ « {field} ».",
                en=f"The schema has no field “{field}”.",
            ),
            Text(fr="Voyez --partition-by.", en="See --partition-by."),
        )


def ensure_rows(release: Release, former: FormerRelease | None) -> None:
    """Refuse to replace a release that has rows by one that has none."""
    if former is not None and former.rows and not release.total.out:
        raise RefusedError(
            Text(
                fr=f"La publication n'aurait aucune ligne, celle d'avant en a {former.rows} : elle "
                "reste en place.",
                en=f"The release would have no row, and the one before has {former.rows}: it stays "
                "in place.",
            ),
            Text(
                fr="Voyez pourquoi chaque source est vide, illisible ou rejetée ; pour publier "
                "tout de même, donnez un autre dossier à -o.",
                en="See why each source is empty, not readable or rejected; to release all the "
                "same, give -o another folder.",
            ),
        )
