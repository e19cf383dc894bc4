"""Nothing says which fields tell two rows apart."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.no-primary-key",
    severity=Severity.INFO,
    title=Text(
        fr="Aucune clé primaire",
        en="No primary key",
    ),
    message=Text(
        fr="Le schéma ne dit pas quels champs distinguent deux lignes.",
        en="The schema does not say which fields tell two rows apart.",
    ),
    why=Text(
        fr="Sans clé, les doublons passent inaperçus et les fichiers se fusionnent mal.",
        en="Without a key, duplicates go unnoticed and files merge badly.",
    ),
    repair=Text(
        fr="Ajoutez primaryKey, avec le nom du champ (ou des champs) qui identifie une ligne.",
        en="Add primaryKey, with the name of the field (or fields) that identifies a row.",
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for a schema without a key of any kind."""
    unique = any(declared.field.constraints.unique for declared in written.fields)
    if not (written.schema.primary_key or written.schema.unique_keys or unique):
        yield Defect()
