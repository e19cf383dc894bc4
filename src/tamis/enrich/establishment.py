"""An establishment as a source knows it, and how far a row agrees with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from tamis import reference
from tamis.values.commune_names import bears, is_elsewhere, normalized, parent, written_code

#: What the directory writes in the place of what a person asked not to show.
MASKS: Final = frozenset({"[NON-DIFFUSIBLE]", "[ND]"})
#: From this likeness on, two texts are held to say the same.
_ALIKE: Final = 0.8
_OPEN: Final = frozenset({"a", "actif", "active", "ouvert", "ouverte", "en activite", "o", "oui"})
_CLOSED: Final = frozenset({"f", "ferme", "fermee", "c", "cesse", "cessee", "radie", "radiee", "n",
                            "non", "inactif", "inactive"})  # fmt: skip
#: Words of an address as people shorten them (La Poste, NF Z 10-011).
_WAYS: Final = {
    "r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "boul": "boulevard", "pl": "place", "imp": "impasse", "all": "allee", "ch": "chemin",
    "che": "chemin", "chem": "chemin", "rte": "route", "sq": "square", "qu": "quai", "q": "quai",
    "crs": "cours", "fg": "faubourg", "fbg": "faubourg", "pass": "passage", "res": "residence",
    "lot": "lotissement", "za": "zone artisanale", "zi": "zone industrielle", "gal": "general",
    "mal": "marechal", "dr": "docteur", "pdt": "president", "st": "saint", "ste": "sainte",
    "b": "bis", "t": "ter",
}  # fmt: skip
#: Words of a name that say its form and not who it is.
_FORMS: Final = frozenset({"sa", "sas", "sasu", "sarl", "eurl", "sci", "snc", "ste", "societe",
                           "association", "asso", "de", "du", "des", "la", "le", "les", "l", "d",
                           "et", "m", "mme", "monsieur", "madame"})  # fmt: skip
_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)[/.-](\d\d?)[/.-](\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """An establishment: every text as its source has it, "" where it has none.

    Attributes:
        names: the names that it and its unit go by, the first to be shown.
        state: A (open) or F (closed).
        closed: the date of closing, where it is closed.
        head: the SIRET of the head office of its unit; successor: of who took it over.
    """

    siret: str
    names: tuple[str, ...] = ()
    state: str = ""
    address: str = ""
    commune: str = ""
    postal: str = ""
    created: str = ""
    closed: str = ""
    head: str = ""
    successor: str = ""

    @property
    def is_masked(self) -> bool:
        """Whether a part of it is not shown."""
        return bool(MASKS & {*self.names, self.address, self.commune, self.postal})


def compared(row: Mapping[str, str], place: Establishment) -> tuple[str, tuple[str, ...]]:
    """Return how alike a row and an establishment are, from 0 to 1, and the roles that differ.

    What either does not say is not compared; the likeness is "" where nothing is.
    """
    likenesses: dict[str, float] = {}
    for role, likeness in _LIKENESSES.items():
        text = row.get(role, "").strip()
        value = likeness(text, place) if any(map(str.isalnum, text)) else None
        if value is not None:
            likenesses[role] = value
    if not likenesses:
        return "", ()
    score = sum(likenesses.values()) / len(likenesses)
    return f"{score:.2f}", tuple(role for role, value in likenesses.items() if value < _ALIKE)


def _is_shown(text: str) -> bool:
    return bool(text) and text not in MASKS


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", normalized(text))


def _name(text: str, place: Establishment) -> float | None:
    names = [name for name in place.names if _is_shown(name)]
    if not names or MASKS & set(place.names):
        return None
    folded = text.casefold()
    if any(name.casefold() == folded for name in names):
        return 1.0
    asked = _named(text)
    return max(_alike(asked, _named(name)) for name in names)


def _named(name: str) -> list[str]:
    words = _words(name)
    return [word for word in words if word not in _FORMS] or words


def _alike(words: list[str], other: list[str]) -> float:
    """Return how alike two lists of words are; all the words of one within the other are enough."""
    if set(words) <= set(other) or set(other) <= set(words):
        return 1.0 if min(len(words), len(other)) else 0.0
    joined = " ".join(sorted(words)), " ".join(sorted(other))
    return SequenceMatcher(None, *joined, autojunk=False).ratio()


def _address_words(text: str) -> list[str]:
    """Return the words of an address: a number and its letter apart, without code and commune."""
    bare = re.sub(r"(\d+)([a-z])\b", r"\1 \2", normalized(text))
    bare = re.split(r"\b\d{5}\b", bare)[0] or bare
    words = [part for word in bare.split() for part in _WAYS.get(word, word).split()]
    return [word for word in words if word not in {"de", "du", "des", "la", "le", "les", "l", "d"}]


def _address(text: str, place: Establishment) -> float | None:
    if not _is_shown(place.address):
        return None
    asked, known = _address_words(text), _address_words(place.address)
    numbers = [{word for word in words if word.isdigit()} for words in (asked, known)]
    if all(numbers) and not numbers[0] & numbers[1]:
        return min(0.5, _alike(asked, known))
    if set(asked) <= set(known) or set(known) <= set(asked):
        return 1.0
    return SequenceMatcher(None, " ".join(asked), " ".join(known), autojunk=False).ratio()


def _commune(text: str, place: Establishment) -> float | None:
    if not _is_shown(place.commune):
        return None
    code = written_code(text)[0]
    if code == place.commune:
        return 1.0
    today = {parent(code), *map(parent, reference.successors().get(code, ()))}
    return float(parent(place.commune) in today)


def _postal(text: str, place: Establishment) -> float | None:
    code = written_code(text)[0]
    if _is_shown(place.postal) and code == place.postal:
        return 1.0
    if _is_shown(place.commune):
        return float(not is_elsewhere(place.commune, code) and _is_of(place, code))
    return 0.0 if _is_shown(place.postal) else None


def _is_of(place: Establishment, postal: str) -> bool:
    """Whether a postal code, a CEDEX too, is of the département of an establishment."""
    return place.commune[:2].replace("2A", "20").replace("2B", "20") == postal[:2]


def _town(text: str, place: Establishment) -> float | None:
    if not _is_shown(place.commune) or text.isdigit():
        return None
    return float(bears(place.commune, text))


def _state(text: str, place: Establishment) -> float | None:
    word = normalized(text)
    asked = "A" if word in _OPEN else "F" if word in _CLOSED else ""
    return float(asked == place.state) if asked and place.state else None


def _created(text: str, place: Establishment) -> float | None:
    asked, known = _day(text), _day(place.created)
    return float(asked == known) if asked and known else None


def _day(text: str) -> str:
    """Return a day as ISO 8601 writes it; "" of what is none."""
    match = _DATE.match(text)
    if match is None:
        return ""
    if match[1]:
        return f"{match[1]}-{match[2]}-{match[3]}"
    return f"{match[6]}-{int(match[5]):02}-{int(match[4]):02}"


_LIKENESSES: Final[Mapping[str, Callable[[str, Establishment], float | None]]] = {
    "nom": _name,
    "adresse": _address,
    "commune": _commune,
    "postal": _postal,
    "ville": _town,
    "etat": _state,
    "date": _created,
}
