"""The command line's door: language, commands, errors in one line, exit codes."""

from __future__ import annotations

import gettext
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click

from tamis import failures, system
from tamis.cli import options, screen, streams
from tamis.cli.groups import Group, PipeClosedError
from tamis.cli.parameters import option
from tamis.model.exit_codes import ExitCode
from tamis.model.text import Lang, Text, set_lang
from tamis.model.version import VERSION
from tamis.tables import unfinished

#: The shell whose completion is ours, as the variable that asks for it begins.
_POWERSHELL = "powershell_"
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _version(ctx: click.Context, _: click.Parameter, is_set: bool) -> None:
    if is_set:
        click.echo(f"tamis {VERSION}")
        ctx.exit()


class _Main(Group):
    """The command itself: its help ends with what exit codes mean."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes."""
        with formatter.section(str(Text(fr="Codes de sortie", en="Exit codes"))):
            formatter.write_dl([(str(code.value), str(code.meaning)) for code in ExitCode])
        super().format_epilog(ctx, formatter)


@click.group(
    cls=_Main,
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
    """Run the command line and exit with one of `ExitCode`."""
    streams.prepare()
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _pass_over
    words = list(sys.argv[1:] if args is None else args)
    _use_language(language_of(words, os.environ))
    if threading.current_thread() is threading.main_thread():
        system.on_end_signals(_end)
    unfinished.tidy()
    if os.environ.get("_TAMIS_COMPLETE", "").startswith(_POWERSHELL):
        from tamis.cli import powershell

        powershell.register()
    try:
        code = cli.main(words, prog_name="tamis", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 the last door: every failure becomes a code
        code = _explain(error)
        _flush()
    sys.exit(int(code or 0))


def page() -> None:
    """Open the page, as a double click on ``tamis-page`` does; the console closes with it."""
    main(["serve", *sys.argv[1:]])


def _pass_over(_: sys.UnraisableHookArgs) -> None:
    """Say nothing of what goes wrong while what an error left is thrown away: the error is told."""


class EndedError(BaseException):
    """The system asks the program to end: what was begun is tidied up on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


def _end(number: int, _: FrameType | None) -> None:
    raise EndedError(number)


def _explain(error: BaseException) -> int:
    """Tell a failure in a sentence, and return its exit code."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else int(bool(error.code))
    if isinstance(error, EndedError):
        return error.code
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        click.echo(Text(fr="Interrompu.", en="Interrupted."), err=True)
        return ExitCode.INTERRUPTED
    if isinstance(error, (BrokenPipeError, PipeClosedError)):
        return ExitCode.PIPE_CLOSED
    if isinstance(error, click.ClickException):
        return _explain_usage(error)
    known = failures.as_tamis_error(error)
    screen.show_error(known)
    return known.exit_code


def _explain_usage(error: click.ClickException) -> int:
    """Tell a command line that click refuses."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return ExitCode.USAGE
    hint = ""
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "tamis"
        hint = Text(fr=f"Pour de l'aide : {path} --help", en=f"For help: {path} --help").say()
    screen.print_error(" ".join(error.format_message().split()), hint)
    return ExitCode.USAGE


def _flush() -> None:
    """Write out what is left of standard output; where that fails, give it up in silence."""
    try:
        sys.stdout.flush()
    except OSError:
        streams.abandon(sys.stdout)


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
