"""The file holds null characters."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.null-bytes",
    severity=Severity.WARNING,
    title=Text(fr="Caractères nuls", en="Null characters"),
    message=Text(
        fr="La ligne contient un caractère nul : {value}",
        en="The line contains a null character: {value}",
    ),
    why=Text(
        fr="Un caractère nul trahit un fichier abîmé ; beaucoup de logiciels s'y arrêtent.",
        en="A null character is the sign of a damaged file; many programs stop there.",
    ),
    repair=Text(
        fr="Exportez de nouveau le fichier depuis sa source.",
        en="Export the file from its source again.",
    ),
)
