"""A file is not encoded in UTF-8."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.not-utf8",
    alias="encoding-error",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(fr="Fichier qui n'est pas en UTF-8", en="File not in UTF-8"),
    message=Text(
        fr="Le fichier est encodé en {note}, lu comme tel ; l'encodage attendu est UTF-8.",
        en="The file is encoded in {note}, and was read as such; UTF-8 is expected.",
    ),
    why=Text(
        fr="Lu comme de l'UTF-8, ce fichier perd ses accents.",
        en="Read as UTF-8, this file loses its accents.",
    ),
    repair=Text(
        fr="Enregistrez au format « CSV UTF-8 » (Excel : Fichier, Enregistrer sous).",
        en="Save as “CSV UTF-8” (Excel: File, Save as).",
    ),
)
