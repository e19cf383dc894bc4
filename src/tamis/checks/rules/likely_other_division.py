"""A commune is not in the département, the région or the EPCI of its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

from tamis import reference
from tamis.checks import places
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Row
from tamis.values.column_names import Nature

RULE = Rule(
    code="likely.other-division",
    severity=Severity.WARNING,
    about="row",
    title=Text(
        fr="Commune et territoire qui se contredisent",
        en="Commune and territory that contradict each other",
    ),
    message=Text(
        fr="« {value} » (« {field} ») n'est pas le territoire de {note}.",
        en="“{value}” (“{field}”) is not the territory of {note}.",
    ),
    why=Text(
        fr="La ligne compte dans deux territoires, ou dans aucun.",
        en="The row counts in two territories, or in none.",
    ),
    repair=Text(
        fr="Vérifiez les deux colonnes.",
        en="Check both columns.",
    ),
)


@row_rule
def bind_row(row: Row) -> Iterator[RowCondition]:
    """Look for départements, régions and EPCI that are known, and not those of the commune."""
    commune = places.cell(row, Nature.COMMUNE)
    for nature, territory_of in _DIVISIONS.items():
        division = places.cell(row, nature) if commune is not None else None
        if commune is None or division is None:
            continue

        def contradict(text: str, code: str, find: Find = territory_of) -> bool:
            territories = {find(now) for now in places.current(code)} - {""}
            return bool(territories) and text in _known(find) and text not in territories

        yield places.contradiction(division, commune, contradict, _note)


def _note(_: str, code: str) -> str:
    return places.called(places.current(code))


@cache
def _known(find: Find) -> frozenset[str]:
    return frozenset(map(find, reference.codes("communes", reference.ACTUELLE))) - {""}


@cache
def _column(name: str) -> Mapping[str, str]:
    pairs = reference.communes().select("code", name).iter_rows()
    return {code: place or "" for code, place in pairs}


def _region(code: str) -> str:
    return _column("region").get(code, "")


def _epci(code: str) -> str:
    return _column("epci").get(code, "")


#: The territory of a commune, by its code.
Find = Callable[[str], str]
_DIVISIONS: Final[Mapping[Nature, Find]] = {
    Nature.DEPARTEMENT: places.departement,
    Nature.REGION: _region,
    Nature.EPCI: _epci,
}
