"""tamis notify: messages for the producers whose state changed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tamis.cli import options
from tamis.cli.groups import command as declare
from tamis.cli.parameters import argument, option
from tamis.model.text import Text


@declare(
    "notify",
    Text(
        fr="Prépare un courriel et un texte pour les producteurs dont l'état a changé.",
        en="Prepare an e-mail and a text for the producers whose state changed.",
    ),
    Text(
        fr="Pour chaque source dont l'état, les anomalies ou les lignes rejetées ont changé depuis "
        "la publication d'avant : un brouillon .eml, avec le bilan, le fichier corrigé et le "
        "journal, et un .txt pour une discussion. Rien n'est envoyé.",
        en="For each source whose state, findings or rejected rows changed since the release "
        "before: an .eml draft, with the scorecard, the corrected file and the journal, and a .txt "
        "for a discussion. Nothing is sent.",
    ),
    examples=(("tamis notify sortie -o messages", Text(fr="Les brouillons :", en="The drafts:")),),
)
@argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DOSSIER")
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DOSSIER",
    text=Text(fr="Dossier des messages.", en="Folder of the messages."),
)
@option(
    "--from",
    "sender",
    metavar="ADRESSE",
    text=Text(fr="Expéditeur des courriels.", en="Sender of the e-mails."),
)
@options.lang
def command(folder: Path, output: Path, sender: str | None) -> None:
    """Write the messages, then list them."""
    from tamis.release import notices

    paths = notices.write(notices.notices(folder), output, sender or "")
    sys.stdout.writelines(f"{path}\n" for path in paths)
    if not paths:
        words = Text(fr="Rien n'a changé pour personne.", en="Nothing changed for anyone.")
        sys.stdout.write(f"{words}\n")
