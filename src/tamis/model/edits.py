"""What a person changes by hand in a table, beside what repairs change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tamis.model.rule import RepairRule
from tamis.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Cells written by hand and records taken out, done before anything is repaired.

    Attributes:
        cells: the text of each cell, by record number and column of the file, both from 1.
        removed: the numbers of the records that are taken out.
    """

    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.cells or self.removed)

    def __len__(self) -> int:
        return len(self.cells) + len(self.removed)


NO_EDITS: Final = Edits()

#: How the journal names what a person did; no repair has such a name.
EDITED: Final = RepairRule(
    name="hand-edit",
    title=Text(fr="Corrigé à la main", en="Corrected by hand"),
    does=Text(fr="Écrit ce qu'une personne a saisi.", en="Writes what a person typed."),
    cures=(),
)
REMOVED: Final = RepairRule(
    name="hand-removal",
    title=Text(fr="Ligne retirée à la main", en="Row removed by hand"),
    does=Text(fr="Retire une ligne choisie.", en="Removes a chosen row."),
    cures=(),
)
#: In the order of their positions, which come after those of a plan's repairs.
BY_HAND: Final = (EDITED, REMOVED)
#: What the journal says in the place of how sure a repair is.
HAND: Final = "hand"
