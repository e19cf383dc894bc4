"""SIRET: what the company search says of each establishment."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis.contracts import documents
from tamis.enrich import LookupOptions
from tamis.enrich.lookup import Cells, look_up_distinct
from tamis.loading import apis
from tamis.model.text import Text
from tamis.sources.api_client import ApiClient, ApiRequest
from tamis.sources.local import LocalFile

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
    kept: dict[str, Cells] = {}

    def found(rows: Iterable[Cells]) -> Iterator[Cells]:
        for at, (text,) in enumerate(rows, start=1):
            number = "".join((text or "").split())
            if number not in kept:
                kept[number] = _asked(number, client, request)
            yield kept[number]
            request.progress(at)

    return look_up_distinct(frame.select("siret"), COLUMNS, found)


def _asked(number: str, client: ApiClient, request: LookupOptions) -> Cells:
    if not number:
        return (None, None, None, None, "vide", None)
    if len(number) != _DIGITS or not (number.isascii() and number.isdigit()):
        return (None, None, None, None, "invalide", None)
    unit, place = _matching(_answer(number, client, request), number)
    source = str(client.api.title.fr)
    if place is None:
        return (None, None, None, None, "absent", source)
    told = (unit.get("nom_complet"), place.get("etat_administratif"), place.get("adresse"),
            place.get("commune"))  # fmt: skip
    return (*told, "masque" if _MASK in told else "trouve", source)


def _answer(number: str, client: ApiClient, request: LookupOptions) -> Mapping[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tamis-enrich-") as folder:
        path = Path(folder) / "body"
        params = (("q", number), ("per_page", "1"))
        template = "/search?q={q}&per_page={per_page}"
        client.ask(
            ApiRequest(path="/search", template=template, params=params, limits=request.limits),
            path,
        )
        value = documents.whole(LocalFile(path=path, name=client.api.name), request.limits)
    return value if isinstance(value, dict) else {}


def _matching(
    answer: Mapping[str, Any], number: str
) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """Return the unit and the establishment of that very number."""
    for unit in answer.get("results") or ():
        places = [*(unit.get("matching_etablissements") or ()), unit.get("siege") or {}]
        place = next((one for one in places if one.get("siret") == number), None)
        if place is not None:
            return unit, place
    return {}, None
