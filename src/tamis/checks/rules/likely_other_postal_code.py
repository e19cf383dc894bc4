"""The code of a commune and the postal code are those of two places."""

from __future__ import annotations

from collections.abc import Iterator

from tamis import reference
from tamis.checks import places
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.finding import NOTE_PARTS
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Row
from tamis.values.column_names import Nature
from tamis.values.commune_names import is_elsewhere, is_quarter

RULE = Rule(
    code="likely.other-postal-code",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Code postal d'une autre commune",
        en="Postal code of another commune",
    ),
    message=Text(
        fr="« {value} » (« {field} ») n'est pas un code postal de {note1}, mais de {note2}.",
        en="“{value}” (“{field}”) is not a postal code of {note1} but of {note2}.",
    ),
    why=Text(
        fr="Le courrier et les cartes mènent à deux endroits.",
        en="Mail and maps lead to two different places.",
    ),
    repair=Text(
        fr="Vérifiez les deux codes : celui de la commune est celui de l'Insee.",
        en="Check both codes: that of the commune is Insee's.",
    ),
)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for postal codes that serve other communes alone."""
    first, second = (places.cell(row, nature) for nature in (Nature.POSTAL, Nature.COMMUNE))
    if first is None or second is None:
        return
    other = {"other": second.field.name}
    yield places.contradiction(first, second, _contradict, _note, other)


def _contradict(postal: str, code: str) -> bool:
    if is_quarter(code):
        return is_elsewhere(code, postal)
    served, coded = places.served(postal), places.current(code)
    return bool(served and coded and served.isdisjoint(coded))


def _note(postal: str, code: str) -> str:
    coded, served = places.current(code), places.served(postal)
    if is_quarter(code):
        quarters = filter(is_quarter, reference.communes_by_postal_code().get(postal, ()))
        coded, served = frozenset({code}), frozenset(quarters) or served
    return NOTE_PARTS.join((places.called(coded), places.called(served)))
