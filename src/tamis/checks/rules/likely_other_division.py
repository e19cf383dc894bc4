"""A commune is not in the département, the région or the EPCI of its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tamis import reference
from tamis.checks import places
from tamis.checks.contract import RowCondition, row_rule
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text
from tamis.tables.cell import Cell, Row
from tamis.values.column_names import Nature
from tamis.values.commune_names import normalized
from tamis.values.departements import departements

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
    """Look for départements, régions and EPCI that are known, and not those of the commune.

    The commune is that of a code, else those that a postal code serves, else those of a name.
    """
    communes_of, commune = next(_communes(row), (places.current, None))
    for nature, division_of in _DIVISIONS.items():
        division = places.cell(row, nature) if commune is not None else None
        if commune is None or division is None:
            continue

        def contradict(
            text: str, place: str, read: Read = division_of.read, find: Find = division_of.find
        ) -> bool:
            territories = {find(now) for now in communes_of(place)} - {""}
            meant = read(text)
            return bool(territories and meant and territories.isdisjoint(meant))

        def note(_: str, place: str) -> str:
            return places.called(communes_of(place))

        yield places.contradiction(division, commune, contradict, note)


def _communes(row: Row) -> Iterator[tuple[Callable[[str], frozenset[str]], Cell]]:
    """Return the cells that say in which commune a row is, the surest first."""
    for nature, communes_of in (
        (Nature.COMMUNE, places.current),
        (Nature.POSTAL, places.served),
        (Nature.COMMUNE_NAME, places.communes_of_name),
    ):
        cell = places.cell(row, nature)
        if cell is not None:
            yield communes_of, cell


@cache
def _column(name: str) -> Mapping[str, str]:
    pairs = reference.communes().select("code", name).iter_rows()
    return {code: place or "" for code, place in pairs}


def _region(code: str) -> str:
    return _column("region").get(code, "")


def _epci(code: str) -> str:
    return _column("epci").get(code, "")


def _region_code(text: str) -> frozenset[str]:
    return frozenset({text}) & reference.codes("regions")


def _epci_code(text: str) -> frozenset[str]:
    return frozenset({text}) & frozenset(_column("epci").values())


def _region_name(text: str) -> frozenset[str]:
    return _regions().get(normalized(text), frozenset())


@cache
def _regions() -> Mapping[str, frozenset[str]]:
    pairs = reference.table("regions").select("code", "nom").iter_rows()
    return {normalized(name): frozenset({code}) for code, name in pairs}


#: The territory of a commune, by its code; the territories that a text means.
Find = Callable[[str], str]
Read = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Division:
    find: Find
    read: Read


_DIVISIONS: Final[Mapping[Nature, _Division]] = {
    Nature.DEPARTEMENT: _Division(find=places.departement, read=departements),
    Nature.DEPARTEMENT_NAME: _Division(find=places.departement, read=departements),
    Nature.REGION: _Division(find=_region, read=_region_code),
    Nature.REGION_NAME: _Division(find=_region, read=_region_name),
    Nature.EPCI: _Division(find=_epci, read=_epci_code),
}
