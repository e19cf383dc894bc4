"""click's own classes, with sentences in both languages and commands imported when called."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tamis.model.text import Text

_F = TypeVar("_F", bound=Callable[..., Any])


class Option(click.Option):
    """An option whose help is said in the current language."""

    def __init__(self, *args: Any, text: Text, **settings: Any) -> None:
        self.text = text
        super().__init__(*args, **settings)

    @property
    def help(self) -> str:
        """The sentence of the option."""
        return self.text.say()

    @help.setter
    def help(self, _: str | None) -> None:
        """Ignore what click sets: the sentence depends on the language of the moment."""


class Command(click.Command):
    """A command whose help is said in the current language: what it does, then more of it."""

    def __init__(self, *args: Any, text: Text, more: Text | None = None, **settings: Any) -> None:
        self.text = text
        self.more = more
        super().__init__(*args, **settings)

    @property
    def help(self) -> str:
        """What the command does, and all there is to know."""
        return f"{self.text}\n\n{self.more}" if self.more else str(self.text)

    @help.setter
    def help(self, _: str | None) -> None:
        """Ignore what click sets: the sentence depends on the language of the moment."""

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 click's signature
        """Return what the command does, whole."""
        return str(self.text)


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
        super().__init__(*args, **settings)

    @property
    def help(self) -> str:
        """What the group is for."""
        return self.text.say()

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


def command(
    name: str, text: Text, more: Text | None = None
) -> Callable[[Callable[..., Any]], Command]:
    """Declare a command with its sentences."""
    return click.command(name, cls=Command, text=text, more=more)
