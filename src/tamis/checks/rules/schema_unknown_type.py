"""A field has a type that the specification does not know."""

from __future__ import annotations

from collections.abc import Iterator

from tamis import values
from tamis.checks.contract import Defect, schema_rule
from tamis.model.rule import Rule, Severity
from tamis.model.schema import Schema
from tamis.model.text import Text

RULE = Rule(
    code="schema.unknown-type",
    severity=Severity.WARNING,
    title=Text(
        fr="Type inconnu",
        en="Unknown type",
    ),
    message=Text(
        fr="Le type « {value} » du champ « {field} » n'existe pas : ses valeurs ne sont pas "
        "vérifiées.",
        en="The type “{value}” of the field “{field}” does not exist: its values are not checked.",
    ),
    why=Text(
        fr="Le verdict ne dit rien des valeurs de cette colonne.",
        en="The verdict says nothing about the values of this column.",
    ),
    repair=Text(
        fr="Choisissez un type de Table Schema : string, integer, number, date, boolean…",
        en="Choose a type of Table Schema: string, integer, number, date, boolean…",
    ),
)


@schema_rule
def unenforceable(schema: Schema) -> Iterator[Defect]:
    """Look for types outside the specification (Table Schema, "Field Types")."""
    for index, field in enumerate(schema.fields):
        if field.type not in values.type_names():
            yield Defect(field=field.name, value=field.type, pointer=f"/fields/{index}/type")
