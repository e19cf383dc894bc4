"""A cell holds what a spreadsheet runs when it opens the file."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import CellCondition, cell_rule
from tamis.checks.free_text import begins_oddly, is_free
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell

RULE = Rule(
    code="cell.formula",
    severity=Severity.WARNING,
    title=Text(fr="Formule dans une cellule", en="Formula in a cell"),
    message=Text(
        fr="« {value} » (« {field} ») est une formule qu'un tableur exécute en ouvrant le fichier.",
        en="“{value}” (“{field}”) is a formula that a spreadsheet runs when it opens the file.",
    ),
    why=Text(
        fr="Une formule peut lancer un programme ou envoyer des données à l'extérieur.",
        en="A formula may start a program or send data outside.",
    ),
    repair=Text(
        fr="Remplacez la formule par sa valeur. Le classeur que « tamis normalize » écrit la garde "
        "comme un texte, sans l'exécuter.",
        en="Replace the formula with its value. The workbook that “tamis normalize” writes keeps "
        "it as text, and does not run it.",
    ),
)

#: What a spreadsheet takes for a formula: an equals sign, or another sign that begins one and a
#: call, a link to a program (DDE) or a cell. Phone numbers and handles begin with signs too.
_STARTS = r"\A[\t\r]*(?:=.|[+@-][^\s0-9][^ ]*[(|!])"


@cell_rule
def bind(cell: Cell) -> Iterator[CellCondition]:
    """Look at free texts."""
    if is_free(cell):
        yield CellCondition(broken=cell.text.str.contains(_STARTS), among=begins_oddly)
