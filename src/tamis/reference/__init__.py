"""Reference data: the official geographic code (COG) of one year, as Polars frames.

One file holds it, a zip of CSV tables with their ``datapackage.json``: the one that ships, or the
one that ``tamis ref update`` put in its place. Tables are read when first asked for, then kept.

Names of columns are those of the source. Everything is text but ``population``:

=================== ==============================================================================
table               columns
=================== ==============================================================================
communes            code, nom, type, parent, departement, region, arrondissement, epci, ept,
                    siren, population, zone
codes_postaux       code_postal, code_commune
anciens_codes       ancien_code, code_commune
epci                code, nom, type, mode_financement
arrondissements     code, nom, departement, region, chef_lieu
departements        code, nom, region, chef_lieu, zone
regions             code, nom, chef_lieu, zone
=================== ==============================================================================

`communes` has one row a code and type: a commune that kept the code of one of the communes it was
made of has two. ``parent`` is the commune that a déléguée, an associée or an arrondissement is part
of; ``epci`` (SIREN of the EPCI à fiscalité propre) and ``ept`` are those of communes of today, and
both stand in the table `epci`. A former code that leads to several communes has several rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

import polars as pl

from tamis.reference import _centres, _file
from tamis.reference._build import build
from tamis.reference._centres import build_centres, centres, user_centres
from tamis.reference._file import ReferenceInfo, user_file
from tamis.reference._lists import shipped_list

__all__ = [
    "ACTUELLE",
    "ARRONDISSEMENT",
    "ASSOCIEE",
    "DELEGUEE",
    "ReferenceInfo",
    "TableName",
    "build",
    "build_centres",
    "centres",
    "centres_question",
    "centres_source",
    "clear_caches",
    "codes",
    "communes",
    "communes_by_postal_code",
    "info",
    "shipped_list",
    "successors",
    "table",
    "user_centres",
    "user_file",
]

TableName = Literal[
    "communes", "codes_postaux", "anciens_codes", "epci", "arrondissements", "departements",
    "regions",
]  # fmt: skip

#: The types of communes.
ACTUELLE: Final = "commune-actuelle"
ARRONDISSEMENT: Final = "arrondissement-municipal"
DELEGUEE: Final = "commune-deleguee"
ASSOCIEE: Final = "commune-associee"


@cache
def table(name: TableName) -> pl.DataFrame:
    """Return a table whole, as described above.

    Raises:
        SourceError: the file is damaged, or not one that this version reads.
    """
    return _file.read(name)


@cache
def communes(*types: str) -> pl.DataFrame:
    """Return the communes of those types; current ones where none is named."""
    return table("communes").filter(pl.col("type").is_in(types or (ACTUELLE,)))


@cache
def codes(name: TableName, *types: str) -> frozenset[str]:
    """Return the codes of a table (its first column); for communes, of those types or of all."""
    frame = communes(*types) if types else table(name)
    return frozenset(frame.to_series(0))


@cache
def successors() -> Mapping[str, tuple[str, ...]]:
    """Return, for each former code of a commune, the codes of the communes it is part of now."""
    pairs = table("anciens_codes").group_by("ancien_code").agg(pl.col("code_commune").sort())
    return {former: tuple(now) for former, now in pairs.iter_rows()}


@cache
def communes_by_postal_code() -> Mapping[str, tuple[str, ...]]:
    """Return, for each postal code, the codes of the communes that it serves.

    Paris, Lyon and Marseille are served as arrondissements.
    """
    pairs = table("codes_postaux").group_by("code_postal").agg(pl.col("code_commune").sort())
    return {postal: tuple(now) for postal, now in pairs.iter_rows()}


def info() -> ReferenceInfo:
    """Return what is known of the file in use: year, source, licence, place, size of tables."""
    return _file.info()


def centres_source() -> str:
    """Return where the centres of communes in use come from."""
    return _centres.source()


def centres_question(base: str = "") -> str:
    """Return the address that answers with the centres of all communes."""
    return f"{(base or _centres.ADDRESS).rstrip('/')}{_centres.QUESTION}"


def clear_caches() -> None:
    """Forget what was read: the file has changed."""
    read = (table, communes, codes, successors, communes_by_postal_code, centres, _file.content)
    for kept in read:
        kept.cache_clear()
