"""Communes: the official geographic code, without a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

import polars as pl

from tamis import reference
from tamis.enrich import LookupOptions
from tamis.enrich.lookup import Cells, look_up_distinct
from tamis.model.text import Text
from tamis.values.commune_names import (
    bears,
    communes_named,
    is_elsewhere,
    parent,
    parts,
    written_code,
)
from tamis.values.departements import departements

NAME = "communes"
TITLE = Text(
    fr="La commune d'aujourd'hui : code, nom, département, région, EPCI (COG).",
    en="Today's commune: code, name, département, région, EPCI (COG).",
)
ONLINE = False
ROLES: Final = {
    "code": ("code_commune", "code_insee", "insee", "commune_insee", "codgeo", "code_insee_commune",
             "insee_com", "collCode"),
    "nom": ("commune", "nom_commune", "ville", "consolidated_commune", "libelle_commune",
            "com_nom"),
    "postal": ("code_postal", "cp", "codepostal", "postcode", "com_cp"),
    "departement": ("code_departement", "departement", "num_departement", "numero_departement",
                    "nom_departement", "libelle_departement", "code_dep", "dep", "dep_code",
                    "num_dep", "dept", "code_dept"),
}  # fmt: skip
NEEDED = frozenset({"code", "nom", "postal"})
COLUMNS = ("code", "nom", "departement", "region", "epci", "statut", "source")


def look_up(frame: pl.DataFrame, request: LookupOptions) -> pl.DataFrame:
    """Return the commune of each row; statuses are listed in the documentation."""
    roles = frame.columns
    source = f"COG {reference.info().year}"

    def looked_up(rows: Iterable[Cells]) -> Iterator[Cells]:
        for number, row in enumerate(rows, start=1):
            texts = {role: (text or "").strip() for role, text in zip(roles, row, strict=True)}
            code, status = _commune(**texts)
            place = _current().get(code)
            cells = place if place is not None else (None,) * 4
            yield (code or None, *cells, status, source if place is not None else None)
            request.progress(number)

    return look_up_distinct(frame, COLUMNS, looked_up)


def _commune(
    code: str = "", nom: str = "", postal: str = "", departement: str = ""
) -> tuple[str, str]:
    """Return the code of a commune and how it was known; "" where it was not.

    A code that a name, a postal code or a département contradicts is known by none of them.
    """
    bare, correction = written_code(code)
    near = written_code(postal)[0]
    within = departements(departement)
    nom = nom if any(character.isalnum() for character in nom) else ""
    if not bare:
        if nom:
            return _by_name(nom, near, within)
        return _by_postal(near, within) if near else ("", "vide")
    found, status = _by_code(bare)
    if not found:
        return found, status
    if nom and not bears(bare, nom) and not bears(found, nom):
        return ("", "contradictoire") if communes_named(nom) else (found, "nom-different")
    if is_elsewhere(bare, near) or is_elsewhere(found, near) or not _is_within(found, within):
        return "", "contradictoire"
    return found, correction if status == "exact" and correction else status


def _is_within(code: str, departements: frozenset[str]) -> bool:
    """Whether a commune may be in one of some départements; none are no reason to doubt it."""
    place = _current().get(code)
    known = place[1] if place is not None else None
    return not departements or not known or known in departements


def _by_code(code: str) -> tuple[str, str]:
    if code in _current():
        return code, "exact"
    now = reference.successors().get(code, ())
    if len(now) > 1:
        return "", "ambigu"
    if code in parts():
        found, kind = parts()[code]
        return found, kind
    if now and code in reference.communes_by_postal_code():
        return "", "ambigu"  # 75001 was Alfortville; today it rather is a postal code of Paris
    return (now[0], "ancien-code") if now else ("", "inconnu")


def _by_name(name: str, postal: str, within: frozenset[str]) -> tuple[str, str]:
    """Return the one commune that a name can mean, that of a delegated commune included."""
    named = communes_named(name)
    codes = {code: _place_of(code) for code in named}
    served = reference.communes_by_postal_code().get(postal)
    if served is not None:
        near = {parent(code) for code in served}
        codes = {code: place for code, place in codes.items() if parent(place[0]) in near}
    inside = {code: place for code, place in codes.items() if _is_within(place[0], within)}
    if codes and not inside:
        return "", "contradictoire"
    codes = inside
    by_name_last = sorted(codes.values(), key=lambda place: place[1] == "nom")
    places = dict(by_name_last)
    exact = {code: how for code, how in places.items() if how == "nom"}
    places = {
        code: how for code, how in places.items() if how == "nom" or parent(code) not in exact
    }
    if len(places) == 1:
        return next(iter(places.items()))
    return "", "ambigu" if places else "inconnu"


def _place_of(code: str) -> tuple[str, str]:
    """Return the commune that a code means today, and how a name that led there is told."""
    if code in _current():
        return code, "nom"
    return parts()[code]


def _by_postal(postal: str, within: frozenset[str]) -> tuple[str, str]:
    served = reference.communes_by_postal_code().get(postal, ())
    codes = [code for code in served if _is_within(code, within)]
    if served and not codes:
        return "", "contradictoire"
    if len(codes) == 1:
        return codes[0], "code-postal"
    return "", "ambigu" if codes else "inconnu"


@cache
def _current() -> Mapping[str, tuple[str | None, ...]]:
    """Return name, département, région and EPCI of communes and arrondissements of today."""
    frame = reference.communes(reference.ACTUELLE, reference.ARRONDISSEMENT)
    columns = ("code", "nom", "departement", "region", "epci")
    return {code: tuple(place) for code, *place in frame.select(columns).iter_rows()}
