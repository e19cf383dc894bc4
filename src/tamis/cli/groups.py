"""Commands and groups, their sentences in both languages; commands are imported when called."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from tamis.cli.parameters import OutputFile, metavar, unbroken
from tamis.model.errors import UsageError
from tamis.model.suggest import did_you_mean
from tamis.model.text import Text


class PipeClosedError(Exception):
    """What is printed is read no more; click would tell it as a file that does not conform."""


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
        values = [(param.type, _paths(ctx.params.get(param.name or ""))) for param in self.params]
        written = [
            (kind, paths) for kind, paths in values if isinstance(kind, OutputFile) and paths
        ]
        # A word among some, such as a format, is no path, though a file may be called so.
        others = [
            paths for kind, paths in values if not isinstance(kind, (OutputFile, click.Choice))
        ]
        inputs = [path for paths in others for path in paths]
        for kind, paths in written:
            _ensure_apart(inputs, paths, kind)
            inputs += paths
        return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section(str(Text(fr="Exemples\u00a0", en="Examples"))):
                for line, does in self.examples:
                    formatter.write_text(unbroken(does))
                    formatter.write(f"{'':>{formatter.current_indent + 2}}$ {line}\n")
        super().format_epilog(ctx, formatter)

    @property
    def help(self) -> str:
        """What the command does, and all there is to know."""
        return (
            f"{unbroken(self.text)}\n\n{unbroken(self.more)}" if self.more else unbroken(self.text)
        )

    @help.setter
    def help(self, _: str | None) -> None:
        """Ignore what click sets: the sentence depends on the language of the moment."""

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 click's signature
        """Return what the command does, whole."""
        return str(self.text)


def _paths(value: Any) -> list[str | Path]:
    """Return what may be paths among the values of a parameter."""
    values = value if isinstance(value, (list, tuple)) else [value]
    return [path for path in values if path and isinstance(path, (str, Path))]


def _ensure_apart(read: list[str | Path], written: list[str | Path], kind: OutputFile) -> None:
    from tamis.writers.distinct_paths import ensure_distinct

    more = {"hint": kind.instead} if kind.instead else {}
    ensure_distinct(read, map(Path, written), **more)


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
        return [metavar(piece) for piece in super().collect_usage_pieces(ctx)]

    @property
    def help(self) -> str:
        """What the group is for."""
        return unbroken(self.text)

    @help.setter
    def help(self, _: str | None) -> None:
        """Ignore what click sets: the sentence depends on the language of the moment."""

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 click's signature
        """Return what the group is for, whole."""
        return str(self.text)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """Return the names of the files."""
        stems = (
            path.stem
            for path in (Path(__file__).parent / "commands").glob(f"{self.prefix}[a-z]*.py")
        )
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
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-") and not ctx.resilient_parsing:
            listed = ", ".join(names)
            raise UsageError(
                Text(
                    fr=f"Il n'y a pas de commande « {args[0]} ».",
                    en=f"There is no command “{args[0]}”.",
                ),
                did_you_mean(
                    args[0], names, Text(fr=f"Commandes : {listed}.", en=f"Commands: {listed}.")
                ),
            )
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command called `cmd_name`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{self.package}.{self.prefix}{cmd_name}")
        command: click.Command = module.command
        return command


def command(
    name: str, text: Text, more: Text | None = None, examples: Sequence[Example] = ()
) -> Callable[[Callable[..., None]], Command]:
    """Declare a command with its sentences and its examples."""
    return click.command(name, cls=Command, text=text, more=more, examples=examples)
