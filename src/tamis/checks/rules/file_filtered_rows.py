"""Rows hidden by a filter."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.filtered-rows",
    severity=Severity.INFO,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="Lignes cachées par un filtre",
        en="Rows hidden by a filter",
    ),
    message=Text(
        fr="{note} {note:ligne cachée par un filtre est lue|lignes cachées par un filtre sont "
        "lues} comme les autres.",
        en="{note} {note:row|rows} hidden by a filter {note:is|are} read like the others.",
    ),
    why=Text(
        fr="Un filtre ne retire pas les lignes : elles partent avec le fichier.",
        en="A filter does not remove rows: they are still in the file.",
    ),
    repair=Text(
        fr="Effacez le filtre ; supprimez les lignes qui ne doivent pas être publiées.",
        en="Clear the filter; delete the rows that must not be published.",
    ),
)
