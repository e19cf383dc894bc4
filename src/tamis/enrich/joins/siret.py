"""SIRET: what the company search says of each establishment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.contracts import documents
from tamis.enrich import LookupOptions
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
ROLES: Final = {"siret": ("siret", "siret_etablissement", "n_siret", "numero_siret", "idSiret")}
NEEDED = frozenset({"siret"})
COLUMNS = ("nom", "etat", "adresse", "code_commune", "statut", "source")
_DIGITS: Final = 14
_MASK: Final = "[NON-DIFFUSIBLE]"


def look_up(frame: pl.DataFrame, request: LookupOptions) -> pl.DataFrame:
    """Return what is known of each SIRET, each distinct one asked once.

    A value that is masked stays so, and its status says it.
    """
    client = request.client(api=apis.load("recherche-entreprises"), base=request.base)

    def looked_up(rows: Iterable[Cells]) -> Iterator[Cells]:
        for number, (text,) in enumerate(rows, start=1):
            siret = "".join((text or "").split())
            cells = request.kept.get((siret,))
            if cells is None:
                cells = _found(siret, client, request)
                request.kept.keep((siret,), cells)
            yield cells
            request.progress(number)

    return look_up_distinct(frame.select("siret"), COLUMNS, looked_up)


def _found(siret: str, client: ApiClient, request: LookupOptions) -> Cells:
    if not siret:
        return (None, None, None, None, "vide", None)
    if len(siret) != _DIGITS or not (siret.isascii() and siret.isdigit()):
        return (None, None, None, None, "invalide", None)
    unit, place = _matching(_results(siret, client, request), siret)
    source = str(client.api.title.fr)
    if place is None:
        return (None, None, None, None, "absent", source)
    cells = (unit.get("nom_complet"), place.get("etat_administratif"), place.get("adresse"),
             place.get("commune"))  # fmt: skip
    return (*cells, "masque" if _MASK in cells else "trouve", source)


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
            en=f"“{client.api.name}” answered something else than results{detail}.",
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
