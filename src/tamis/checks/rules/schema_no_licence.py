"""Nothing says under which licence the schema may be reused."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.no-licence",
    severity=Severity.INFO,
    title=Text(
        fr="Aucune licence",
        en="No licence",
    ),
    message=Text(
        fr="Le schéma ne dit pas sous quelle licence il est publié.",
        en="The schema does not say under which licence it is published.",
    ),
    why=Text(
        fr="Sans licence, personne ne sait s'il peut le copier ou l'adapter.",
        en="Without a licence, nobody knows whether it may be copied or adapted.",
    ),
    repair=Text(
        fr="Ajoutez licenses, par exemple Licence Ouverte 2.0 (etalab-2.0).",
        en="Add licenses, such as Licence Ouverte 2.0 (etalab-2.0).",
    ),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for ``licenses`` (Data Package, "licenses")."""
    if not written.raw.get("licenses"):
        yield Defect()
