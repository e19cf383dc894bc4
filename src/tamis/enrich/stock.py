"""The stock files of Sirene (INSEE), joined with the SIRET of a table without holding them.

Files are known by their columns: establishments (``StockEtablissement``), units
(``StockUniteLegale``), successions (``StockEtablissementLiensSuccession``), as Parquet or CSV. They
are read in a stream: what is kept is what the table asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tamis.enrich.establishment import Establishment
from tamis.model.errors import SourceError, UsageError
from tamis.model.text import Text

_PLACE: Final = (
    "siret", "etatAdministratifEtablissement", "dateCreationEtablissement", "dateDebut",
    "enseigne1Etablissement", "denominationUsuelleEtablissement", "complementAdresseEtablissement",
    "numeroVoieEtablissement", "indiceRepetitionEtablissement", "typeVoieEtablissement",
    "libelleVoieEtablissement", "codePostalEtablissement", "codeCommuneEtablissement",
    "statutDiffusionEtablissement", "etablissementSiege",
)  # fmt: skip
_UNIT: Final = (
    "siren", "denominationUniteLegale", "sigleUniteLegale", "denominationUsuelle1UniteLegale",
    "nomUniteLegale", "nomUsageUniteLegale", "prenom1UniteLegale", "nicSiegeUniteLegale",
)  # fmt: skip
_LINK: Final = ("siretEtablissementPredecesseur", "siretEtablissementSuccesseur",
                "dateLienSuccession")  # fmt: skip
_MASK: Final = "[NON-DIFFUSIBLE]"
#: Rows of a Parquet stock that are read at a time.
_PART: Final = 250_000


@dataclass(frozen=True, slots=True)
class StockExtract:
    """What stock files say of the SIRET of a table, on disk: a slice at a time is held."""

    places: Path
    units: Path | None = None
    links: Path | None = None

    def rows(self, sirets: pl.Series) -> pl.DataFrame:
        """Return a row for each of some SIRET that the stock has: texts alone."""
        keys = pl.LazyFrame({"siret": sirets.unique().drop_nulls()})
        places = _semi(self.places, keys, "siret").unique("siret", keep="last")
        places = places.with_columns(pl.col("siret").str.slice(0, 9).alias("siren"))
        if self.units is not None:
            sirens = pl.LazyFrame({"siren": places.get_column("siren").unique()})
            units = _semi(self.units, sirens, "siren").unique("siren", keep="last")
            places = places.join(units, on="siren", how="left")
        if self.links is not None:
            links = _semi(self.links, keys, "siret").sort(_LINK[2]).unique("siret", keep="last")
            places = places.join(links.select("siret", _LINK[1]), on="siret", how="left")
        return places


def _semi(folder: Path, keys: pl.LazyFrame, key: str) -> pl.DataFrame:
    scan = pl.scan_parquet(folder / "*.parquet")
    return scan.join(keys, on=key, how="semi").collect()


def extract(sirets: pl.Series, files: Sequence[Path], folder: Path) -> StockExtract:
    """Write down, in a folder, what stock files say of some SIRET.

    Raises:
        SourceError: a file cannot be read.
        UsageError: none of them is a stock of establishments.
    """
    scans = [_scan(path) for path in files]
    kinds = {
        "places": (_of_kind(scans, "etatAdministratifEtablissement"), "siret", _PLACE, "siret"),
        "units": (_of_kind(scans, "nicSiegeUniteLegale"), "siren", _UNIT, "siren"),
        "links": (_of_kind(scans, _LINK[1]), _LINK[0], _LINK, "siret"),
    }
    if kinds["places"][0] is None:
        raise UsageError(
            Text(
                fr="Aucun de ces fichiers n'est un stock d'établissements (colonnes siret, "
                "etatAdministratifEtablissement…).",
                en="None of these files is a stock of establishments (columns siret, "
                "etatAdministratifEtablissement…).",
            ),
            Text(fr="Donnez StockEtablissement.parquet.", en="Give StockEtablissement.parquet."),
        )
    numbers = sirets.drop_nulls().unique()
    keys = {
        "siret": numbers.cast(pl.Int64, strict=False).drop_nulls().unique(),
        "siren": numbers.str.slice(0, 9).cast(pl.Int64, strict=False).drop_nulls().unique(),
    }
    folders = {
        kind: _written(folder / kind, scan, by, columns, keys[key].alias(key))
        for kind, (scan, by, columns, key) in kinds.items()
        if scan is not None
    }
    return StockExtract(folders["places"], folders.get("units"), folders.get("links"))


def _scan(path: Path) -> pl.LazyFrame:
    try:
        if path.suffix.lower() == ".parquet":
            scan = pl.scan_parquet(path)
        else:
            scan = pl.scan_csv(path, infer_schema=False, low_memory=True)
        scan.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unreadable(path) from error
    return scan


def _unreadable(path: Path | str) -> SourceError:
    return SourceError(
        Text(
            fr=f"« {path} » ne peut pas être lu comme un stock Parquet ou CSV.",
            en=f"“{path}” cannot be read as a Parquet or CSV stock.",
        ),
        Text(
            fr="Décompressez-le s'il est dans une archive.", en="Unpack it if it is in an archive."
        ),
    )


def _of_kind(scans: Sequence[pl.LazyFrame], column: str) -> pl.LazyFrame | None:
    return next((scan for scan in scans if column in scan.collect_schema().names()), None)


def _written(
    folder: Path, scan: pl.LazyFrame, by: str, columns: Sequence[str], keys: pl.Series
) -> Path:
    """Write the rows of a stock that are asked for, a part at a time."""
    folder.mkdir()
    known, key = scan.collect_schema(), keys.name
    width = 9 if key == "siren" else 14
    chosen = [pl.col(name).cast(pl.String) for name in columns if name in known and name != by]
    number = pl.col(by).cast(pl.Int64, strict=False).alias(key)
    asked = keys.to_frame().lazy()
    text = pl.col(key).cast(pl.String).str.zfill(width)
    try:
        for position, part in enumerate(_parts(scan.select(number, *chosen))):
            rows = part.join(asked, on=key, how="semi").with_columns(text)
            rows.collect(engine="streaming").write_parquet(folder / f"{position:05}.parquet")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unreadable("stock") from error
    return folder


def _parts(stock: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    """Return a stock in parts that fit in memory, whatever a stream would fetch ahead.

    A CSV file cannot be entered in its middle: it is one part.
    """
    if "Parquet" not in stock.explain(optimized=False):
        yield stock
        return
    height = stock.select(pl.len()).collect().item()
    for begin in range(0, max(height, 1), _PART):
        yield stock.slice(begin, _PART)


def establishment(row: dict[str, str | None]) -> Establishment:
    """Return the establishment that a row of `establishments` is."""
    is_hidden = row.get("statutDiffusionEtablissement") in {"P", "N"}
    state = row.get("etatAdministratifEtablissement") or ""
    siret = row.get("siret") or ""
    nic = row.get("nicSiegeUniteLegale")
    is_head = str(row.get("etablissementSiege")).lower() == "true"
    return Establishment(
        siret=siret,
        names=tuple(filter(None, _names(row))) or ((_MASK,) if is_hidden else ()),
        state=state,
        address=_MASK if is_hidden else _address(row),
        commune=row.get("codeCommuneEtablissement") or "",
        postal=row.get("codePostalEtablissement") or "",
        created=row.get("dateCreationEtablissement") or "",
        closed=(row.get("dateDebut") or "") if state == "F" else "",
        head=siret if is_head else f"{siret[:9]}{nic.zfill(5)}" if nic else "",
        successor=row.get(_LINK[1]) or "",
    )


def _names(row: dict[str, str | None]) -> list[str | None]:
    surname = row.get("nomUsageUniteLegale") or row.get("nomUniteLegale")
    person = " ".join(filter(None, (row.get("prenom1UniteLegale"), surname)))
    return [
        row.get("denominationUniteLegale"), row.get("enseigne1Etablissement"),
        row.get("denominationUsuelleEtablissement"), row.get("denominationUsuelle1UniteLegale"),
        row.get("sigleUniteLegale"), person,
    ]  # fmt: skip


def _address(row: dict[str, str | None]) -> str:
    parts = ("numeroVoieEtablissement", "indiceRepetitionEtablissement", "typeVoieEtablissement",
             "libelleVoieEtablissement")  # fmt: skip
    return " ".join(filter(None, (row.get(part) for part in parts)))
