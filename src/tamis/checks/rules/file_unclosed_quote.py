"""A quoted cell is never closed."""

from __future__ import annotations

from tamis.model.rule import Rule
from tamis.model.text import Text

RULE = Rule(
    code="file.unclosed-quote",
    is_cause=True,
    alias="source-error",
    title=Text(fr="Guillemet jamais refermé", en="Quote never closed"),
    message=Text(
        fr="Un guillemet ouvert à cette ligne n'est jamais refermé.",
        en="A quote opened on this line is never closed.",
    ),
    why=Text(
        fr="Tout ce qui suit est lu comme une seule cellule.",
        en="Everything after it is read as one cell.",
    ),
    repair=Text(
        fr="Refermez le guillemet, ou doublez-le s'il fait partie du texte.",
        en="Close the quote, or double it if it is part of the text.",
    ),
)
