"""What each file of a release is called, what it holds and what it is for, wherever it goes.

Portals and harvesters show these words; they are in French whatever the language of the run, so
that nothing changes there with the settings of a machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final, Literal

#: The types that data.gouv.fr sorts resources by.
FileType = Literal["main", "documentation", "update", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNote:
    """The title, the description and the type of a file."""

    title: str
    description: str
    type: FileType


_DATA: Final = "data"
#: What the ending of the data's own name is called.
_FORMS: Final[Mapping[str, str]] = {
    ".csv": "CSV", ".parquet": "Parquet", ".geojson": "GeoJSON", ".gpkg": "GeoPackage",
    ".fgb": "FlatGeobuf", ".ndjson": "NDJSON", ".jsonl": "NDJSON", ".json": "JSON",
    ".xlsx": "XLSX",
}  # fmt: skip


def _note(title: str, description: str, type: FileType = "documentation") -> FileNote:  # noqa: A002 the portal's word
    return FileNote(title=title, description=description, type=type)


_NOTES: Final[Mapping[str, FileNote]] = {
    "rejects.csv": _note(
        "Lignes rejetées (CSV)",
        "Lignes qui ne sont pas conformes au schéma, telles que leurs producteurs les ont livrées, "
        "avec les raisons.",
        "other",
    ),
    "rejects.parquet": _note(
        "Lignes rejetées (Parquet)", "Les mêmes lignes rejetées, au format Parquet.", "other"
    ),
    "duplicates.csv": _note(
        "Doublons (CSV)",
        "Lignes remplacées par une autre de même clé, et celle qui les remplace.",
        "other",
    ),
    "conflicts.csv": _note(
        "Désaccords entre sources (CSV)",
        "Valeurs d'une même clé qui diffèrent d'une source à l'autre.",
        "other",
    ),
    "candidates.csv": _note(
        "Rapprochements possibles (CSV)",
        "Lignes de deux sources à quelques mètres l'une de l'autre, qui sont peut-être une même "
        "chose : rien n'est décidé.",
        "other",
    ),
    "journal.csv": _note(
        "Journal des corrections (CSV)",
        "Chaque valeur corrigée : avant, après, et la règle appliquée.",
        "other",
    ),
    "changes.csv": _note(
        "Changements depuis la publication d'avant (CSV)",
        "Lignes ajoutées, retirées ou modifiées, champ par champ.",
        "update",
    ),
    "CHANGES.md": _note(
        "Changements depuis la publication d'avant, en résumé",
        "Ce qui change, par source.",
        "update",
    ),
    "feed.xml": _note("Fil des publications (Atom)", "Une entrée par publication.", "update"),
    "history.parquet": _note(
        "Historique des sources (Parquet)",
        "Ce que chaque source a donné à chaque publication.",
        "other",
    ),
    "resources.csv": _note(
        "Ressources trouvées (CSV)",
        "Ressources trouvées sur data.gouv.fr, retenues ou non, et pourquoi.",
        "other",
    ),
    "envelopes.json": _note(
        "Membres autour des enregistrements (JSON)",
        "Ce qui, dans le document de chaque source, entoure ses enregistrements.",
        "other",
    ),
    "report.html": _note("Rapport", "Le bilan de la publication, source par source."),
    "report.json": _note("Rapport (JSON)", "Le bilan de la publication, pour un programme."),
    "schema.json": _note(
        "Schéma des données publiées", "Les champs du schéma, et ceux de l'origine des lignes."
    ),
    "datapackage.json": _note(
        "Descripteur (Data Package)", "Les fichiers de la publication et leurs sources."
    ),
    "dcat.jsonld": _note("Description DCAT-AP (JSON-LD)", "La publication, pour les moissonneurs."),
}


def note(path: str, title: str) -> FileNote:
    """Return what is said of a file of a release.

    Args:
        path: where it is in the folder of the release.
        title: the title of the release, which its data bear.

    >>> note("data.csv", "Bornes").title, note("data.csv", "Bornes").type
    ('Bornes (CSV)', 'main')
    """
    name = PurePosixPath(path)
    if table := name.parent.name:  # of a release of several tables
        of_table = note(name.name, title)
        return replace(of_table, title=f"{of_table.title} – {table}")
    if path in _NOTES:
        return _NOTES[path]
    if name.stem == _DATA:
        form = _FORMS.get(name.suffix, name.suffix.lstrip(".").upper())
        return _note(f"{title} ({form})", "Les lignes conformes de toutes les sources.", "main")
    return _note(path, "", "other")


def holds_data(path: str) -> bool:
    """Whether a file of a release holds its rows, which conform to the schema."""
    return path.startswith(f"{_DATA}.")
