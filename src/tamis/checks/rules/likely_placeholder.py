"""A word or a value stands where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.odd_texts import CODES, WORDS, looks_odd
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.placeholder",
    severity=Severity.WARNING,
    about="cell",
    title=Text(
        fr="Valeur de remplissage",
        en="Placeholder",
    ),
    message=Text(
        fr="« {value} » dans « {field} » n'est pas une valeur mais un remplissage.",
        en="“{value}” in “{field}” is a placeholder, not a value.",
    ),
    why=Text(
        fr="Un mot mis faute de mieux passe pour une donnée.",
        en="A filler word is taken for data.",
    ),
    repair=Text(
        fr="Écrivez la valeur, ou laissez la cellule vide si le schéma le permet.",
        en="Write the value, or leave the cell empty where the schema allows it.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True
_DAYS: Final = ("1900-01-01", "1970-01-01", "0001-01-01", "1899-12-30", "9999-12-31", "1900-01-00")
_CODED: Final = frozenset({Nature.POSTAL, Nature.COMMUNE, Nature.PHONE})


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for words, zeros and nines, and the day that computers count from."""
    field, text = cell.field, cell.text
    if field.constraints.enum is not None:
        return
    if field.type in {"date", "datetime"}:
        yield CellCondition(broken=text.str.head(10).is_in(_own(cell, _DAYS)))
    elif field.type in {"string", "any"}:
        is_code = likely_nature(field, cell.schema) in _CODED
        words = _own(cell, (*WORDS, *CODES) if is_code else WORDS)
        broken = text.str.strip_chars().str.to_lowercase().is_in(words)
        yield CellCondition(broken=broken, among=looks_odd)


def _own(cell: Cell, words: tuple[str, ...]) -> list[str]:
    """Return the words that the schema does not name itself, as an example or in a description."""
    texts = f"{cell.field.description} {cell.field.example or ''}".lower()
    return [word for word in words if word not in texts]
