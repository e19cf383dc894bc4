"""The name of a commune and the postal code are those of two places."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import places
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.finding import NOTE_PARTS
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Row
from tamis.values.column_names import Nature

RULE = Rule(
    code="likely.other-postal-name",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Code postal et nom de commune qui se contredisent",
        en="Postal code and name of a commune that contradict each other",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est le code postal de {note1}, pas de « {note2} ».",
        en="“{value}” (“{field}”) is the postal code of {note1}, not of “{note2}”.",
    ),
    why=Text(
        fr="Le courrier et les cartes mènent à deux endroits.",
        en="Mail and maps lead to two different places.",
    ),
    repair=Text(
        fr="Vérifiez le code postal et le nom.",
        en="Check the postal code and the name.",
    ),
)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for postal codes that serve other communes than those of the name."""
    first, second = (places.cell(row, nature) for nature in (Nature.POSTAL, Nature.COMMUNE_NAME))
    if first is None or second is None or places.cell(row, Nature.COMMUNE) is not None:
        return
    other = {"other": second.field.name}
    yield places.contradiction(first, second, _contradict, _note, other)


def _contradict(postal: str, name: str) -> bool:
    served, named = places.served(postal), places.communes_of_name(name)
    return bool(served and named and served.isdisjoint(named))


def _note(postal: str, name: str) -> str:
    return NOTE_PARTS.join((places.called(places.served(postal)), name))
