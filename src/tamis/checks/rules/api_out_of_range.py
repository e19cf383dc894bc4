"""A number is beyond the bounds that the contract sets."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="api.out-of-range",
    alias="constraint-error",
    title=Text(
        fr="Valeur hors des bornes",
        en="Value out of range",
    ),
    message=Text(
        fr="« {value} » est hors des bornes : {bound}.",
        en="“{value}” is out of range: {bound}.",
    ),
    why=Text(
        fr="Une valeur impossible fausse les calculs.",
        en="An impossible value spoils computations.",
    ),
    repair=Text(
        fr="Respectez {bound}.",
        en="Keep to {bound}.",
    ),
)
