"""A free text holds letters of UTF-8 that were read as another encoding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.free_text import has_accents, is_free
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.garbled",
    severity=Severity.WARNING,
    title=Text(fr="Accents illisibles", en="Garbled accents"),
    message=Text(
        fr="« {value} » a des accents illisibles dans « {field} ».",
        en="“{value}” has garbled accents in “{field}”.",
    ),
    why=Text(
        fr="Le texte a été lu dans un autre encodage que le sien, puis enregistré ainsi.",
        en="The text was read in the wrong encoding, then saved that way.",
    ),
    repair=Text(fr="Réécrivez les lettres qui étaient accentuées.", en="Write the accents again."),
)

#: Told only where nothing else is wrong with the cell.
QUIET = True
_LETTERS: Final = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ’‘“”«»–—…€°²³"
_MISREADINGS: Final = ("cp1252", "latin-1", "cp850", "mac_roman")


def _garbled() -> list[str]:
    """Return what French letters and signs become, once their UTF-8 is read as something else."""
    texts = {
        letter.encode().decode(encoding, "ignore")
        for letter in _LETTERS
        for encoding in _MISREADINGS
    }
    return sorted(text for text in texts if len(text) > 1)


_GARBLED: Final = _garbled()


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for what no French text has."""
    if is_free(cell):
        yield CellCondition(broken=cell.text.str.contains_any(_GARBLED), among=has_accents)
