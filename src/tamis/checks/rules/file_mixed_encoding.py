"""Some characters are UTF-8 and others are not."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.mixed-encoding",
    alias="encoding-error",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(fr="Deux encodages dans un fichier", en="Two encodings in one file"),
    message=Text(
        fr="Cette ligne est en {note} et d'autres non ; chaque lettre est lue comme elle est "
        "écrite.",
        en="This line is in {note} and others are not; each letter is read as it is written.",
    ),
    why=Text(
        fr="Les autres logiciels liront de travers les accents des unes ou des autres.",
        en="Other software will misread the accents of some lines or of the others.",
    ),
    repair=Text(
        fr="Enregistrez tout le fichier en « CSV UTF-8 ».",
        en="Save the whole file as “CSV UTF-8”.",
    ),
)
