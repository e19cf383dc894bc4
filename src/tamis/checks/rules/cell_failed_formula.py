"""A cell holds what a spreadsheet shows where a formula fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.free_text import begins_oddly, is_free
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.failed-formula",
    severity=Severity.WARNING,
    title=Text(fr="Formule en échec", en="Failed formula"),
    message=Text(
        fr="« {value} » (« {field} ») est ce qu'un tableur affiche quand une formule échoue.",
        en="“{value}” (“{field}”) is what a spreadsheet shows where a formula fails.",
    ),
    why=Text(
        fr="La valeur attendue n'est pas là, et l'erreur passe pour un texte.",
        en="The expected value is not there, and the error looks like a text.",
    ),
    repair=Text(
        fr="Retrouvez la formule dans le classeur d'origine et corrigez-la, ou videz la cellule.",
        en="Find the formula in the original workbook and fix it, or empty the cell.",
    ),
)

#: Excel in English and in French (with or without its narrow space), then LibreOffice.
_SHOWN: Final = (
    r"\A(?:#(?:N/A|REF!|DIV/0\s?!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|"
    r"VALEUR\s?!|NOM\s?\?|NUL\s?!|NOMBRE\s?!|PROPAGATION!)|Err\s?:\s?5[0-9]{2})\z"
)


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look at free texts."""
    if is_free(cell):
        yield CellCondition(broken=cell.text.str.contains(_SHOWN), among=begins_oddly)
