"""The code of a commune and its name are those of two communes."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks import places
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.finding import NOTE_PARTS
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Row
from tamis.values import commune_names
from tamis.values.column_names import Nature

RULE = Rule(
    code="likely.other-commune-name",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Code et nom de commune qui se contredisent",
        en="Code and name of a commune that contradict each other",
    ),
    message=Text(
        fr="« {value} » (« {field} ») est le code de {note1}, pas de « {note2} ».",
        en="“{value}” (“{field}”) is the code of {note1}, not of “{note2}”.",
    ),
    why=Text(
        fr="On ne sait plus de quelle commune parle la ligne.",
        en="Nobody knows which commune the row is about.",
    ),
    repair=Text(
        fr="Vérifiez les deux : le code est celui de l'Insee (5 caractères), pas le code postal.",
        en="Check both: the code is Insee's (5 characters), not the postal code.",
    ),
)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for codes and names of communes that are known, of two communes."""
    first, second = (places.cell(row, nature) for nature in (Nature.COMMUNE, Nature.COMMUNE_NAME))
    if first is None or second is None:
        return
    other = {"other": second.field.name}
    yield places.contradiction(first, second, _contradict, _note, other)


def _contradict(code: str, name: str) -> bool:
    if commune_names.is_quarter(code):
        return bool(places.communes_of_name(name)) and not commune_names.bears(code, name)
    coded = places.current(code)
    # Most rows name the commune of their code: no list of all names is worked out for them.
    if not coded or any(_is_called(place, name) for place in coded):
        return False
    named = places.communes_of_name(name)
    return bool(named and named.isdisjoint(coded))


def _is_called(code: str, name: str) -> bool:
    return commune_names.normalized(places.commune_name(code)) == commune_names.normalized(name)


def _note(code: str, name: str) -> str:
    coded = {code} if commune_names.is_quarter(code) else places.current(code)
    return NOTE_PARTS.join((places.called(coded), name))
