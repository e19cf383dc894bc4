"""A value of a list, but for its case, accents, blanks or dashes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import polars as pl

from tamis import values
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import RepairRule
from tamis.model.text import Text
from tamis.repairs.contract import cell_repair
from tamis.tables.cell import Cell
from tamis.values.distinct import by_distinct

REPAIR = RepairRule(
    name="list-case",
    title=Text(fr="Casse et accents d'une liste", en="Case and accents of a list"),
    does=Text(
        fr="Écrit la valeur de la liste dont le texte ne diffère que par la casse, les accents, "
        "les espaces ou les tirets, quand il n'y en a qu'une.",
        en="Writes the list's value from which the text differs only by case, accents, spaces or "
        "dashes, where there is only one.",
    ),
    cures=("cell.off-list",),
)
RANK = 40


#: Dashes, and blanks, between two letters or digits.
_BETWEEN = lazy_pattern(r"(?<=[^\W_])[-\s]+(?=[^\W_])")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


@cell_repair
def bind(cell: Cell) -> pl.Expr | None:
    """Write the only member of the list that reads alike."""
    allowed = cell.field.constraints.enum or cell.field.categories
    if cell.field.type != "string" or not allowed:
        return None
    members = [values.descriptor_text(member) for member in allowed]
    alike, letters = _alike(members), Counter(map(_letters, dict.fromkeys(members)))

    def only(text: str) -> str | None:
        """Give the member, unless another has the same letters, and blanks or dashes differ."""
        member = alike.get(_folded(text))
        is_only = member is None or letters[_letters(member)] == 1
        return member if is_only or _plain(text) == _plain(member) else None

    member = by_distinct(cell.text, only, pl.String)
    right = cell.text.is_in(members)
    return pl.when(right).then(cell.text).otherwise(pl.coalesce(member, cell.text))


def _alike(members: Iterable[str]) -> dict[str, str]:
    """Return the members by what remains of them when folded, less those that collide."""
    members_by_key: dict[str, list[str]] = {}
    for member in dict.fromkeys(members):
        members_by_key.setdefault(_folded(member), []).append(member)
    return {key: same[0] for key, same in members_by_key.items() if key and len(same) == 1}


def _folded(text: str) -> str:
    """Return a text without its case, its accents, and the blanks and dashes inside words.

    A dash before a digit may be a sign, one after the last letter a mark ("A-"), and digits
    that stand apart are no number: these stay, as every other sign does.

    >>> _folded("Accès-Libre") == _folded("acces  libre")
    True
    >>> _folded("niveau -1") == _folded("niveau 1"), _folded("A/B") == _folded("AB")
    (False, False)
    """
    return " ".join(_BETWEEN.sub(_joined, _plain(text)).split())


def _plain(text: str | None) -> str:
    """Return a text without its case and its accents."""
    composed = unicodedata.normalize("NFC", (text or "").translate(_DASHES)).lower()
    return "".join(map(_without_accent, composed))


def _letters(text: str) -> str:
    """Return the letters and digits of a text alone, without case and accents."""
    return "".join(filter(str.isalnum, _plain(text)))


def _without_accent(letter: str) -> str:
    """Return a letter without its accents; a sign that Unicode composes stays as it is."""
    return unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter


def _joined(gap: re.Match[str]) -> str:
    left, right = gap.string[gap.start() - 1], gap.string[gap.end()]
    if right.isdigit() and ("-" in gap[0] or left.isdigit()):
        return "".join(gap[0].split()) or " "
    return ""
