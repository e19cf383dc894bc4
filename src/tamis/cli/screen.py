"""Where reports and progress are shown."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

import click

from tamis import system
from tamis.cli import streams
from tamis.model.errors import RefusedError, TamisError, UsageError
from tamis.model.origin import Origin
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.render import Style


def style(
    *,
    verbose: bool = False,
    quiet: bool = False,
    path: Path | None = None,
    theme: Path | None = None,
) -> Style:
    """Return how to show a report here, or in the file at `path`.

    https://no-color.org and https://force-color.org are respected; the option comes first.
    """
    from tamis.render import Style

    color = path is None and _is_coloured()
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    return Style(color=color, width=width, verbose=verbose, quiet=quiet, path=path, theme=theme)


def _is_coloured() -> bool:
    ctx = click.get_current_context(silent=True)
    if ctx is not None and ctx.color is not None:
        return ctx.color
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or system.has_ansi(sys.stdout)


@contextmanager
def output(
    path: Path | None,
    *,
    binary: bool = False,
    console: bool = False,
    origin: Origin | None = None,
) -> Iterator[IO[Any]]:
    """Give the screen, or a file that appears at `path` once all is written.

    Args:
        path: the file; None for standard output.
        binary: whether bytes will be written.
        console: whether the text is for a person: standard output then has its own encoding,
            where everything else is UTF-8.
        origin: where what is written comes from, which is said beside the file.

    Raises:
        UsageError: bytes would go to a terminal.
    """
    if path is None and binary:
        yield _binary_screen()
    elif path is None and console:
        yield sys.stdout
    elif path is None:
        with streams.utf8_output() as text:
            yield text
    else:
        with _file(path, binary=binary, origin=origin) as out:
            yield out


@contextmanager
def _file(path: Path, *, binary: bool, origin: Origin | None) -> Iterator[IO[Any]]:
    from tamis.writers.swap import beside

    with beside(path, origin=origin) as part:
        if binary:
            with part.open("wb") as out:
                yield out
        else:
            with part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as text:
                yield text


def _binary_screen() -> BinaryIO:
    """Return standard output for bytes, which only a file or a pipe can take."""
    if sys.stdout.isatty():
        raise UsageError(
            Text(
                fr="Ce format n'est pas du texte : il ne peut pas être montré à l'écran.",
                en="This format is not text: it cannot be shown on the screen.",
            ),
            Text(fr="Donnez un fichier avec -o.", en="Give a file with -o."),
        )
    return sys.stdout.buffer


def hidden(name: object) -> RefusedError:
    """Return the refusal to show what a restricted file holds."""
    return RefusedError(
        Text(
            fr=f"« {name} » est restreint : rien n'en est montré à l'écran.",
            en=f"“{name}” is restricted: none of it is shown on the screen.",
        ),
        Text(fr="Donnez un fichier avec -o.", en="Give a file with -o."),
    )


def restriction_note(path: Path | None) -> str:
    """Return what is added to the name of a file that was written, where it is restricted."""
    from tamis.sources import sidecar

    if path is None or not sidecar.is_restricted(path):
        return ""
    words = Text(fr="restreint : pour vous seul (0600)", en="restricted: for you alone (0600)")
    return f" · {words}"


def show_error(error: TamisError, source: str = "") -> None:
    """Tell an error: to what it happened, where its sentence does not say, and what to do."""
    text = str(error.text)
    named = f"{source}{Text(fr=' : ', en=': ')}{text}" if source not in text else text
    print_error(named, str(error.hint or ""))


def print_error(text: str, hint: str) -> None:
    """Tell what went wrong in one line, and what to do in another; names of files are escaped."""
    from tamis.render.terminal import escaped

    click.echo(f"{Text(fr='Erreur : ', en='Error: ')}{escaped(text)}", err=True)
    if hint:
        click.echo(f"→ {escaped(hint)}", err=True)
