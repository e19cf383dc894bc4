"""The SIREN and the SIRET of a row are those of two bodies."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import RowCondition, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values import luhn
from tamis.values.column_names import Nature, words
from tamis.values.natures import likely_nature

RULE = Rule(
    code="likely.other-siren",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="SIREN et SIRET qui se contredisent",
        en="SIREN and SIRET that contradict each other",
    ),
    message=Text(
        fr="« {value} » (« {field} ») ne commence pas par le SIREN « {note} ».",
        en="“{value}” (“{field}”) does not begin with the SIREN “{note}”.",
    ),
    why=Text(
        fr="Les neuf premiers chiffres d'un SIRET sont le SIREN de son titulaire.",
        en="The first nine digits of a SIRET are the SIREN of its holder.",
    ),
    repair=Text(
        fr="Vérifiez les deux numéros.",
        en="Check both numbers.",
    ),
)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for pairs of columns named alike but for SIREN and SIRET."""
    sirets = _by_stem(row, Nature.SIRET, "siret")
    for stem, siren in _by_stem(row, Nature.SIREN, "siren").items():
        siret = sirets.get(stem)
        if siret is None:
            continue
        whole, start = luhn.compact(siret.text), luhn.compact(siren.text)
        shaped = whole.str.contains(r"\A[0-9]{14}\z") & start.str.contains(r"\A[0-9]{9}\z")
        broken = shaped & (whole.str.head(luhn.SIREN) != start)
        yield RowCondition(
            fields=(siret.field.name, siren.field.name),
            broken=broken,
            note=siren.text,
            doubtful=broken,
        )


def _by_stem(row: Row, nature: Nature, word: str) -> dict[str, Cell]:
    """Return the fields of a nature by the rest of their names."""
    cells = (c for c in row.cells.values() if likely_nature(c.field, row.schema) is nature)
    return {words(cell.field.name).replace(word, ""): cell for cell in cells}
