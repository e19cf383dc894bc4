"""Why the form of a value matters, by what its field holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.natures import likely_nature

_CODE: Final = Text(
    fr="Un code mal écrit désigne autre chose, ou rien.",
    en="A code that is written wrongly stands for something else, or for nothing.",
)
_BY_NATURE: Final[Mapping[Nature, Text]] = {
    **dict.fromkeys(
        (
            Nature.COMMUNE,
            Nature.POSTAL,
            Nature.DEPARTEMENT,
            Nature.REGION,
            Nature.SIREN,
            Nature.SIRET,
            Nature.RNA,
            Nature.UAI,
            Nature.FINESS,
            Nature.IBAN,
            Nature.EPCI,
        ),
        _CODE,
    ),
    Nature.PHONE: Text(
        fr="Un téléphone ne compose que les numéros qu'il sait lire.",
        en="A telephone dials only the numbers that it can read.",
    ),
    Nature.EMAIL: Text(
        fr="Un message envoyé à une adresse mal écrite n'arrive pas.",
        en="A message to a misspelt address does not arrive.",
    ),
    Nature.URL: Text(
        fr="Une adresse mal écrite n'ouvre aucune page.",
        en="A misspelt address opens no page.",
    ),
    Nature.HOURS: Text(
        fr="Un calendrier ou une carte ne peut dire « ouvert » ou « fermé » qu'à partir "
        "d'horaires écrits dans la forme attendue.",
        en="A calendar or a map can tell “open” from “closed” only if the hours are written in "
        "the expected form.",
    ),
    Nature.POSITION: Text(
        fr="Une position mal écrite ne se place sur aucune carte.",
        en="A position that is not written as expected cannot be put on a map.",
    ),
}
_NUMBER: Final = Text(
    fr="Un logiciel ne peut ni calculer avec un nombre qu'il ne sait pas lire, ni le comparer.",
    en="Software cannot compute with, or compare, a number that it cannot read.",
)
_DATE: Final = Text(
    fr="Une date écrite autrement ne se trie pas, et chacun peut la lire à sa façon.",
    en="A date in another form does not sort, and different readers take it for different days.",
)
_LIST: Final = Text(
    fr="Un logiciel ne retrouve les éléments d'une liste que si elle est écrite comme prévu.",
    en="Software finds the items of a list only if it is written as expected.",
)
_PLACE: Final = _BY_NATURE[Nature.POSITION]
_BY_TYPE: Final[Mapping[str, Text]] = {
    "integer": _NUMBER,
    "number": _NUMBER,
    **dict.fromkeys(("date", "datetime", "yearmonth", "year"), _DATE),
    "time": Text(
        fr="Une heure écrite autrement ne se trie pas et ne se compare pas.",
        en="A time in another form can be neither sorted nor compared.",
    ),
    "duration": Text(
        fr="Une durée écrite autrement ne s'additionne pas et ne se compare pas.",
        en="A duration in another form can be neither added up nor compared.",
    ),
    "boolean": Text(
        fr="Un logiciel ne distingue oui de non que s'ils sont écrits comme prévu.",
        en="Software tells yes from no only if they are written as expected.",
    ),
    "list": _LIST,
    "array": _LIST,
    "geopoint": _PLACE,
    "geojson": _PLACE,
}
_FORM: Final = Text(
    fr="Les logiciels qui attendent cette forme ne reconnaissent pas une autre écriture.",
    en="Software that expects this form does not recognise another.",
)


def of_form(cell: Cell) -> Text:
    """Return why a value of the field must have its form."""
    return of_nature(cell) or _BY_TYPE.get(cell.field.type, _FORM)


def of_nature(cell: Cell) -> Text | None:
    """Return why, by what the texts of the field stand for; None where nothing says it."""
    nature = likely_nature(cell.field, cell.schema)
    return None if nature is None else _BY_NATURE.get(nature)
