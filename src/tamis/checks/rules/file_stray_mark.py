"""A byte order mark stands elsewhere than at the start of the file."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.stray-mark",
    severity=Severity.WARNING,
    title=Text(
        fr="Marque d'ordre des octets égarée",
        en="Stray byte order mark",
    ),
    message=Text(
        fr="Une marque d'ordre des octets (U+FEFF) se trouve à cette ligne ; elle n'est pas lue.",
        en="This line contains a byte order mark (U+FEFF), which is ignored.",
    ),
    why=Text(
        fr="Invisible, elle s'ajoute au premier nom ou à la première valeur de la ligne, qui ne "
        "sont plus reconnus.",
        en="Invisible, it becomes part of the first label or value of the line, which is no "
        "longer recognised.",
    ),
    repair=Text(
        fr="Enregistrez de nouveau le fichier ; il a sans doute été assemblé à partir de "
        "plusieurs.",
        en="Save the file again; it was probably put together from several.",
    ),
)
