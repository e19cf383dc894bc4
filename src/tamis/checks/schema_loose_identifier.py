"""A column of French identifiers takes any text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tamis.checks import Hit
from tamis.checks._written import Written
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.loose-identifier",
    severity=Severity.WARNING,
    title=Text(
        fr="Identifiant sans contrôle",
        en="Identifier without a check",
    ),
    message=Text(
        fr="« {field} » semble contenir {value}, mais rien ne contrôle ses valeurs.",
        en="“{field}” seems to hold {value}, but nothing checks its values.",
    ),
    why=Text(
        fr="Un code mal écrit, ou qui a perdu ses zéros dans un tableur, passerait inaperçu.",
        en="A code that is miswritten, or lost its zeros in a spreadsheet, would go unseen.",
    ),
    repair=Text(
        fr="Ajoutez le motif {pattern}.",
        en="Add the pattern {pattern}.",
    ),
)

#: Words in the name of a column, what they announce, what would check it.
_IDENTIFIERS: Final = (
    (
        frozenset({"insee", "codeinsee"}),
        Text(fr="des codes communes (INSEE)", en="codes of communes (INSEE)"),
        "^(?:[013-9][0-9]|2[AB1-9])[0-9]{3}$",
    ),
    (frozenset({"siret"}), Text(fr="des SIRET", en="SIRET numbers"), "^[0-9]{14}$"),
    (frozenset({"siren"}), Text(fr="des SIREN", en="SIREN numbers"), "^[0-9]{9}$"),
    (
        frozenset({"postal", "cp", "codepostal"}),
        Text(fr="des codes postaux", en="postal codes"),
        "^[0-9]{5}$",
    ),
)


def lint(written: Written) -> Iterator[Hit]:
    """Look for INSEE, SIREN, SIRET and postal columns that nothing constrains."""
    checked = {str(one.params.get("column")) for one in written.schema.custom_checks}
    for one in written.fields:
        limits = one.field.constraints
        free = limits.pattern is None and limits.enum is None and one.field.name not in checked
        if not free or one.field.type not in {"string", "any", "integer", "number"}:
            continue
        words = re.split(r"[^a-z0-9]+", one.field.name.casefold())
        known = next((kind for kind in _IDENTIFIERS if kind[0] & set(words)), None)
        if known:
            _, told, pattern = known
            yield Hit(
                field=one.field.name,
                value=str(told),
                params={"pattern": pattern},
                pointer=one.pointer,
            )
