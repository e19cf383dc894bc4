"""Lines above the header look like records."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="file.records-above-header",
    title=Text(
        fr="Enregistrements au-dessus de l'en-tête",
        en="Records above the header",
    ),
    message=Text(
        fr="Cette ligne, au-dessus de l'en-tête, est lue comme un enregistrement : « {value} ».",
        en="This line, above the header, is read as a record: “{value}”.",
    ),
    why=Text(
        fr="Les autres outils prennent cette ligne pour l'en-tête ou pour un titre, et la perdent.",
        en="Other tools take this line for the header or for a title, and lose it.",
    ),
    repair=Text(
        fr="Placez l'en-tête à la première ligne, les enregistrements dessous.",
        en="Put the header on the first line, the records below it.",
    ),
)
