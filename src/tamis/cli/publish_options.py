"""Options of `tamis publish`: where, what is said of it, and what is let through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tamis.cli.parameters import option, with_options
from tamis.model.errors import UsageError
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.publish.portal import Portal
    from tamis.publish.publication import DatasetNote
    from tamis.publish.run import PublishOptions

#: The variables, and names in a keyring, that hold the key of each portal.
KEY: Final = "DATAGOUV_API_KEY"
DEMO_KEY: Final = "DATAGOUV_DEMO_API_KEY"

OPTIONS: Final = (
    option(
        "-s",
        "--schema",
        metavar="NOM|FICHIER",
        text=Text(
            fr="Schéma du fichier ; par défaut, celui auquel correspondent ses colonnes. Une "
            "fusion a le sien.",
            en="Schema of the file; by default, the one that its columns match. A release has "
            "its own.",
        ),
    ),
    option(
        "--to",
        type=click.Choice(("datagouv",)),
        default="datagouv",
        show_default=True,
        text=Text(fr="Sorte de portail (udata).", en="Kind of portal (udata)."),
    ),
    option(
        "--dataset",
        default="",
        metavar="ID",
        text=Text(
            fr="Jeu de données : son identifiant, ou l'adresse de sa page.",
            en="Dataset: its identifier, or the address of its page.",
        ),
    ),
    option(
        "--create",
        is_flag=True,
        text=Text(
            fr="Crée le jeu de données d'après le manifeste, s'il n'existe pas encore.",
            en="Create the dataset from the manifest, if it does not exist yet.",
        ),
    ),
    option(
        "--demo",
        is_flag=True,
        text=Text(fr="Essaie sur demo.data.gouv.fr.", en="Try on demo.data.gouv.fr."),
    ),
    option(
        "--datagouv-url",
        metavar="ADRESSE",
        text=Text(
            fr="Un autre portail udata ; sinon https://www.data.gouv.fr.",
            en="Another udata portal; https://www.data.gouv.fr by default.",
        ),
    ),
    option(
        "--key-variable",
        metavar="NOM",
        text=Text(
            fr=f"Variable, ou entrée du trousseau, qui a la clé ; sinon {KEY}, et {DEMO_KEY} avec "
            "--demo.",
            en=f"Variable, or entry of the keyring, that holds the key; {KEY} by default, and "
            f"{DEMO_KEY} with --demo.",
        ),
    ),
    option(
        "-n",
        "--dry-run",
        is_flag=True,
        text=Text(
            fr="Montre ce qui serait fait, et n'envoie rien.",
            en="Show what would be done, and send nothing.",
        ),
    ),
    option(
        "-y",
        "--yes",
        is_flag=True,
        text=Text(fr="Ne demande rien.", en="Ask nothing."),
    ),
    option(
        "--only",
        multiple=True,
        metavar="NOM",
        text=Text(
            fr="Ne publie que ce fichier de la fusion. Répétable.",
            en="Publish this file of the release only. Repeatable.",
        ),
    ),
    option(
        "--resource",
        "resources",
        multiple=True,
        metavar="NOM=ID",
        text=Text(
            fr="Met ce fichier dans cette ressource. Répétable.",
            en="Put this file into this resource. Repeatable.",
        ),
    ),
    option(
        "--title",
        default="",
        metavar="TEXTE",
        text=Text(
            fr="Titre du jeu de données créé, et de la ressource d'un fichier seul.",
            en="Title of the dataset created, and of the resource of a single file.",
        ),
    ),
    option(
        "--description",
        default="",
        metavar="TEXTE",
        text=Text(fr="Sa description.", en="Its description."),
    ),
    option(
        "--licence",
        default="",
        metavar="NOM",
        text=Text(fr="Licence du jeu de données créé.", en="Licence of the dataset created."),
    ),
    option(
        "--organization",
        default="",
        metavar="ID",
        text=Text(
            fr="Organisation, sur le portail, du jeu de données créé.",
            en="Organisation, on the portal, of the dataset created.",
        ),
    ),
    option(
        "--frequency",
        default="",
        metavar="MOT",
        text=Text(
            fr="Fréquence de mise à jour du jeu de données créé (daily, monthly…).",
            en="How often the dataset created is renewed (daily, monthly…).",
        ),
    ),
    option(
        "--remind",
        is_flag=True,
        text=Text(
            fr="Ouvre une discussion chez chaque producteur dont l'état a changé, une fois par "
            "état.",
            en="Begin a discussion with each producer whose state changed, once per state.",
        ),
    ),
    option(
        "--mails",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DOSSIER",
        text=Text(
            fr="Avec --remind : écrit ici un brouillon de courriel à ceux dont aucun jeu de "
            "données n'est connu.",
            en="With --remind: write here a draft e-mail to those without a known dataset.",
        ),
    ),
    option(
        "--allow-invalid",
        is_flag=True,
        text=Text(
            fr="Publie un fichier même s'il n'est pas conforme.",
            en="Publish a file even if it does not conform.",
        ),
    ),
    option(
        "--allow-personal",
        is_flag=True,
        text=Text(
            fr="Publie des champs qui ressemblent à ceux de données personnelles.",
            en="Publish fields that look like those of personal data.",
        ),
    ),
    option(
        "--allow-older",
        is_flag=True,
        text=Text(
            fr="Publie une fusion plus ancienne que celle qui est là.",
            en="Publish a release older than the one there.",
        ),
    ),
    option(
        "--part-size",
        type=click.IntRange(min=1, max=2_000),
        default=50,
        show_default=True,
        metavar="MO",
        text=Text(
            fr="Taille au-delà de laquelle un fichier est envoyé en plusieurs parties, et celle "
            "de ses parties.",
            en="Size beyond which a file is sent in parts, and that of its parts.",
        ),
    ),
)

#: Add the options to a command, which gets each under its name.
publish_options = with_options(OPTIONS)


def portal_of(choices: dict[str, Any], *, needs_key: bool) -> Portal:
    """Return the portal, with the key that its variable or the keyring holds.

    Raises:
        UsageError: two portals are named, or there is no key where one is needed.
    """
    from tamis.model.api import Token
    from tamis.publish.portal import DEMO, WWW, Portal, address_of
    from tamis.sources import token

    demo, other = choices["demo"], choices["datagouv_url"]
    if demo and other:
        raise UsageError(
            Text(
                fr="--demo et --datagouv-url nomment deux portails.",
                en="--demo and --datagouv-url name two portals.",
            )
        )
    variable = choices["key_variable"] or (DEMO_KEY if demo else KEY)
    address = address_of(other or (DEMO if demo else WWW))
    wanted = Token(variable=variable)
    key = token.find(wanted) if needs_key or token.is_there(wanted) else None
    return Portal(address=address, key=key)


def note_of(choices: dict[str, Any]) -> DatasetNote:
    """Return what the caller says of the dataset."""
    from tamis.publish.publication import DatasetNote

    names = ("title", "description", "licence", "organization", "frequency")
    return DatasetNote(**{name: choices[name] for name in names})


def run_options(choices: dict[str, Any]) -> PublishOptions:
    """Return where and how to publish.

    Raises:
        UsageError: a resource is not given as NAME=ID.
    """
    from tamis.publish.run import PublishOptions

    return PublishOptions(
        dataset=choices["dataset"],
        create=choices["create"],
        resources=dict(map(_pair, choices["resources"])),
        only=choices["only"],
        allow_older=choices["allow_older"],
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, identifier = text.partition("=")
    if not equals or not name or not identifier:
        raise UsageError(
            Text(
                fr=f"« {text} » : une ressource s'écrit NOM=ID (data.csv=…).",
                en=f"“{text}”: a resource is written NAME=ID (data.csv=…).",
            )
        )
    return name, identifier
