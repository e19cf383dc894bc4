"""The header stands again among the records."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="row.repeated-header",
    severity=Severity.WARNING,
    title=Text(
        fr="En-tête répété",
        en="Repeated header",
    ),
    message=Text(
        fr="L'en-tête est répété à cette ligne, qui n'est pas lue comme un enregistrement.",
        en="The header is repeated on this line, which is not read as a record.",
    ),
    why=Text(
        fr="Des fichiers mis bout à bout gardent chacun leur en-tête ; les outils en font un "
        "enregistrement.",
        en="Files joined end to end each keep their header; tools take it for a record.",
    ),
    repair=Text(
        fr="Supprimez cette ligne.",
        en="Delete this line.",
    ),
)
