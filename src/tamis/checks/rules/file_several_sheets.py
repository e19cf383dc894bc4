"""Other sheets suit as well."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.several-sheets",
    severity=Severity.WARNING,
    plain_note=True,
    is_told_whole=True,
    title=Text(
        fr="D'autres feuilles conviennent aussi",
        en="Other sheets suit as well",
    ),
    message=Text(
        fr="La feuille « {value} » est lue ; d'autres ont les mêmes colonnes et ne sont pas lues "
        ": {note}.",
        en="The sheet “{value}” is read; others have the same columns and are not read: {note}.",
    ),
    why=Text(
        fr="Les lignes des autres feuilles manquent à ce qui est vérifié et publié.",
        en="The rows of the other sheets are missing from what is checked and published.",
    ),
    repair=Text(
        fr="Réunissez les lignes sur une feuille, ou nommez chaque feuille avec --sheet.",
        en="Gather the rows on one sheet, or name each sheet with --sheet.",
    ),
)
