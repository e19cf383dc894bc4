"""Lines stand above the header."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.title-lines",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(fr="Lignes de titre au-dessus de l'en-tête", en="Title lines above the header"),
    message=Text(
        fr="{note} {note:ligne|lignes} au-dessus de l'en-tête "
        "{note:n'a pas été lue|n'ont pas été lues} : « {value} ».",
        en="{note} {note:line|lines} above the header {note:was|were} not read: “{value}”.",
    ),
    why=Text(
        fr="La plupart des outils prennent la première ligne pour l'en-tête.",
        en="Most tools take the first line for the header.",
    ),
    repair=Text(
        fr="Supprimez les lignes au-dessus de l'en-tête.",
        en="Delete the lines above the header.",
    ),
)
