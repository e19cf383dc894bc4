"""Addresses to measure with, as the national address base has them: nearly every cell distinct."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

from tamis import reference

#: The columns of the national address base (BAN, CSV export), and what each must be.
SCHEMA: dict[str, Any] = {
    "primaryKey": "id",
    "fields": [
        {"name": "id", "constraints": {"required": True}},
        {"name": "id_fantoir"},
        {"name": "numero", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "rep"},
        {"name": "nom_voie", "constraints": {"required": True}},
        {"name": "code_postal", "constraints": {"pattern": "[0-9]{5}"}},
        {"name": "code_insee", "constraints": {"pattern": "[0-9AB]{5}"}},
        {"name": "nom_commune"},
        {"name": "code_insee_ancienne_commune"},
        {"name": "nom_ancienne_commune"},
        {"name": "x", "type": "number"},
        {"name": "y", "type": "number"},
        {"name": "lon", "type": "number", "constraints": {"minimum": -180, "maximum": 180}},
        {"name": "lat", "type": "number", "constraints": {"minimum": -90, "maximum": 90}},
        {"name": "type_position"},
        {"name": "alias"},
        {"name": "nom_ld"},
        {"name": "libelle_acheminement"},
        {"name": "nom_afnor"},
        {"name": "source_position"},
        {"name": "source_nom_voie"},
        {"name": "certification_commune", "type": "integer"},
        {"name": "cad_parcelles"},
    ],
}


@cache
def communes() -> pl.DataFrame:
    """Return communes with one postal code and a centre, numbered: at, code, nom, lon, lat."""
    postal = reference.table("codes_postaux").unique("code_commune", keep="none")
    named = reference.communes().select("code", "nom")
    known = reference.centres().join(named, on="code")
    placed = known.join(postal, left_on="code", right_on="code_commune").sort("code")
    return placed.with_row_index("at").cast({"at": pl.Int64})


def rows(start: int, count: int, dirty: float) -> pl.DataFrame:
    """Return addresses number `start` and on; a share of them, `dirty`, has one faulty cell."""
    n = pl.col("n")
    commune = pl.col("code")
    way = (n // 13).cast(pl.String)
    number = pl.int_range(start, start + count, eager=True).alias("n")
    known = number.to_frame().with_columns(at=n // 7919 % communes().height)
    placed = known.join(communes(), on="at", how="left", maintain_order="left")
    frame = placed.select(
        id=pl.format("{}_{}_{}", commune, way.str.zfill(7), n % 9973),
        id_fantoir=pl.format("{}_{}", commune, way.str.tail(4)),
        numero=(n % 9973).cast(pl.String),
        rep=pl.when(n % 11 == 0).then(pl.lit("bis")),
        nom_voie=pl.format("Rue n°{} de l'Église", way),
        code_postal=pl.col("code_postal"),
        code_insee=commune,
        nom_commune=pl.col("nom"),
        code_insee_ancienne_commune=pl.lit(None, dtype=pl.String),
        nom_ancienne_commune=pl.lit(None, dtype=pl.String),
        x=pl.format("{}.{}", 100_000 + n * 37 % 1_100_000, n % 97),
        y=pl.format("{}.{}", 6_050_000 + n * 53 % 1_050_000, n % 89),
        lon=(pl.col("lon") + (n * 37 % 11_000) / 1_000_000 + 1e-6).round(6).cast(pl.String),
        lat=(pl.col("lat") + (n * 53 % 11_000) / 1_000_000 + 1e-6).round(6).cast(pl.String),
        type_position=pl.lit("entrée"),
        alias=pl.lit(None, dtype=pl.String),
        nom_ld=pl.lit(None, dtype=pl.String),
        libelle_acheminement=pl.col("nom").str.to_uppercase(),
        nom_afnor=pl.format("RUE N {} DE L EGLISE", way),
        source_position=pl.lit("commune"),
        source_nom_voie=pl.lit("commune"),
        certification_commune=(n % 2).cast(pl.String),
        cad_parcelles=pl.format("{}000AB{}", commune, (n * 3).cast(pl.String).str.zfill(9)),
    )
    if not dirty:
        return frame
    every = round(1 / dirty)
    hit = pl.int_range(pl.len()) % every == every // 2
    return frame.with_columns(
        lon=pl.when(hit).then(pl.col("lon").str.replace(".", ",", literal=True)).otherwise("lon")
    )
