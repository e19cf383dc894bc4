"""Resources that a search of data.gouv.fr finds: how, whether they are taken, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tamis.model.text import Text


class LeftOut(StrEnum):
    """Why a resource that was found is not in the release."""

    DATASET = "dataset excluded, private, deleted or restricted"
    OTHER_SCHEMA = "other schema"
    NOT_MAIN = "not a main file"
    NO_TABLE = "not a table"
    LICENCE = "licence does not allow the release's"
    UNREAD = "not read"
    NOT_CONFORMING = "most of its rows do not conform"

    @property
    def text(self) -> Text:
        """The reason as a person reads it."""
        return Text(fr=_FRENCH[self], en=self.value)


_FRENCH = {
    LeftOut.DATASET: "jeu de données exclu, privé, supprimé ou restreint",
    LeftOut.OTHER_SCHEMA: "autre schéma",
    LeftOut.NOT_MAIN: "pas un fichier principal",
    LeftOut.NO_TABLE: "pas un tableau",
    LeftOut.LICENCE: "sa licence ne permet pas celle de la publication",
    LeftOut.UNREAD: "non lue",
    LeftOut.NOT_CONFORMING: "la plupart de ses lignes ne sont pas conformes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundResource:
    """A resource of data.gouv.fr.

    Attributes:
        found_by: ``schema``, ``tag:…`` or words, several joined by ``; ``.
        left_out: why it is not in the release; None where it is.
    """

    dataset: str
    resource: str
    title: str
    producer: str
    url: str
    found_by: str
    left_out: LeftOut | None = None
