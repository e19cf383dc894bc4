"""The name of a field does not travel well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamis.checks.contract import Defect, lint_rule
from tamis.checks.descriptor import Written
from tamis.model.lazy_pattern import lazy_pattern
from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="schema.odd-name",
    severity=Severity.INFO,
    title=Text(
        fr="Nom de champ fragile",
        en="Fragile field name",
    ),
    message=Text(
        fr="Le nom « {field} » contient {value}.",
        en="The name “{field}” contains {value}.",
    ),
    why=Text(
        fr="Tableurs, bases de données et programmes ne traitent pas tous de tels noms de la même "
        "façon.",
        en="Spreadsheets, databases and programs do not all treat such names in the same way.",
    ),
    repair=Text(
        fr="Gardez des lettres sans accent, des chiffres et des tirets bas.",
        en="Keep to letters without accents, digits and underscores.",
    ),
)

_ODD: Final = (
    (
        lazy_pattern("[\u200b-\u200f\u2028-\u202e\u2060\ufeff]"),
        Text(fr="un signe invisible", en="an invisible mark"),
    ),
    (lazy_pattern(r"\s"), Text(fr="un espace", en="a blank")),
    (lazy_pattern(r"[^\x00-\x7F]"), Text(fr="une lettre accentuée", en="an accented letter")),
    (lazy_pattern(r"[^\w.:-]"), Text(fr="un signe de ponctuation", en="a punctuation mark")),
)


@lint_rule
def lint(written: Written) -> Iterator[Defect]:
    """Look for blanks, accents and edges in names."""
    for declared in written.fields:
        name = declared.field.name
        odd = next((reason for form, reason in _ODD if form.search(name)), None)
        if odd:
            yield Defect(field=name, value=str(odd), pointer=f"{declared.pointer}/name")
