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
from tamis.tables.header import folded

NAME = "communes"
TITLE = Text(
    fr="La commune d'aujourd'hui : code, nom, département, région, EPCI (COG).",
    en="The commune of today: code, name, département, région, EPCI (COG).",
)
ONLINE = False
ROLES: Final = {
    "code": ("code_commune", "code_insee", "insee", "commune_insee", "codgeo", "code_insee_commune",
             "insee_com", "collCode"),
    "nom": ("commune", "nom_commune", "ville", "consolidated_commune", "libelle_commune",
            "com_nom"),
    "postal": ("code_postal", "cp", "codepostal", "postcode", "com_cp"),
}  # fmt: skip
NEEDED = frozenset({"code", "nom", "postal"})
COLUMNS = ("code", "nom", "departement", "region", "epci", "statut", "source")


def look_up(frame: pl.DataFrame, request: LookupOptions) -> pl.DataFrame:
    """Return the commune of each row; statuses are listed in the documentation."""
    roles = frame.columns
    source = f"COG {reference.info().year}"

    def found(rows: Iterable[Cells]) -> Iterator[Cells]:
        for at, row in enumerate(rows, start=1):
            said = {role: (text or "").strip() for role, text in zip(roles, row, strict=True)}
            code, status = _commune(**said)
            known = _current().get(code)
            place = known if known is not None else (None,) * 4
            yield (code or None, *place, status, source if known is not None else None)
            request.progress(at)

    return look_up_distinct(frame, COLUMNS, found)


def _commune(code: str = "", nom: str = "", postal: str = "") -> tuple[str, str]:
    """Return the code of a commune and how it was known; "" where it was not."""
    if code:
        return _by_code(code.upper())
    if nom:
        return _by_name(nom, postal)
    return _by_postal(postal) if postal else ("", "vide")


def _by_code(code: str) -> tuple[str, str]:
    if code in _current():
        return code, "exact"
    now = reference.successors().get(code, ())
    if len(now) > 1:
        return "", "ambigu"
    if code in _within():
        return _within()[code]
    if now and code in reference.communes_by_postal_code():
        return "", "ambigu"  # 75001 was Alfortville; today it rather is a postal code of Paris
    return (now[0], "ancien-code") if now else ("", "inconnu")


def _by_name(name: str, postal: str) -> tuple[str, str]:
    codes = _named().get(folded(name), ())
    if postal:
        near = set(reference.communes_by_postal_code().get(postal, ()))
        near |= {_within()[one][0] for one in near if one in _within()}
        codes = tuple(one for one in codes if one in near)
    if len(codes) == 1:
        return codes[0], "nom"
    return "", "ambigu" if codes else "inconnu"


def _by_postal(postal: str) -> tuple[str, str]:
    codes = reference.communes_by_postal_code().get(postal, ())
    if len(codes) == 1:
        return codes[0], "code-postal"
    return "", "ambigu" if codes else "inconnu"


@cache
def _current() -> Mapping[str, tuple[str | None, ...]]:
    """Return name, département, région and EPCI of communes and arrondissements of today."""
    frame = reference.communes(reference.ACTUELLE, reference.ARRONDISSEMENT)
    columns = ("code", "nom", "departement", "region", "epci")
    return {code: tuple(place) for code, *place in frame.select(columns).iter_rows()}


@cache
def _within() -> Mapping[str, tuple[str, str]]:
    """Return the commune that each delegated or associated one is part of."""
    words = {reference.DELEGUEE: "commune-deleguee", reference.ASSOCIEE: "commune-associee"}
    frame = reference.communes(*words).select("code", "parent", "type")
    return {code: (parent, words[kind]) for code, parent, kind in frame.iter_rows() if parent}


@cache
def _named() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of the communes of each name, case, accents and dashes left aside."""
    found: dict[str, list[str]] = {}
    for code, name in reference.communes().select("code", "nom").iter_rows():
        found.setdefault(folded(name), []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}
