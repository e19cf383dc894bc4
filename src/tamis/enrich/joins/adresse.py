"""Addresses: where they are, by the batch geocoder; only what is sure enough is taken.

The address columns alone are sent, each distinct address once, in chunks under the limits of the
service, and answers are joined back by a number of our own, columns by name.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import polars as pl

from tamis.enrich import LookupOptions
from tamis.enrich.lookup import Cells, look_up_distinct
from tamis.loading import apis
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.sources.api_client import ApiClient, ApiRequest

NAME = "adresse"
TITLE = Text(
    fr="La position d'une adresse et sa commune (géocodage par lot de la Géoplateforme).",
    en="The position of an address and its commune (batch geocoder of the Géoplateforme).",
)
ONLINE = True
ROLES: Final = {
    "adresse": ("adresse", "adresse_complete", "adresse_station", "geo_adresse", "address", "adr"),
    "postal": ("code_postal", "cp", "codepostal", "postcode", "com_cp"),
    "commune": ("code_commune", "code_insee", "insee", "commune_insee", "codgeo"),
}
NEEDED = frozenset({"adresse"})
COLUMNS = ("label", "longitude", "latitude", "code_commune", "id", "score", "type", "statut",
           "source")  # fmt: skip
#: From the most precise to the least.
PRECISION: Final = ("housenumber", "street", "locality", "municipality")
#: Far under what the service takes, so that one call stays short.
_LINES: Final = 10_000
_BYTES: Final = 8_000_000
_SENT: Final = {"adresse": "adresse", "postal": "code_postal", "commune": "code_commune"}


def look_up(frame: pl.DataFrame, request: LookupOptions) -> pl.DataFrame:
    """Return the position of each address; one that is not sure enough has none."""
    client = request.client(api=apis.load("adresse"), base=request.base)
    roles = frame.columns

    def found(rows: Iterable[Cells]) -> Iterator[Cells]:
        asked = [tuple((text or "").strip() for text in row) for row in rows]
        at = roles.index("adresse")
        sent = [(n, row) for n, row in enumerate(asked) if row[at]]
        answers: dict[int, Mapping[str, str]] = {}
        for chunk in _chunks(sent):
            answers.update(_geocoded(chunk, roles, client, request))
            request.progress(len(answers))
        source = str(client.api.title.fr)
        for n in range(len(asked)):
            yield _judged(answers[n], request, source) if n in answers else _NOTHING

    return look_up_distinct(frame, COLUMNS, found)


_NOTHING: Final[Cells] = (None, None, None, None, None, None, None, "vide", None)


def _chunks(
    rows: Sequence[tuple[int, tuple[str, ...]]],
) -> Iterator[list[tuple[int, tuple[str, ...]]]]:
    held: list[tuple[int, tuple[str, ...]]] = []
    size = 0
    for n, row in rows:
        weight = sum(len(text.encode()) + 3 for text in row) + 12
        if held and (len(held) == _LINES or size + weight > _BYTES):
            yield held
            held, size = [], 0
        held.append((n, row))
        size += weight
    if held:
        yield held


def _geocoded(
    chunk: Sequence[tuple[int, tuple[str, ...]]],
    roles: Sequence[str],
    client: ApiClient,
    request: LookupOptions,
) -> dict[int, Mapping[str, str]]:
    """Return what the service answers for each address, by its number.

    Raises:
        SourceError: it does not answer for each of them, once.
    """
    labels = [_SENT[role] for role in roles]
    known = {"postal": "postcode", "commune": "citycode"}
    fields = [("columns", "adresse")]
    fields += [(known[role], _SENT[role]) for role in roles if role in known]
    with tempfile.TemporaryDirectory(prefix="tamis-enrich-") as folder:
        path, body = Path(folder) / "adresses.csv", Path(folder) / "body.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["tamis_id", *labels])
            writer.writerows([n, *row] for n, row in chunk)
        question = ApiRequest(
            path="/search/csv",
            template="/search/csv",
            method="POST",
            upload=(path, tuple(fields)),
            limits=request.limits,
            kept=False,
        )
        client.ask(question, body)
        text = body.read_text(encoding="utf-8-sig")
    answers = list(csv.DictReader(io.StringIO(text)))
    numbers = [one.get("tamis_id") for one in answers]
    if numbers != [str(n) for n, _ in chunk]:
        raise SourceError(
            Text(
                fr="Le géocodage n'a pas répondu pour chaque adresse, dans l'ordre.",
                en="The geocoder did not answer for each address, in order.",
            ),
            Text(fr="Recommencez plus tard.", en="Try again later."),
        )
    return {n: answer for (n, _), answer in zip(chunk, answers, strict=True)}


def _judged(answer: Mapping[str, str], request: LookupOptions, source: str) -> Cells:
    """Return what is taken of an answer: its position only where it is sure enough."""
    status = _status(answer, request)
    sure = status == "ok"
    return (
        answer.get("result_label") or None,
        answer.get("longitude") or None if sure else None,
        answer.get("latitude") or None if sure else None,
        answer.get("result_citycode") or None if sure else None,
        answer.get("result_id") or None if sure else None,
        answer.get("result_score") or None,
        answer.get("result_type") or None,
        status,
        source,
    )


def _status(answer: Mapping[str, str], request: LookupOptions) -> str:
    kind = answer.get("result_type") or ""
    if answer.get("result_status", "ok") != "ok" or kind not in PRECISION:
        return "introuvable"
    score, second = _number(answer.get("result_score")), _number(answer.get("result_score_next"))
    if PRECISION.index(kind) > PRECISION.index(request.precision):
        return "imprecis"
    if score < request.score:
        return "score-faible"
    return "ambigu" if second and score - second < request.lead else "ok"


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
