"""Establishments to measure with: the columns of Sirene's stock, many of them empty."""

from __future__ import annotations

from typing import Any

import polars as pl

from benchmarks.addresses import communes

_SECOND = (
    "complementAdresse", "numeroVoie", "indiceRepetition", "typeVoie", "libelleVoie", "codePostal",
    "libelleCommune", "libelleCommuneEtranger", "distributionSpeciale", "codeCommune", "codeCedex",
    "libelleCedex", "codePaysEtranger", "libellePaysEtranger",
)  # fmt: skip
#: Columns in their order, with what is asked of them; the others are texts, and may be empty.
_FIELDS: dict[str, dict[str, Any]] = {
    "siren": {"constraints": {"required": True, "pattern": "[0-9]{9}"}},
    "nic": {"constraints": {"required": True, "pattern": "[0-9]{5}"}},
    "siret": {"constraints": {"required": True, "pattern": "[0-9]{14}"}},
    "statutDiffusionEtablissement": {"constraints": {"enum": ["O", "P"]}},
    "dateCreationEtablissement": {"type": "date"},
    "trancheEffectifsEtablissement": {},
    "anneeEffectifsEtablissement": {"type": "year"},
    "activitePrincipaleRegistreMetiersEtablissement": {},
    "dateDernierTraitementEtablissement": {"type": "datetime"},
    "etablissementSiege": {"type": "boolean"},
    "nombrePeriodesEtablissement": {"type": "integer", "constraints": {"minimum": 1}},
    "complementAdresseEtablissement": {},
    "numeroVoieEtablissement": {},
    "indiceRepetitionEtablissement": {},
    "dernierNumeroVoieEtablissement": {},
    "indiceRepetitionDernierNumeroVoieEtablissement": {},
    "typeVoieEtablissement": {},
    "libelleVoieEtablissement": {},
    "codePostalEtablissement": {"constraints": {"pattern": "[0-9]{5}"}},
    "libelleCommuneEtablissement": {},
    "libelleCommuneEtrangerEtablissement": {},
    "distributionSpecialeEtablissement": {},
    "codeCommuneEtablissement": {"constraints": {"pattern": "[0-9AB]{5}"}},
    "codeCedexEtablissement": {},
    "libelleCedexEtablissement": {},
    "codePaysEtrangerEtablissement": {},
    "libellePaysEtrangerEtablissement": {},
    "identifiantAdresseEtablissement": {},
    "coordonneeLambertAbscisseEtablissement": {"type": "number"},
    "coordonneeLambertOrdonneeEtablissement": {"type": "number"},
    **{f"{name}2Etablissement": {} for name in _SECOND},
    "dateDebut": {"type": "date"},
    "etatAdministratifEtablissement": {"constraints": {"enum": ["A", "F"]}},
    "enseigne1Etablissement": {},
    "enseigne2Etablissement": {},
    "enseigne3Etablissement": {},
    "denominationUsuelleEtablissement": {},
    "activitePrincipaleEtablissement": {"constraints": {"pattern": r"[0-9]{2}\.[0-9]{2}[A-Z]"}},
    "nomenclatureActivitePrincipaleEtablissement": {},
    "activitePrincipaleNAF25Etablissement": {},
    "caractereEmployeurEtablissement": {"constraints": {"enum": ["O", "N"]}},
}
SCHEMA: dict[str, Any] = {
    "primaryKey": "siret",
    "fields": [{"name": name, **asked} for name, asked in _FIELDS.items()],
}


def _checked(number: pl.Expr, digits: int) -> pl.Expr:
    """Return numbers of so many digits with their check digit (ISO/IEC 7812-1, annex B)."""
    total = pl.lit(0, dtype=pl.Int64)
    for place in range(digits):
        digit = number // 10**place % 10 * (2 if place % 2 == 0 else 1)
        total = total + digit // 10 + digit % 10
    return number * 10 + (10 - total % 10) % 10


def rows(start: int, count: int, dirty: float) -> pl.DataFrame:
    """Return establishments number `start` and on; a share of them, `dirty`, has a faulty date."""
    n = pl.col("n")
    number = pl.int_range(start, start + count, eager=True).alias("n")
    placed = number.to_frame().with_columns(at=n // 7 % communes().height)
    placed = placed.join(communes(), on="at", how="left", maintain_order="left")
    siren = _checked(30_000_000 + n // 3 * 7, 8)
    siret = _checked(siren * 10_000 + n % 3 + 1, 13)
    day = pl.lit("1990-01-01").str.to_date() + pl.duration(days=n * 17 % 12_000)
    values = {
        "siren": siren.cast(pl.String),
        "nic": siret.cast(pl.String).str.slice(9),
        "siret": siret.cast(pl.String),
        "statutDiffusionEtablissement": pl.lit("O"),
        "dateCreationEtablissement": day.cast(pl.String),
        "trancheEffectifsEtablissement": pl.when(n % 4 == 0).then(pl.lit("NN")),
        "dateDernierTraitementEtablissement": day.dt.to_string("%Y-%m-%dT10:15:30"),
        "etablissementSiege": pl.when(n % 3 == 0).then(pl.lit("true")).otherwise(pl.lit("false")),
        "nombrePeriodesEtablissement": (1 + n % 6).cast(pl.String),
        "numeroVoieEtablissement": (1 + n % 311).cast(pl.String),
        "typeVoieEtablissement": pl.lit("RUE"),
        "libelleVoieEtablissement": pl.format("DE L'EGLISE {}", n // 13),
        "codePostalEtablissement": pl.col("code_postal"),
        "libelleCommuneEtablissement": pl.col("nom").str.to_uppercase(),
        "codeCommuneEtablissement": pl.col("code"),
        "identifiantAdresseEtablissement": pl.format("{}{}_B", pl.col("code"), 1_000_000 + n),
        "dateDebut": day.cast(pl.String),
        "etatAdministratifEtablissement": pl.when(n % 5 == 0)
        .then(pl.lit("F"))
        .otherwise(pl.lit("A")),
        "denominationUsuelleEtablissement": pl.when(n % 6 == 0).then(
            pl.format("SOCIETE N {} & FILS", n)
        ),
        "activitePrincipaleEtablissement": pl.format(
            "{}.{}Z", 10 + n % 80, (10 + n % 23).cast(pl.String)
        ),
        "nomenclatureActivitePrincipaleEtablissement": pl.lit("NAFRev2"),
        "caractereEmployeurEtablissement": pl.lit("N"),
    }
    if dirty:
        every = round(1 / dirty)
        values["dateDebut"] = (
            pl.when(n % every == every // 2)
            .then(pl.format("{} {}", day.dt.to_string("%d/%m/%Y"), n))
            .otherwise(values["dateDebut"])
        )
    empty = pl.lit(None, dtype=pl.String)
    return placed.select(values.get(name, empty).alias(name) for name in _FIELDS)
