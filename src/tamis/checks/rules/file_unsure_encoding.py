"""A file is in an encoding that its bytes do not tell beyond doubt."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="file.unsure-encoding",
    alias="encoding-error",
    plain_note=True,
    title=Text(fr="Encodage incertain", en="Uncertain encoding"),
    message=Text(
        fr="Le fichier n'est pas en UTF-8, et rien ne dit à coup sûr ce qu'il est : {value}. "
        "Il est lu comme {note}.",
        en="The file is not in UTF-8, and nothing says for certain what it is: {value}. "
        "It is read as {note}.",
    ),
    why=Text(
        fr="Lus dans un autre encodage, les accents et les signes de ce fichier en deviennent "
        "d'autres.",
        en="Read in another encoding, the accents and signs of this file turn into others.",
    ),
    repair=Text(
        fr="Enregistrez au format « CSV UTF-8 », ou indiquez l'encodage : --encoding {note}.",
        en="Save as “CSV UTF-8”, or name the encoding: --encoding {note}.",
    ),
)
