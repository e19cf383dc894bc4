"""A field has a format that its type does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis import values
from tamis.checks import listed
from tamis.checks.contract import Defect, schema_rule
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text

RULE = Rule(
    code="schema.unknown-format",
    severity=Severity.WARNING,
    title=Text(
        fr="Format inconnu",
        en="Unknown format",
    ),
    message=Text(
        fr="Le type {type} n'a pas de format « {value} » (champ « {field} »).",
        en="The type {type} has no format “{value}” (field “{field}”).",
    ),
    why=Text(
        fr="Un format inconnu est ignoré, ou rend toute la colonne illisible, selon l'outil.",
        en="An unknown format is ignored, or makes the whole column unreadable, depending on the "
        "tool.",
    ),
    repair=Text(
        fr="Formats connus : {known}.",
        en="Known formats: {known}.",
    ),
)

_FORMATS: Final = {
    "string": ("default", "email", "uri", "binary", "uuid", "wkt"),
    "date": ("default", "any"),
    "time": ("default", "any"),
    "datetime": ("default", "any"),
    "geopoint": ("default", "array", "object"),
    "geojson": ("default", "topojson"),
}


@schema_rule
def unenforceable(schema: Schema) -> Iterator[Defect]:
    """Look for formats outside the specification (Table Schema, "Field Types")."""
    for index, field in enumerate(schema.fields):
        kind, form = field.type, field.format
        known = _FORMATS.get(kind, ("default",)) if kind in values.type_names() else (form,)
        dated = kind in {"date", "time", "datetime"} and "%" in form
        if form not in known and not dated:
            yield Defect(
                field=field.name,
                value=form,
                params={"type": kind, "known": listed(known)},
                pointer=f"/fields/{index}/format",
            )
