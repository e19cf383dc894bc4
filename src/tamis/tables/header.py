"""A header held against the names that a schema gives to its fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def folded(name: str) -> str:
    """Return a name without what people vary: case, accents, blanks, dashes, underscores.

    >>> folded(" Date de Mise-à-jour ") == folded("date_de_mise_a_jour")
    True
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The labels of a table, and the field that each stands for.

    Attributes:
        labels: the labels as the file has them.
        positions: the position (from 0) of each field that was found.
        misspelt: fields found under another spelling than their name.
        unknown: positions of labels that stand for no field.
        duplicate: positions of labels that repeat an earlier one.
    """

    labels: tuple[str, ...]
    positions: Mapping[str, int]
    misspelt: tuple[str, ...]
    unknown: tuple[int, ...]
    duplicate: tuple[int, ...]

    @property
    def ordered(self) -> bool:
        """Whether the fields stand in the schema's order (`positions` is in that order)."""
        found = list(self.positions.values())
        return found == sorted(found)

    @property
    def misplaced(self) -> int:
        """The position of the first column out of the schema's order; -1 where there is none."""
        found = list(self.positions.values())
        return next((b for a, b in zip(found, sorted(found), strict=True) if a != b), -1)


def match(labels: Sequence[str], names: Sequence[str]) -> Header:
    """Hold the labels of a file against the names of a schema's fields.

    A label stands for the field of that very name; else, where one field and one label only
    are alike but for case, accents, blanks and dashes, for that field.
    """
    exact: dict[str, int] = {}
    for position, label in enumerate(labels):
        if label in names:
            exact.setdefault(label, position)
    loose = _loose(labels, names, exact)
    positions = {n: at for n in names if (at := exact.get(n, loose.get(n))) is not None}
    taken = set(positions.values())
    first = {label: at for at, label in reversed(list(enumerate(labels)))}
    duplicate = tuple(at for at, label in enumerate(labels) if label and first[label] != at)
    unknown = (at for at in range(len(labels)) if at not in taken and at not in duplicate)
    return Header(
        labels=tuple(labels),
        positions=positions,
        misspelt=tuple(n for n in positions if n in loose),
        unknown=tuple(unknown),
        duplicate=duplicate,
    )


def _loose(labels: Sequence[str], names: Sequence[str], exact: Mapping[str, int]) -> dict[str, int]:
    """Return the fields that one label alone resembles, among labels and fields left over."""
    taken = set(exact.values())
    free: dict[str, list[int]] = {}
    for position, label in enumerate(labels):
        if position not in taken and folded(label):
            free.setdefault(folded(label), []).append(position)
    wanted: dict[str, list[str]] = {}
    for name in names:
        if name not in exact:
            wanted.setdefault(folded(name), []).append(name)
    return {
        alike[0]: free[key][0]
        for key, alike in wanted.items()
        if len(alike) == 1 and len(free.get(key, ())) == 1
    }
