"""SIRET: what the company search says of each establishment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.contracts import documents
from tamis.enrich import LookupOptions, stock
from tamis.enrich.establishment import Establishment, compared
from tamis.enrich.lookup import Cells, look_up_distinct
from tamis.loading import apis
from tamis.model.api_error import error_in
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.sources.api_client import ApiClient, ApiRequest
from tamis.sources.local import LocalFile
from tamis.tables import unfinished

NAME = "siret"
TITLE = Text(
    fr="L'établissement : nom, état, adresse, commune (API Recherche d'entreprises).",
    en="The establishment: name, state, address, commune (company search API).",
)
ONLINE = True
ROLES: Final = {
    "siret": ("siret", "siret_etablissement", "n_siret", "numero_siret", "idSiret"),
    "nom": ("nom_etablissement", "raison_sociale", "denomination", "nom_entreprise", "enseigne",
            "nom_structure", "nom_organisme"),
    "adresse": ("adresse", "adresse_complete", "adresse_etablissement", "address"),
    "commune": ("code_commune", "code_insee", "insee", "codgeo", "code_commune_insee"),
    "postal": ("code_postal", "cp", "codepostal", "postcode"),
    "ville": ("ville", "nom_commune", "commune", "libelle_commune"),
    "etat": ("etat_administratif", "etat_etablissement", "etat"),
    "date": ("date_creation", "date_creation_etablissement"),
}  # fmt: skip
NEEDED = frozenset({"siret"})
COLUMNS = ("nom", "etat", "adresse", "code_commune", "statut", "source", "date_fermeture", "siege",
           "successeur", "score", "ecarts")  # fmt: skip
_DIGITS: Final = 14
#: Rows of a stock that are compared at a time.
_SLICE: Final = 50_000
_STOCK: Final = "stock Sirene"

Known = Mapping[str, Any]


def look_up(frame: pl.DataFrame, request: LookupOptions) -> pl.DataFrame:
    """Return what is known of each SIRET, each distinct one asked once, and what the row says else.

    A value that is masked stays so, and its status says it. Where stock files are given, they
    answer in the place of the API.
    """
    if request.stock:
        return _from_stock(frame, request)
    client = request.client(api=apis.load("recherche-entreprises"), base=request.base)
    roles = frame.columns
    source = str(client.api.title.fr)

    def looked_up(rows: Iterable[Cells]) -> Iterator[Cells]:
        for number, row in enumerate(rows, start=1):
            texts = {role: text or "" for role, text in zip(roles, row, strict=True)}
            siret = "".join(texts["siret"].split())
            status = _unasked(siret)
            if status:
                yield _cells(status)
            else:
                yield _judged(texts, _asked(siret, client, request), source)
            request.progress(number)

    return look_up_distinct(frame, COLUMNS, looked_up)


def _from_stock(frame: pl.DataFrame, request: LookupOptions) -> pl.DataFrame:
    """Return what stock files say of each row: joined at once, compared a slice at a time."""
    bare = pl.col("siret").str.replace_all(r"\s", "").alias("siret bare")
    asked = frame.with_columns(bare)
    parts = [pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))]
    with unfinished.temporary_folder("stock") as folder:
        known = stock.extract(asked.get_column("siret bare"), request.stock, folder)
        for rows in asked.iter_slices(_SLICE):
            found = {
                row["siret"]: row
                for row in known.rows(rows.get_column("siret bare")).iter_rows(named=True)
            }
            cells = [_of_stock(row, frame.columns, found) for row in rows.iter_rows()]
            schema = dict.fromkeys(COLUMNS, pl.String)
            parts.append(pl.DataFrame(cells, schema=schema, orient="row"))
            request.progress(sum(part.height for part in parts))
    return pl.concat(parts)


def _of_stock(
    row: tuple[str | None, ...], roles: Sequence[str], known: Mapping[str, dict[str, str | None]]
) -> Cells:
    siret = row[-1] or ""
    status = _unasked(siret)
    if status:
        return _cells(status)
    if siret not in known:
        return _cells("absent", _STOCK)
    texts = {role: text or "" for role, text in zip(roles, row, strict=False)}
    return _judged(texts, stock.establishment(known[siret]), _STOCK)


def _unasked(siret: str) -> str:
    """Return the status of what is no SIRET and is not asked; "" of one."""
    if not siret:
        return "vide"
    is_number = len(siret) == _DIGITS and siret.isascii() and siret.isdigit()
    return "" if is_number else "invalide"


def _cells(status: str, source: str | None = None) -> Cells:
    return (None, None, None, None, status, source, *[None] * 5)


def _judged(row: Mapping[str, str], place: Establishment | None, source: str) -> Cells:
    """Return the cells of a row: what is known of its SIRET, and where the row says otherwise."""
    if place is None:
        return _cells("absent", source)
    score, differing = compared(row, place)
    status = "differe" if differing else "masque" if place.is_masked else "trouve"
    if status == "trouve" and place.state == "F":
        status = "ferme"
    cells = (
        place.names[0] if place.names else "", place.state, place.address, place.commune, status,
        source, place.closed, place.head, place.successor, score, "|".join(differing),
    )  # fmt: skip
    return tuple(cell or None for cell in cells)


def _asked(siret: str, client: ApiClient, request: LookupOptions) -> Establishment | None:
    """Return what the search knows of a SIRET; an answer that was had is not asked for again."""
    kept = request.kept.get((siret,))
    if kept is None:
        unit, place = _matching(_results(siret, client, request), siret)
        kept = (None,) if place is None else (json.dumps(_noted(siret, unit, place)),)
        request.kept.keep((siret,), kept)
    if kept[0] is None:
        return None
    known = json.loads(kept[0])
    return Establishment(**{**known, "names": tuple(known["names"])})


def _noted(siret: str, unit: Known, place: Known) -> dict[str, Any]:
    names = [unit.get("nom_complet"), unit.get("nom_raison_sociale"), place.get("nom_commercial"),
             *(place.get("liste_enseignes") or ()), unit.get("sigle")]  # fmt: skip
    head = unit.get("siege")
    state = _text(place, "etat_administratif")
    return {
        "siret": siret,
        "names": list(dict.fromkeys(name for name in names if isinstance(name, str) and name)),
        "state": state,
        "address": _text(place, "adresse"),
        "commune": _text(place, "commune"),
        "postal": _text(place, "code_postal"),
        "created": _text(place, "date_creation"),
        "closed": _text(place, "date_fermeture") if state == "F" else "",
        "head": _text(head, "siret") if isinstance(head, dict) else "",
    }


def _text(holder: Known, name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _results(siret: str, client: ApiClient, request: LookupOptions) -> Sequence[Any]:
    """Return what the search answers for a SIRET.

    Raises:
        SourceError: it answers something else than results: that is no “not found”.
    """
    with unfinished.temporary_folder("enrich") as folder:
        path = Path(folder) / "body"
        params = (("q", siret), ("per_page", "1"))
        template = "/search?q={q}&per_page={per_page}"
        client.ask(
            ApiRequest(path="/search", template=template, params=params, limits=request.limits),
            path,
        )
        value = documents.whole(LocalFile(path=path, name=client.api.name), request.limits)
    results = value.get("results") if isinstance(value, dict) else None
    if isinstance(results, list):
        return results
    message = error_in(value)
    detail = f" : {message[:200]}" if message else ""
    raise SourceError(
        Text(
            fr=f"« {client.api.name} » a répondu autre chose que des résultats{detail}.",
            en=f"“{client.api.name}” did not answer with results{detail}.",
        )
    )


def _matching(
    results: Sequence[Any], siret: str
) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """Return the unit and the establishment of that very number."""
    for unit in results:
        if not isinstance(unit, dict):
            continue
        places = [*(unit.get("matching_etablissements") or ()), unit.get("siege") or {}]
        place = next((place for place in places if place.get("siret") == siret), None)
        if place is not None:
            return unit, place
    return {}, None
