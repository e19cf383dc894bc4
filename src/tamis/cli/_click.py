"""click's own classes, with sentences in both languages and commands imported when called."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from tamis.cli import _complete
from tamis.model.errors import UsageError
from tamis.model.suggest import meant
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
    "FORME": "FORM",
    "SCHÉMA": "SCHEMA",
    "MO": "MB",
    "SCHÉMAS": "SCHEMAS",
    "MOTS": "WORDS",
    "HÔTE": "HOST",
    "MOTIF": "PATTERN",
    "CLÉ": "KEY",
    "VALEUR": "VALUE",
    "RÔLE": "ROLE",
    "COLONNE": "COLUMN",
    "CHAMPS": "FIELDS",
    "CHAMP": "FIELD",
    "ADRESSE": "ADDRESS",
    "COMMANDE": "COMMAND",
    "ARGUMENTS": "ARGS",
}


def _metavar(word: str) -> str:
    """Return what stands for a value in the current language.

    >>> _metavar("NOM|FICHIER")
    'NOM|FICHIER'
    """
    if current_lang() == "fr":
        return word
    return re.sub(r"\w+", lambda found: _WORDS.get(found[0], found[0]), word)


def _bound(text: Text) -> str:
    """Return a sentence that no line break parts from its French punctuation."""
    said = text.say()
    if current_lang() != "fr":
        return said
    return re.sub(r" (?=[:;?!»])", "\u00a0", said).replace("« ", "«\u00a0")


class _Parameter(click.Parameter):
    """What options and arguments share.

    What stands for a value is said in the current language; a value that is none of those
    allowed is told with the nearest ones; a shell proposes values.
    """

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value."""
        return _metavar(super().make_metavar(ctx))

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """Return the value as its type.

        Raises:
            BadParameter: it is none.
        """
        try:
            return super().type_cast_value(ctx, value)
        except click.BadParameter as error:
            if isinstance(self.type, click.Choice) and isinstance(value, str):
                allowed = [str(one) for one in self.type.choices]
                raise click.BadParameter(_no_choice(value, allowed), ctx, self) from error
            raise

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what a shell may propose."""
        found = super().shell_complete(ctx, incomplete)
        return found or _complete.proposals(self.name, incomplete)


class Option(_Parameter, click.Option):
    """An option whose help is said in the current language."""

    def __init__(self, *args: Any, text: Text, **settings: Any) -> None:
        self.text = text
        super().__init__(*args, **settings)

    @property
    def help(self) -> str:
        """The sentence of the option."""
        return _bound(self.text)

    @help.setter
    def help(self, _: str | None) -> None:
        """Ignore what click sets: the sentence depends on the language of the moment."""


class Argument(_Parameter, click.Argument):
    """An argument."""


def _no_choice(value: str, allowed: list[str]) -> str:
    listed = ", ".join(allowed)
    text = Text(
        fr=f"« {value} » n'est aucune de ces valeurs : {listed}.",
        en=f"“{value}” is none of these values: {listed}.",
    )
    hint = meant(value, allowed)
    return f"{text} {hint}" if hint else str(text)


class PipeClosedError(Exception):
    """What is printed is read no more; click would tell it as a file that does not conform."""


class Written(click.Path):
    """A file that a command writes: it may be none of those that the command reads.

    Args:
        instead: what to do where it is one.
    """

    def __init__(self, *, instead: Text | None = None) -> None:
        self.instead = instead
        super().__init__(path_type=Path, dir_okay=False)


#: A command line and what it does.
Example = tuple[str, Text]


class Command(click.Command):
    """A command whose help is said in the current language.

    Args:
        text: what it does.
        more: all else there is to know.
        examples: command lines that show it at work.
    """

    def __init__(
        self,
        *args: Any,
        text: Text,
        more: Text | None = None,
        examples: Sequence[Example] = (),
        **settings: Any,
    ) -> None:
        self.text = text
        self.more = more
        self.examples = tuple(examples)
        super().__init__(*args, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises:
            UsageError: a file that it writes is one that it reads.
        """
        given = [(one.type, _paths(ctx.params.get(one.name or ""))) for one in self.params]
        written = [(kind, paths) for kind, paths in given if isinstance(kind, Written) and paths]
        # A word among some, such as a format, is no path, though a file may be called so.
        others = [paths for kind, paths in given if not isinstance(kind, (Written, click.Choice))]
        read = [path for paths in others for path in paths]
        for kind, paths in written:
            _apart(read, paths, kind)
            read += paths
        return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section(str(Text(fr="Exemples\u00a0", en="Examples"))):
                for line, does in self.examples:
                    formatter.write_text(_bound(does))
                    formatter.write(f"{'':>{formatter.current_indent + 2}}$ {line}\n")
        super().format_epilog(ctx, formatter)

    @property
    def help(self) -> str:
        """What the command does, and all there is to know."""
        return f"{_bound(self.text)}\n\n{_bound(self.more)}" if self.more else _bound(self.text)

    @help.setter
    def help(self, _: str | None) -> None:
        """Ignore what click sets: the sentence depends on the language of the moment."""

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 click's signature
        """Return what the command does, whole."""
        return str(self.text)


def _paths(value: Any) -> list[str | Path]:
    """Return what may be paths among the values of a parameter."""
    values = value if isinstance(value, (list, tuple)) else [value]
    return [one for one in values if one and isinstance(one, (str, Path))]


def _apart(read: list[str | Path], written: list[str | Path], kind: Written) -> None:
    from tamis.writers.apart import apart

    more = {"hint": kind.instead} if kind.instead else {}
    apart(read, map(Path, written), **more)


class Group(click.Group):
    """A group whose commands are the files of a folder, imported when they are needed.

    Args:
        text: what the group is for.
        package: the package that holds the commands; each file has a function ``command``.
        prefix: what the names of its files begin with.
    """

    def __init__(
        self, *args: Any, text: Text, package: str, prefix: str = "", **settings: Any
    ) -> None:
        self.text = text
        self.package = package
        self.prefix = prefix
        settings.setdefault("subcommand_metavar", "COMMANDE [ARGUMENTS]...")
        super().__init__(*args, **settings)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words of the line that says how it is used."""
        return [_metavar(piece) for piece in super().collect_usage_pieces(ctx)]

    @property
    def help(self) -> str:
        """What the group is for."""
        return _bound(self.text)

    @help.setter
    def help(self, _: str | None) -> None:
        """Ignore what click sets: the sentence depends on the language of the moment."""

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 click's signature
        """Return what the group is for, whole."""
        return str(self.text)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """Return the names of the files."""
        stems = (path.stem for path in Path(__file__).parent.glob(f"{self.prefix}[a-z]*.py"))
        names = (stem.removeprefix(self.prefix) for stem in stems)
        return sorted(name for name in names if name != "main" and "_" not in name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises:
            PipeClosedError: who read what it prints does so no more.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeClosedError from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the words name.

        Raises:
            UsageError: there is none; the nearest ones are told.
        """
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            listed = ", ".join(known)
            raise UsageError(
                Text(
                    fr=f"Il n'y a pas de commande « {args[0]} ».",
                    en=f"There is no command “{args[0]}”.",
                ),
                meant(args[0], known, Text(fr=f"Commandes : {listed}.", en=f"Commands: {listed}.")),
            )
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command called `cmd_name`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{self.package}.{self.prefix}{cmd_name}")
        command: click.Command = module.command
        return command


def option(*names: str, text: Text, **settings: Any) -> Callable[[_F], _F]:
    """Declare an option with its sentence."""
    return click.option(*names, cls=Option, text=text, **settings)


def argument(*names: str, **settings: Any) -> Callable[[_F], _F]:
    """Declare an argument."""
    return click.argument(*names, cls=Argument, **settings)


def command(
    name: str, text: Text, more: Text | None = None, examples: Sequence[Example] = ()
) -> Callable[[Callable[..., Any]], Command]:
    """Declare a command with its sentences and its examples."""
    return click.command(name, cls=Command, text=text, more=more, examples=examples)
