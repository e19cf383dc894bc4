"""A list of records stands more than once in a document."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.repeated-list",
    severity=Severity.WARNING,
    title=Text(
        fr="Liste répétée",
        en="Repeated list",
    ),
    message=Text(
        fr="La liste « {value} » figure plusieurs fois dans le document ; elles sont toutes lues.",
        en="The list “{value}” appears several times in the document; all of them are read.",
    ),
    why=Text(
        fr="Les logiciels ne gardent que la dernière (RFC 8259, 4).",
        en="Programs keep the last one alone (RFC 8259, 4).",
    ),
    repair=Text(
        fr="Réunissez-les en une seule liste.",
        en="Make one list of them.",
    ),
)
