"""A dataset that is to be created: what it says of itself, in the words of the portal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamis.model import licence as licences
from tamis.model.errors import UsageError
from tamis.model.frequency import CODES
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text
from tamis.publish.publication import DatasetNote

#: What data.gouv.fr calls the licences that it knows, by our ids.
_LICENCES: Final[Mapping[str, str]] = {
    "etalab-2.0": "lov2",
    "fr-lo": "fr-lo",
    "odbl": "odc-odbl",
    "odc-by": "odc-by",
    "pddl": "odc-pddl",
    "cc-by": "cc-by",
    "cc-by-sa": "cc-by-sa",
    "cc-zero": "cc-zero",
}
#: Zones of French codes, as portals name them.
_ZONES: Final = (
    (re.compile(r"(?:\d{2}|2[AB])\d{3}"), "fr:commune:"),
    (re.compile(r"\d{2,3}|2[AB]"), "fr:departement:"),
)


def content(note: DatasetNote) -> dict[str, Any]:
    """Return the body that creates a dataset.

    Raises:
        UsageError: what a portal asks of each dataset is not said, or not in words that it knows.
    """
    for name, option in (("title", "--title"), ("description", "--description")):
        if not getattr(note, name).strip():
            raise UsageError(
                Text(
                    fr=f"Un nouveau jeu de données demande une valeur pour « {name} ».",
                    en=f"A new dataset needs a value for “{name}”.",
                ),
                Text(
                    fr=f"Donnez-la dans le manifeste ([release]), ou par {option}.",
                    en=f"Give it in the manifest ([release]), or by {option}.",
                ),
            )
    return {"title": note.title, "description": note.description, **dict(_members(note))}


def _members(note: DatasetNote) -> Iterator[tuple[str, Any]]:
    if licences.is_stated(note.licence):
        yield "license", _licence(note.licence)
    if note.organization:
        yield "organization", note.organization
    if note.frequency:
        if note.frequency not in CODES:
            raise _unknown_frequency(note.frequency)
        yield "frequency", note.frequency
    if note.spatial:
        yield "spatial", {"zones": [_zone(code) for code in note.spatial]}
    if note.temporal:
        first, _, last = note.temporal.partition("/")
        days = {"start": first, "end": last}
        yield "temporal_coverage", {name: day for name, day in days.items() if day}
    if note.keywords:
        yield "tags", list(note.keywords)


def _licence(name: str) -> str:
    known = licences.find(name)
    identifier = _LICENCES.get(known.id) if known else None
    if identifier is None:
        listed = ", ".join(_LICENCES)
        raise UsageError(
            Text(
                fr=f"Le portail n'a pas de nom pour la licence « {name} ».",
                en=f"The portal has no name for the licence “{name}”.",
            ),
            Text(
                fr=f"Il connaît : {listed}. Sinon, créez le jeu de données sur le portail, puis "
                "donnez --dataset.",
                en=f"It knows: {listed}. Else create the dataset on the portal, then give "
                "--dataset.",
            ),
        )
    return identifier


def _unknown_frequency(word: str) -> UsageError:
    listed = ", ".join(CODES)
    return UsageError(
        Text(
            fr=f"Le portail n'a pas de fréquence « {word} ».",
            en=f"The portal has no frequency “{word}”.",
        ),
        did_you_mean(word, CODES, Text(fr=f"Fréquences : {listed}.", en=f"Frequencies: {listed}.")),
    )


def _zone(code: str) -> str:
    prefix = next((prefix for pattern, prefix in _ZONES if pattern.fullmatch(code)), "")
    return f"{prefix}{code}"
