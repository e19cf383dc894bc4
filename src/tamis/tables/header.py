"""A header matched with the names that a schema gives to its fields."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.schema import Field

#: Signs that names are written with or without.
_VARIED: Final = lazy_pattern(r"(?!\A[-\u2212]\d)[^\w<>≤≥=+]|_")


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Return a name without what people vary: case, accents, blanks, dashes, underscores.

    Signs that make it another name stay: comparisons, plus, minus before the first digit.

    >>> folded(" Date de Mise-à-jour ") == folded("date_de_mise_a_jour")
    True
    >>> folded(">11") == folded("11"), folded("-1") == folded("1")
    (False, False)
    """
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _VARIED.sub("", plain)


def placeholder_labels(width: int) -> tuple[str, ...]:
    """Return labels for the columns of a table that has no header.

    >>> placeholder_labels(2)
    ('colonne_1', 'colonne_2')
    """
    return tuple(f"colonne_{number}" for number in range(1, width + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The labels of a table, and the field that each stands for.

    Attributes:
        labels: the labels as the file has them.
        positions: the position (from 0) of each field that the file has.
        misspelt: fields that stand under another spelling than their name.
        unknown: positions of labels that stand for no field.
        duplicate: positions of labels that repeat an earlier one.
    """

    labels: tuple[str, ...]
    positions: Mapping[str, int]
    misspelt: tuple[str, ...]
    unknown: tuple[int, ...]
    duplicate: tuple[int, ...]

    @property
    def is_absent(self) -> bool:
        """Whether the table has no header: its labels are blank, or placeholders."""
        labels = self.labels
        return labels == placeholder_labels(len(labels)) or not any(map(str.strip, labels))

    @property
    def ordered(self) -> bool:
        """Whether the fields stand in the schema's order (`positions` is in that order)."""
        positions = list(self.positions.values())
        return positions == sorted(positions)

    @property
    def misplaced(self) -> int:
        """The position of the first column out of the schema's order; -1 where there is none."""
        positions = list(self.positions.values())
        pairs = zip(positions, sorted(positions), strict=True)
        return next((first for here, first in pairs if here != first), -1)


def match(
    labels: Sequence[str],
    names: Sequence[str],
    titles: Mapping[str, str] | None = None,
    *,
    former: Mapping[str, Sequence[str]] | None = None,
    guess: bool = True,
) -> Header:
    """Match the labels of a file with the names of a schema's fields.

    A label stands for the field of that very name; else, with `guess`, where one field and one
    label only are alike but for case, accents, blanks and dashes, for that field; else for the
    only field whose title it is. Before any likeness, a label that a field had in an older version
    stands for it.

    Args:
        labels: the header of a file.
        names: the names of the fields, in the schema's order.
        titles: the title of each field that has one.
        former: the names that fields had in older versions.
        guess: whether another label than a field's name may stand for it.
    """
    exact: dict[str, int] = {}
    for position, label in enumerate(labels):
        if label in names:
            exact.setdefault(label, position)
    loose = _former(labels, former or {}, exact)
    if guess:
        loose |= _loose(labels, {name: name for name in names}, {**exact, **loose})
        loose |= _loose(labels, titles or {}, {**exact, **loose})
    positions = {n: place for n in names if (place := exact.get(n, loose.get(n))) is not None}
    taken = set(positions.values())
    first = {label: n for n, label in reversed(list(enumerate(labels)))}
    duplicate = tuple(n for n, label in enumerate(labels) if label and first[label] != n)
    unknown = (n for n in range(len(labels)) if n not in taken and n not in duplicate)
    return Header(
        labels=tuple(labels),
        positions=positions,
        misspelt=tuple(n for n in positions if n in loose),
        unknown=tuple(unknown),
        duplicate=duplicate,
    )


def _former(
    labels: Sequence[str], former: Mapping[str, Sequence[str]], exact: Mapping[str, int]
) -> dict[str, int]:
    """Return the fields that one label alone stands for by a name that they had."""
    free = {label: position for position, label in enumerate(labels) if label not in exact}
    places = {
        name: [free[label] for label in labels_then if label in free]
        for name, labels_then in former.items()
        if name not in exact
    }
    taken = [position for positions in places.values() for position in positions]
    return {
        name: positions[0]
        for name, positions in places.items()
        if len(positions) == 1 and taken.count(positions[0]) == 1
    }


def _loose(
    labels: Sequence[str], words: Mapping[str, str], placed: Mapping[str, int]
) -> dict[str, int]:
    """Return the fields that one label alone resembles, among labels and fields left over.

    `words` are the fields by name, each with what labels are compared with.
    """
    taken = set(placed.values())
    free: dict[str, list[int]] = {}
    for position, label in enumerate(labels):
        if position not in taken and folded(label):
            free.setdefault(folded(label), []).append(position)
    wanted: dict[str, list[str]] = {}
    for name, word in words.items():
        if name not in placed:
            wanted.setdefault(folded(word), []).append(name)
    return {
        alike[0]: free[key][0]
        for key, alike in wanted.items()
        if len(alike) == 1 and len(free.get(key, ())) == 1
    }


def lacking_words(header: Header, fields: Iterable[Field]) -> dict[str, str]:
    """Return the names and titles of the fields that a header lacks, each with its field's name."""
    lacking = [field for field in fields if field.name not in header.positions]
    words = {field.title: field.name for field in lacking if field.title}
    return words | {field.name: field.name for field in lacking}


#: Above this likeness, from 0 to 1, a label is shown as what a field may be called.
_ALIKE: Final = 0.8
#: How much nearer than any other field one must come, where several come near.
_CLEARLY: Final = 0.05
#: What people add to a title: a star where it is required, a hint in brackets.
_ADDED: Final = lazy_pattern(r"\([^)]*\)|\[[^]]*\]|[*†]+")


def similar(label: str, words: Mapping[str, str]) -> str | None:
    """Return the field that a label may stand for, None where none, or several, come near.

    Args:
        label: a label that stands for no field.
        words: fields by name or title, each with its name.

    >>> similar("nom_amenageurs", {"nom_amenageur": "nom_amenageur", "nom_enseigne": "enseigne"})
    'nom_amenageur'
    >>> similar("Date* (AAAA-MM-JJ)", {"date": "dateConvention"})
    'dateConvention'
    """
    wanted = folded(_ADDED.sub("", label)) or folded(label)
    likeness: dict[str, float] = {}
    for word, name in words.items():
        near = SequenceMatcher(a=folded(_ADDED.sub("", word)), b=wanted)
        if near.real_quick_ratio() >= _ALIKE and near.quick_ratio() >= _ALIKE:
            likeness[name] = max(likeness.get(name, 0.0), near.ratio())
    ranked = sorted(likeness.items(), key=lambda pair: pair[1], reverse=True)[:2]
    if not ranked or ranked[0][1] < _ALIKE:
        return None
    is_clear = len(ranked) == 1 or ranked[0][1] >= max(ranked[1][1], _ALIKE) + _CLEARLY
    return ranked[0][0] if is_clear or ranked[-1][1] < _ALIKE else None
