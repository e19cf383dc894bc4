"""A file holds a header and no data."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.no-rows",
    severity=Severity.WARNING,
    title=Text(fr="Fichier sans ligne de données", en="File without data rows"),
    message=Text(
        fr="Le fichier a un en-tête, mais aucune ligne de données.",
        en="The file has a header but no data row.",
    ),
    why=Text(
        fr="Un fichier vide publié par mégarde efface les données précédentes.",
        en="An empty file published by accident erases the data before it.",
    ),
    repair=Text(fr="Vérifiez l'export.", en="Check the export."),
)
