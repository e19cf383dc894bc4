"""Lines end in another usual way than the dialect declares."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.other-line-ends",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(
        fr="Fins de ligne autres que celles déclarées",
        en="Line endings other than declared",
    ),
    message=Text(
        fr="Les lignes ne finissent pas comme déclaré ({note}) : {value}.",
        en="Lines do not end as declared ({note}): {value}.",
    ),
    why=Text(
        fr="Un outil qui s'en tient à la déclaration lit tout le fichier comme une seule ligne.",
        en="A tool that follows the declaration reads the whole file as one line.",
    ),
    repair=Text(
        fr="Corrigez « lineTerminator », ou enregistrez le fichier avec ces fins de ligne.",
        en="Correct “lineTerminator”, or save the file with these line endings.",
    ),
)
