"""A spreadsheet made a date of hours, of a list or of a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import CellCondition, cell_rule
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
        en="Value made a date by a spreadsheet",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est une date : un tableur l'a faite de « 24/7 », de « "
        "3-5 » ou d'un autre texte.",
        en="“{value}” (“{field}”) is a date: a spreadsheet made it of “24/7”, “3-5” or some "
        "other text.",
    ),
    why=Text(
        fr="Le texte d'origine est perdu, et personne ne le voit.",
        en="The text of before is lost, and nobody sees it.",
    ),
    repair=Text(
        fr="Mettez la colonne au format Texte, puis récrivez la valeur.",
        en="Set the column to the Text format, then write the value again.",
    ),
)

#: Reported only where nothing else is wrong with the cell.
QUIET = True
_MONTHS: Final = (
    r"janv?|f[ée]vr?|mars|avr|mai|juin|juil|ao[uû]t?|sept?|oct|nov|d[ée]c|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|dec"
)
_SHORT: Final = rf"(?i)\A(?:[0-3]?\d-(?:{_MONTHS})\.?|(?:{_MONTHS})\.?-\d{{2}})\z"
#: Bytes of the longest text that is looked into.
_LONGEST: Final = 20
_DAY: Final = (
    r"\A(?:\d{4}-\d{2}-\d{2}(?:[ T]00:00(?::00)?)?|\d{1,2}/\d{1,2}/\d{4}(?: 00:00(?::00)?)?)\z"
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look for days and months in texts, and for dates where hours are meant."""
    field = cell.field
    if field.type not in {"string", "any"} or re.search(r"date|_le_|mois|jour", words(field.name)):
        return
    pattern = _SHORT
    if likely_nature(field, cell.schema) is Nature.HOURS:
        pattern = rf"{_SHORT}|{_DAY}"
    is_short = cell.text.str.len_bytes() <= _LONGEST
    yield CellCondition(broken=is_short & cell.text.str.contains(pattern))
