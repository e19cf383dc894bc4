"""Options and arguments, their sentences in both languages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import click

from tamis.cli import complete
from tamis.model.errors import UsageError
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text, current_lang

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_F = TypeVar("_F", bound=Callable[..., Any])

#: What stands for a value in a help text, in English.
_WORDS: Final = {
    "FICHIER": "FILE",
    "FICHIERS": "FILES",
    "DOSSIER": "FOLDER",
    "NOM": "NAME",
    "TEXTE": "TEXT",
    "SIGNE": "SIGN",
    "FORME": "FORM",
    "SCHÉMA": "SCHEMA",
    "MO": "MB",
    "SCHÉMAS": "SCHEMAS",
    "MOTS": "WORDS",
    "HÔTE": "HOST",
    "SERVEUR": "HOST",
    "MOTIF": "PATTERN",
    "CLÉ": "KEY",
    "VALEUR": "VALUE",
    "RÔLE": "ROLE",
    "COLONNE": "COLUMN",
    "SORTIE": "OUTPUT",
    "CHAMPS": "FIELDS",
    "CHAMP": "FIELD",
    "LOGICIEL": "SOFTWARE",
    "ADRESSE": "ADDRESS",
    "CHEMIN": "PATH",
    "COMMANDE": "COMMAND",
    "ARGUMENTS": "ARGS",
    "AAAA": "YYYY",
    "JJ": "DD",
    "JOURS": "DAYS",
    "MOT": "WORD",
    "MÈTRES": "METRES",
    "NUMÉRO": "NUMBER",
    "RÉPARATION": "REPAIR",
    "ÉTAT": "STATUS",
    "DÉFINITION": "DEFINITION",
    "OPÉRATION": "OPERATION",
}


def metavar(word: str) -> str:
    """Return what stands for a value in the current language.

    >>> metavar("NOM|FICHIER")
    'NOM|FICHIER'
    """
    if current_lang() == "fr":
        return word
    return re.sub(r"\w+", lambda match: _WORDS.get(match[0], match[0]), word)


def unbroken(text: Text) -> str:
    """Return a sentence that no line break parts from its French punctuation."""
    sentence = text.say()
    if current_lang() != "fr":
        return sentence
    return re.sub(r" (?=[:;?!»])", "\u00a0", sentence).replace("« ", "«\u00a0")


class _Parameter(click.Parameter):
    """What options and arguments share.

    What stands for a value is said in the current language; a value that is none of those
    allowed is told with the nearest ones; a shell proposes values.
    """

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value."""
        return metavar(super().make_metavar(ctx))

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """Return the value as its type.

        Raises:
            BadParameter: it is none.
        """
        try:
            return super().type_cast_value(ctx, value)
        except click.BadParameter as error:
            if isinstance(self.type, click.Choice) and isinstance(value, str):
                allowed = [str(choice) for choice in self.type.choices]
                raise click.BadParameter(_no_choice(value, allowed), ctx, self) from error
            raise

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what a shell may propose."""
        items = super().shell_complete(ctx, incomplete)
        return items or complete.proposals(self.name, incomplete)


class Option(_Parameter, click.Option):
    """An option whose help is said in the current language."""

    def __init__(self, *args: Any, text: Text, **settings: Any) -> None:
        self.text = text
        super().__init__(*args, **settings)

    @property
    def help(self) -> str:
        """The sentence of the option."""
        return unbroken(self.text)

    @help.setter
    def help(self, _: str | None) -> None:
        """Ignore what click sets: the sentence depends on the language of the moment."""


class Argument(_Parameter, click.Argument):
    """An argument."""


def metres(value: str) -> float:
    """Return a distance, in metres.

    Raises:
        UsageError: it is no distance, or none between rows of one place.

    >>> metres("30m"), metres("0,5 km")
    (30.0, 500.0)
    """
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(m|km)?", value.strip(), re.IGNORECASE)
    distance = float(match[1].replace(",", ".")) if match else 0.0
    if match and (match[2] or "").lower() == "km":
        distance *= 1000
    if not 0 < distance <= _FARTHEST:
        raise UsageError(
            Text(
                fr=f"« {value} » n'est pas une distance : 30m, 0.5km (jusqu'à 10 km).",
                en=f"“{value}” is no distance: 30m, 0.5km (up to 10 km).",
            )
        )
    return distance


#: Metres beyond which two rows are not about one place.
_FARTHEST: Final = 10_000


def _no_choice(value: str, allowed: list[str]) -> str:
    listed = ", ".join(allowed)
    text = Text(
        fr=f"« {value} » n'est pas l'une de ces valeurs : {listed}.",
        en=f"“{value}” is none of these values: {listed}.",
    )
    hint = did_you_mean(value, allowed)
    return f"{text} {hint}" if hint else str(text)


class OutputFile(click.Path):
    """A file that a command writes: it may be none of those that the command reads.

    Args:
        instead: what to do where it is one.
        dash: what ``-`` means: ``none`` for no file, ``path`` for standard output, which the
            command writes itself; "" where it is refused.
        endings: the endings that its name may have, "" for none; empty for any.
    """

    def __init__(
        self,
        *,
        instead: Text | None = None,
        dash: Literal["", "none", "path"] = "",
        endings: tuple[str, ...] = (),
    ) -> None:
        self.instead = instead
        self.dash = dash
        self.endings = endings
        super().__init__(path_type=Path, dir_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; None where standard output is what the command does without a file."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if str(path) == "-":
            if not self.dash:
                raise UsageError(
                    Text(
                        fr="Cette sortie ne peut pas être la sortie standard (-).",
                        en="This output cannot be standard output (-).",
                    ),
                    Text(fr="Donnez un fichier.", en="Give a file."),
                )
            return None if self.dash == "none" else path
        if self.endings and path.suffix.lower() not in self.endings:
            listed = ", ".join(filter(None, self.endings))
            raise UsageError(
                Text(
                    fr=f"« {path} » : aucune forme n'a l'extension « {path.suffix} ».",
                    en=f"“{path}”: no form has the extension “{path.suffix}”.",
                ),
                Text(fr=f"Extensions possibles : {listed}.", en=f"Use one of: {listed}."),
            )
        return path


def option(*names: str, text: Text, **settings: Any) -> Callable[[_F], _F]:
    """Declare an option with its sentence."""
    return click.option(*names, cls=Option, text=text, **settings)


def argument(*names: str, **settings: Any) -> Callable[[_F], _F]:
    """Declare an argument."""
    return click.argument(*names, cls=Argument, **settings)


def combined(
    options: Sequence[Callable[..., Any]], name: str, build: Callable[[dict[str, Any]], Any]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what adds options to a command, which gets what they amount to as one value.

    Args:
        options: the options, in the order of the help.
        name: what the command calls the value.
        build: takes the options out of all that are given, and returns the value.
    """

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def wrapped(*args: Any, **settings: Any) -> Any:
            value = build(settings)
            return command(*args, **{name: value}, **settings)

        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped

    return add


def with_options(options: Sequence[Callable[[_F], _F]]) -> Callable[[_F], _F]:
    """Return what adds options to a command, which gets each under its name."""

    def add(command: _F) -> _F:
        for option_ in reversed(options):
            command = option_(command)
        return command

    return add
