"""What a column holds beyond its type: told by checks and formats, else by its name."""

from __future__ import annotations

from typing import Final

from tamis.model.schema import Field, Schema
from tamis.tables.cell import Cell
from tamis.values import column_names
from tamis.values.column_names import Nature

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


def nature(cell: Cell) -> Nature | None:
    """Return what the texts of a field stand for, None where nothing says it.

    Only texts stand for something else than themselves: a number or a date is what it is.
    """
    field = cell.field
    if field.type not in {"string", "any"}:
        return None
    return (
        _checked(cell.schema, field)
        or _FORMATS.get(field.format)
        or column_names.nature(field.name)
    )


def _checked(schema: Schema, field: Field) -> Nature | None:
    for check in schema.custom_checks:
        if check.params.get("column") == field.name and check.name in _CHECKS:
            return _CHECKS[check.name]
    return None
