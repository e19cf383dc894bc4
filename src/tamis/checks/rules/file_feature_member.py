"""A feature has a member with the name of one of its properties."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.feature-member",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(
        fr="Membre et propriété de même nom",
        en="Member and property with the same name",
    ),
    message=Text(
        fr="Des objets GeoJSON ont un membre « {value} » et une propriété de ce nom, qui "
        "diffèrent ; le membre est lu dans la colonne « {note} ».",
        en="GeoJSON features have a member “{value}” and a property of that name, which differ; "
        "the member is read in the column “{note}”.",
    ),
    why=Text(
        fr="Beaucoup d'outils ne gardent que l'un des deux.",
        en="Many tools keep only one of the two.",
    ),
    repair=Text(
        fr="Renommez la propriété, ou ôtez celui des deux qui est de trop.",
        en="Rename the property, or remove the extra one.",
    ),
)
