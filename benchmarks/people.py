"""People to measure with: long texts, accents, quotes; no name is anybody's."""

from __future__ import annotations

from typing import Any

import polars as pl

from benchmarks.addresses import communes

SCHEMA: dict[str, Any] = {
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "civilite", "constraints": {"enum": ["Madame", "Monsieur"]}},
        {"name": "nom", "constraints": {"required": True, "maxLength": 80}},
        {"name": "prenom", "constraints": {"required": True}},
        {"name": "date_naissance", "type": "date"},
        {"name": "email", "format": "email"},
        {"name": "telephone", "constraints": {"pattern": r"\+33[0-9]{9}"}},
        {"name": "adresse"},
        {"name": "code_postal", "constraints": {"pattern": "[0-9]{5}"}},
        {"name": "code_commune", "constraints": {"pattern": "[0-9AB]{5}"}},
        {"name": "commune"},
        {"name": "montant", "type": "number", "constraints": {"minimum": 0}},
        {"name": "demande"},
        {"name": "reponse"},
    ],
}
_FIRST = ("Éloïse", "Zoé", "Maël", "Noël", "Françoise", "Jérôme", "Anaïs", "Gaëtan", "Inès")
_REQUEST = (
    "Bonjour, je vous écris au sujet du dossier n°{} : l'arrêté dit « voirie, entrée de garage », "
    'mais le panneau indique "livraisons"; pouvez-vous me préciser où déposer la pièce manquante ?'
)


def rows(start: int, count: int, dirty: float) -> pl.DataFrame:
    """Return people number `start` and on; a share of them, `dirty`, has a distinct faulty cell."""
    n = pl.col("n")
    number = pl.int_range(start, start + count, eager=True).alias("n")
    placed = number.to_frame().with_columns(at=n // 7 % communes().height)
    placed = placed.join(communes(), on="at", how="left", maintain_order="left")
    first = pl.Series("first", _FIRST)
    born = pl.lit("1940-01-01").str.to_date() + pl.duration(days=n * 17 % 23_000)
    phone = (600_000_000 + n * 7 % 99_999_999).cast(pl.String)
    wrong = n % round(1 / dirty) == round(1 / dirty) // 2 if dirty else pl.lit(value=False)
    return placed.select(
        id=n.cast(pl.String),
        civilite=pl.when(n % 2 == 0).then(pl.lit("Madame")).otherwise(pl.lit("Monsieur")),
        nom=pl.format("de la Fontaine-{}", n // 3),
        prenom=pl.lit(first).gather(n % len(_FIRST)),
        date_naissance=pl.when(wrong & (n % 3 == 0))
        .then(pl.format("{} ({})", born.dt.to_string("%d/%m/%Y"), n))
        .otherwise(born.cast(pl.String)),
        email=pl.format("p{}@exemple.fr", n),
        telephone=pl.when(wrong & (n % 3 != 0))
        .then(pl.format("0{}", phone))
        .otherwise(pl.format("+33{}", phone)),
        adresse=pl.format("{}, rue de l'Église, bâtiment « {} »", 1 + n % 311, n % 97),
        code_postal=pl.col("code_postal"),
        code_commune=pl.col("code"),
        commune=pl.col("nom"),
        montant=pl.format("{}.{}", 200 + n * 13 % 5_000, 10 + n % 89),
        demande=pl.format(_REQUEST, n),
        reponse=pl.when(n % 4 == 0).then(pl.lit("Accordé, sous réserve de la pièce d'identité.")),
    )
