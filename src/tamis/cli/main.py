"""The command line's door: language, commands, errors in one line, exit codes."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from tamis.cli import options, screen
from tamis.cli.groups import Group, PipeClosedError
from tamis.cli.parameters import option
from tamis.model.errors import TamisError
from tamis.model.text import Lang, Text, set_lang
from tamis.model.version import VERSION

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _version(ctx: click.Context, _: click.Parameter, is_set: bool) -> None:
    if is_set:
        click.echo(f"tamis {VERSION}")
        ctx.exit()


@click.group(
    cls=Group,
    package="tamis.cli.commands",
    context_settings=_SETTINGS,
    text=Text(
        fr="Vérifie, corrige et fusionne des fichiers de données d'après leur schéma publié.",
        en="Check, repair and merge data files against their published schema.",
    ),
)
@option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    text=Text(fr="Affiche la version et s'arrête.", en="Show the version and exit."),
)
@options.lang
def cli() -> None:
    """Hold the commands."""


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit.

    Exit codes: 0 conforms, 1 does not conform, 2 usage, 3 a source or schema cannot be read,
    4 refused by a guard, 130 interrupted, 141 what is printed is read no more.
    """
    words = list(sys.argv[1:] if args is None else args)
    _use_language(language_of(words, os.environ))
    try:
        code = cli.main(words, prog_name="tamis", standalone_mode=False)
        sys.stdout.flush()
    except TamisError as error:
        screen.show_error(error)
        code = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = error.exit_code
    except click.UsageError as error:
        context = error.ctx
        path = context.command_path if context else "tamis"
        hint = Text(fr=f"Pour de l'aide : {path} --help", en=f"For help: {path} --help").say()
        screen.print_error(" ".join(error.format_message().split()), hint)
        code = error.exit_code
    except click.ClickException as error:
        screen.print_error(error.format_message(), "")
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(Text(fr="Interrompu.", en="Interrupted."), err=True)
        code = 130
    except (BrokenPipeError, PipeClosedError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    sys.exit(code or 0)


def language_of(args: Sequence[str], environment: os._Environ[str] | dict[str, str]) -> Lang:
    """Return the language asked for: ``--lang``, else the locale, else French.

    >>> language_of(["--lang", "en"], {}), language_of([], {"LANG": "en_GB.UTF-8"})
    ('en', 'en')
    >>> language_of([], {"LANG": "C"})
    'fr'
    """
    for index, word in enumerate(args):
        value = (
            args[index + 1]
            if word == "--lang" and index + 1 < len(args)
            else word.partition("=")[2]
        )
        if word.partition("=")[0] == "--lang" and value in {"fr", "en"}:
            return "fr" if value == "fr" else "en"
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "C")
    neutral = locale.partition(".")[0] in {"C", "POSIX"}
    return "fr" if neutral or locale.startswith("fr") else "en"


def _use_language(lang: Lang) -> None:
    """Speak `lang`; click's own sentences go through gettext."""
    set_lang(lang)
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain("tamis", Path(__file__).parent / "locale")
    gettext.textdomain("tamis")
