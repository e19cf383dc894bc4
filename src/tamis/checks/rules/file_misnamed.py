"""A file's name says another format than its bytes."""

from __future__ import annotations

from tamis.model.rule import Rule, Severity
from tamis.model.text import Text

RULE = Rule(
    code="file.misnamed",
    severity=Severity.WARNING,
    plain_note=True,
    title=Text(fr="Nom de fichier trompeur", en="Misleading file name"),
    message=Text(
        fr="Le fichier s'annonce comme « {value} », mais le contenu est du {note}, lu comme tel.",
        en="The file claims to be “{value}”, but its content is {note}, and was read as such.",
    ),
    why=Text(
        fr="Les logiciels se fient à l'extension : ils refuseront ce fichier, ou le liront mal.",
        en="Software trusts the extension: it will refuse this file, or misread it.",
    ),
    repair=Text(
        fr="Renommez le fichier, ou enregistrez-le au format que son nom annonce.",
        en="Rename the file, or save it in the format that its name says.",
    ),
)
