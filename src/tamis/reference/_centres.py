"""Centres of communes: the ones that ship (``docs/centres.py``, NOTICE), or those of API Géo.

Those that ship are not of every commune, and say nothing of how wide one is. Those of API Géo
(``tamis ref update --centres``) are, and do; they lie beside the user's own reference data.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis import shipped
from tamis.model.errors import SourceError
from tamis.model.text import Text
from tamis.reference import _file
from tamis.reference._build import zipped

NAME: Final = "centres.zip"
#: Where the centres of all communes are asked.
ADDRESS: Final = "https://geo.api.gouv.fr"
#: What is asked there; arrondissements of Paris, Lyon and Marseille are communes too.
QUESTION: Final = "/communes?fields=code,centre,bbox&type=commune-actuelle,arrondissement-municipal"
_BOX: Final = ("west", "south", "east", "north")


@cache
def centres() -> pl.DataFrame:
    """Return the centres in use: code of the commune, lon, lat, the box around it (Float64).

    The box (west, south, east, north) is null where it is not known. A commune that the user's own
    file does not tell of is where the file that ships says.
    """
    frame, built_in = _read(in_use()), shipped.root() / "reference" / NAME
    if in_use() == built_in:
        return frame
    others = _read(built_in).join(frame, on="code", how="anti")
    return pl.concat([frame, others]).sort("code")


def _read(path: Path) -> pl.DataFrame:
    try:
        with zipfile.ZipFile(path) as archive:
            frame = pl.read_csv(io.BytesIO(archive.read("centres.csv")), infer_schema=False)
        unknown = [pl.lit(None, pl.Float64).alias(s) for s in _BOX if s not in frame.columns]
        numbers = pl.col("lon", "lat", *_BOX).cast(pl.Float64)
        return frame.with_columns(*unknown).select("code", numbers)
    except (OSError, zipfile.BadZipFile, KeyError, pl.exceptions.PolarsError) as error:
        raise _unreadable(path) from error


def user_centres() -> Path:
    """Return where the user's own centres lie, if there are any."""
    return _file.user_file().with_name(NAME)


def in_use() -> Path:
    """Return the user's own centres, else the ones that ship."""
    own = user_centres()
    return own if own.is_file() else shipped.root() / "reference" / NAME


def source() -> str:
    """Return where the centres in use come from."""
    try:
        with zipfile.ZipFile(in_use()) as archive:
            described = json.loads(archive.read(_file.DESCRIPTOR))
        return str(described["sources"][0]["title"])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise _unreadable(in_use()) from error


def build_centres(answer: Path) -> bytes:
    """Return the file of centres made of an answer of API Géo.

    Raises:
        SourceError: it is no such answer, or tells of no commune.
    """
    try:
        rows = list(_rows(json.loads(answer.read_bytes())))
    except (OSError, AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise _alien() from error
    if not rows:
        raise _alien()
    frame = pl.DataFrame(rows, orient="row", schema=["code", "lon", "lat", *_BOX])
    return zipped(_DESCRIBED, {"centres": frame.unique("code", keep="first").sort("code")})


def _rows(communes: list[Mapping[str, Any]]) -> Iterator[tuple[str, *tuple[float | None, ...]]]:
    """Yield code, centre and box of each commune; those without a centre say nothing."""
    for commune in communes:
        centre = commune.get("centre")
        if centre is None:
            continue
        lon, lat = map(float, centre["coordinates"])
        corners = commune["bbox"]["coordinates"][0] if commune.get("bbox") else []
        x, y = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
        box = (min(x), min(y), max(x), max(y)) if corners else (None,) * 4
        yield (str(commune["code"]), lon, lat, *box)


def _alien() -> SourceError:
    return SourceError(
        Text(
            fr="La réponse n'est pas une liste de communes avec leur centre.",
            en="The answer is not a list of communes with their centres.",
        ),
        Text(
            fr=f"Elle est celle de {ADDRESS}{QUESTION} ; rien n'a été changé.",
            en=f"It is what {ADDRESS}{QUESTION} answers; nothing was changed.",
        ),
    )


def _unreadable(path: Path) -> SourceError:
    return SourceError(
        Text(
            fr=f"Les centres des communes « {path} » ne peuvent pas être lus.",
            en=f"The centres of communes “{path}” cannot be read.",
        ),
        Text(
            fr="Supprimez ce fichier pour revenir à celui qui est livré, ou refaites-le avec "
            "« tamis ref update --centres ».",
            en="Delete this file to return to the one that ships, or make it again with "
            "“tamis ref update --centres”.",
        ),
    )


_FIELDS: Final = [{"name": "code", "type": "string"}] + [
    {"name": name, "type": "number"} for name in ("lon", "lat", *_BOX)
]
_DESCRIBED: Final = {
    "name": "centres",
    "title": "Centres des communes",
    "licenses": [{"name": "etalab-2.0", "path": "https://spdx.org/licenses/etalab-2.0.html"}],
    "sources": [{"title": "API Géo (IGN, Admin Express)", "path": ADDRESS}],
    "resources": [{"name": "centres", "path": "centres.csv", "schema": {"fields": _FIELDS}}],
}
