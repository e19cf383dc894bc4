"""A spreadsheet made a date of hours, of a list or of a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.odd_texts import DAY_MONTH, looks_odd
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell
from tamis.values.column_names import Nature, words
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.date-of-sheet",
    severity=Severity.WARNING,
    about="cell",
    title=Text(
        fr="Valeur changée en date par un tableur",
        en="Value turned into a date by a spreadsheet",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est une date : un tableur l'a tirée de « 24/7 », de « 3-5 "
        "» ou d'un autre texte.",
        en="“{value}” (“{field}”) is a date: a spreadsheet made it from “24/7”, “3-5” or some "
        "other text.",
    ),
    why=Text(
        fr="Le texte d'origine est perdu, et personne ne le voit.",
        en="The original text is lost, and nobody notices.",
    ),
    repair=Text(
        fr="Mettez la colonne au format Texte, puis réécrivez la valeur.",
        en="Set the column to the Text format, then write the value again.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True
_DAY: Final = (
    r"\A(?:\d{4}-\d{2}-\d{2}(?:[ T]00:00(?::00)?)?|\d{1,2}/\d{1,2}/\d{4}(?: 00:00(?::00)?)?)\z"
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for days and months in texts, and for dates where hours are meant."""
    field = cell.field
    if field.type not in {"string", "any"} or re.search(r"date|_le_|mois|jour", words(field.name)):
        return
    yield CellCondition(broken=cell.text.str.contains(DAY_MONTH), among=looks_odd)
    if likely_nature(field, cell.schema) is Nature.HOURS:
        yield CellCondition(broken=cell.text.str.contains(_DAY))
