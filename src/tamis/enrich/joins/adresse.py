"""Addresses: where they are, by the batch geocoder; only what is sure enough is taken.

The address columns alone are sent, each distinct address once, in chunks under the limits of the
service, and answers are joined back by a number of our own, columns by name.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

import polars as pl

from tamis import reference
from tamis.enrich import LookupOptions
from tamis.enrich.lookup import Cells, look_up_distinct
from tamis.loading import apis
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.sources.api_client import ApiClient, ApiRequest
from tamis.tables import unfinished
from tamis.values.commune_names import bears, is_elsewhere, normalized, parent, written_code

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
    "ville": ("ville", "nom_commune", "commune", "libelle_commune", "com_nom", "city", "localite"),
    "longitude": ("longitude", "lon", "lng", "long", "x_longitude", "consolidated_longitude"),
    "latitude": ("latitude", "lat", "y_latitude", "consolidated_latitude"),
}
NEEDED = frozenset({"adresse"})
COLUMNS = ("label", "longitude", "latitude", "code_commune", "id", "score", "type", "statut",
           "source", "distance")  # fmt: skip
#: From the most precise to the least.
PRECISION: Final = ("housenumber", "street", "locality", "municipality")
#: Far under what the service takes, so that one call stays short.
_LINES: Final = 10_000
_BYTES: Final = 8_000_000
_SENT: Final = {
    "adresse": "adresse",
    "postal": "code_postal",
    "commune": "code_commune",
    "ville": "ville",
}
#: Roles that narrow the search, and those that are words of the question.
_FILTERS: Final = {"postal": "postcode", "commune": "citycode"}
_WORDS: Final = ("adresse", "ville")
#: What the service says of a line that it looked up; anything else is a failure of its own.
_LOOKED_UP: Final = frozenset({"ok", "not-found"})


def look_up(frame: pl.DataFrame, request: LookupOptions) -> pl.DataFrame:
    """Return the position of each address; one that is not sure enough has none."""
    client = request.client(api=apis.load("adresse"), base=request.base)
    roles = frame.columns
    source = str(client.api.title.fr)

    sent_roles = [role for role in roles if role in _SENT]

    def looked_up(rows: Iterable[Cells]) -> Iterator[Cells]:
        asked = [_written(roles, row) for row in rows]
        keys = [_sent(roles, row) for row in asked]
        position = sent_roles.index("adresse")
        wanted = dict.fromkeys(
            key for key in keys if key[position] and request.kept.get(key) is None
        )
        for chunk in _chunks(list(enumerate(wanted))):
            answers = _geocoded(chunk, sent_roles, client, request)
            for number, key in chunk:
                request.kept.keep(key, (json.dumps(answers[number]),))
            request.progress(len(request.kept))
        for row, key in zip(asked, keys, strict=True):
            kept = request.kept.get(key)
            asked_row = dict(zip(roles, row, strict=True))
            answer = json.loads(kept[0]) if kept is not None and kept[0] else None
            yield _NOTHING if answer is None else _judged(answer, asked_row, request, source)

    return look_up_distinct(frame, COLUMNS, looked_up)


def _sent(roles: Sequence[str], row: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells of a row that the service is asked with: each such question once."""
    return tuple(text for role, text in zip(roles, row, strict=True) if role in _SENT)


def _written(roles: Sequence[str], row: Cells) -> tuple[str, ...]:
    """Return the cells of a row as they are asked: codes whole, without blanks around."""
    texts = [(text or "").strip() for text in row]
    return tuple(
        written_code(text)[0] if role in _FILTERS else text
        for role, text in zip(roles, texts, strict=True)
    )


_NOTHING: Final[Cells] = (None, None, None, None, None, None, None, "vide", None, None)
#: Metres: the mean radius of the Earth (IUGG).
_RADIUS: Final = 6_371_008.8


def _chunks(
    rows: Sequence[tuple[int, tuple[str, ...]]],
) -> Iterator[list[tuple[int, tuple[str, ...]]]]:
    chunk: list[tuple[int, tuple[str, ...]]] = []
    size = 0
    for n, row in rows:
        weight = sum(len(text.encode()) + 3 for text in row) + 12
        if chunk and (len(chunk) == _LINES or size + weight > _BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append((n, row))
        size += weight
    if chunk:
        yield chunk


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
    fields = [("columns", _SENT[role]) for role in _WORDS if role in roles]
    fields += [(_FILTERS[role], _SENT[role]) for role in roles if role in _FILTERS]
    with unfinished.temporary_folder("enrich") as folder:
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
    numbers = [answer.get("tamis_id") for answer in answers]
    has_results = bool(answers) and "result_status" in answers[0]
    if numbers != [str(number) for number, _ in chunk] or not has_results:
        raise SourceError(
            Text(
                fr="Le géocodage n'a pas répondu pour chaque adresse, dans l'ordre.",
                en="The geocoder did not return one answer per address, in order.",
            ),
            Text(fr="Recommencez plus tard.", en="Try again later."),
        )
    return {number: answer for (number, _), answer in zip(chunk, answers, strict=True)}


def _judged(
    answer: Mapping[str, str], row: Mapping[str, str], request: LookupOptions, source: str
) -> Cells:
    """Return what is taken of an answer: its position only where it is sure enough."""
    distance = _distance(answer, row)
    status = _status(answer, row, request)
    if status == "ok" and distance is not None and distance > request.distance:
        status = "loin"
    is_sure = status == "ok"
    return (
        answer.get("result_label") or None,
        answer.get("longitude") or None if is_sure else None,
        answer.get("latitude") or None if is_sure else None,
        answer.get("result_citycode") or None if is_sure else None,
        answer.get("result_id") or None if is_sure else None,
        answer.get("result_score") or None,
        answer.get("result_type") or None,
        status,
        source,
        None if distance is None else f"{distance:.0f}",
    )


def _distance(answer: Mapping[str, str], row: Mapping[str, str]) -> float | None:
    """Return the metres from where a row says it is to where the answer is (haversine)."""
    places = [
        (_degrees(place.get("longitude"), 180), _degrees(place.get("latitude"), 90))
        for place in (answer, row)
    ]
    (lon, lat), (other_lon, other_lat) = places
    if lon is None or lat is None or other_lon is None or other_lat is None:
        return None
    across = math.sin((other_lat - lat) / 2) ** 2
    along = math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return 2 * _RADIUS * math.asin(math.sqrt(across + along))


def _degrees(text: str | None, most: int) -> float | None:
    """Return an angle in radians; None of what is none, or is beyond what there is."""
    try:
        degrees = float((text or "").strip().replace(",", "."))
    except ValueError:
        return None
    return math.radians(degrees) if abs(degrees) <= most else None


def _status(answer: Mapping[str, str], row: Mapping[str, str], request: LookupOptions) -> str:
    result, kind = answer.get("result_status") or "", answer.get("result_type") or ""
    if result not in _LOOKED_UP:
        return "echec"
    if result != "ok" or kind not in PRECISION:
        return "introuvable"
    score, second = _number(answer.get("result_score")), _number(answer.get("result_score_next"))
    if PRECISION.index(kind) > PRECISION.index(request.precision):
        return "imprecis"
    if score < _number(str(request.score)):
        return "score-faible"
    if _is_elsewhere(answer, row):
        return "autre-commune"
    return "ambigu" if second and score - second < _number(str(request.lead)) else "ok"


def _is_elsewhere(answer: Mapping[str, str], row: Mapping[str, str]) -> bool:
    """Whether the commune of an answer is another than the row says, by any of its cells."""
    code, city = answer.get("result_citycode") or "", answer.get("result_city") or ""
    asked, postal, name = (row.get(role, "") for role in ("commune", "postal", "ville"))
    if asked and code:
        today = {parent(asked), *map(parent, reference.successors().get(asked, ()))}
        if parent(code) not in today:
            return True
    if postal and code and postal != answer.get("result_postcode") and is_elsewhere(code, postal):
        return True
    names = {normalized(city), normalized(answer.get("result_oldcity") or "")}
    has_name = any(letter.isalpha() for letter in name)
    return has_name and normalized(name) not in names and not (code and bears(code, name))


def _number(text: str | None) -> Decimal:
    """Return a number as it is written: 0.8 is 0.1 more than 0.7."""
    try:
        number = Decimal(text or 0)
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)
