"""What a column holds beyond its type: told by checks and formats, else by its name."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import Final

from tamis.model.schema import Field, Schema
from tamis.tables.cell import Cell


class Nature(Enum):
    """What texts of a column stand for."""

    COMMUNE = "commune"
    POSTAL = "postal"
    DEPARTEMENT = "departement"
    REGION = "region"
    SIREN = "siren"
    SIRET = "siret"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    HOURS = "hours"
    POSITION = "position"


#: Custom checks that say it.
_CHECKS: Final = {
    "french-siret-value": Nature.SIRET,
    "siret": Nature.SIRET,
    "french-siren-value": Nature.SIREN,
    "siren": Nature.SIREN,
    "phone-number-value": Nature.PHONE,
    "phone-number": Nature.PHONE,
    "opening-hours-value": Nature.HOURS,
    "opening-hours": Nature.HOURS,
    "code-commune-insee": Nature.COMMUNE,
    "code-postal": Nature.POSTAL,
    "numero-departement": Nature.DEPARTEMENT,
    "code-region": Nature.REGION,
    "french-gps-coordinates": Nature.POSITION,
    "coordonnees-gps-francaises": Nature.POSITION,
}
_FORMATS: Final = {"email": Nature.EMAIL, "uri": Nature.URL}
#: Names that say it: the words of a name, between underscores.
_NAMES: Final = (
    (Nature.SIRET, r"siret"),
    (Nature.SIREN, r"siren"),
    (Nature.POSTAL, r"_(code_?)?(postal|postaux|cp)_"),
    (Nature.COMMUNE, r"_insee_|_code_?insee|_cog_|_code_com(mune)?_|_com(mune)?_code_"),
    (Nature.DEPARTEMENT, r"_(code|num|numero)_?dep(artement|t)?_|_dep(artement|t)?_(code|num)_"),
    (Nature.REGION, r"_(code|num|numero)_?reg(ion)?_|_reg(ion)?_(code|num)_"),
    (Nature.PHONE, r"_tel(ephone)?\d?_|_phone|_mobile_|_portable_"),
    (Nature.EMAIL, r"_e?mail|_courriel|_mel_"),
    (Nature.URL, r"_url|_site(_web|_internet)?_|_lien_|_web_"),
    (Nature.HOURS, r"_horaires?_|_opening_hours_"),
)


def nature(cell: Cell) -> Nature | None:
    """Return what the texts of a field stand for, None where nothing says it.

    Only texts stand for something else than themselves: a number or a date is what it is.
    """
    field = cell.field
    if field.type not in {"string", "any"}:
        return None
    return _checked(cell.schema, field) or _FORMATS.get(field.format) or _named(field.name)


def _checked(schema: Schema, field: Field) -> Nature | None:
    for check in schema.custom_checks:
        if check.params.get("column") == field.name and check.name in _CHECKS:
            return _CHECKS[check.name]
    return None


def _named(name: str) -> Nature | None:
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    words = f"_{re.sub('[^a-z0-9]+', '_', plain)}_"
    return next((kind for kind, shape in _NAMES if re.search(shape, words)), None)
