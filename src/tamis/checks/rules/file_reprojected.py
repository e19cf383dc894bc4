"""Positions are written in a projection, and were turned into longitude and latitude."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.reprojected",
    severity=Severity.INFO,
    is_told_whole=True,
    title=Text(fr="Coordonnées projetées", en="Projected coordinates"),
    message=Text(
        fr="Les positions sont en {value} : elles sont lues en longitude et latitude (WGS 84).",
        en="Positions are in {value}: they are read as longitude and latitude (WGS 84).",
    ),
    why=Text(
        fr="Un schéma veut des degrés ; la conversion suit les définitions de l'EPSG.",
        en="Schemas require degrees; the conversion follows the EPSG definitions.",
    ),
    repair=Text(
        fr="Rien à faire ; pour l'éviter, enregistrez la couche en EPSG:4326.",
        en="Nothing to do; to avoid it, save the layer in EPSG:4326.",
    ),
)
