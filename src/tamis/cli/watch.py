"""Validating again each time a file is saved."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import click

from tamis.cli import screen
from tamis.model.errors import TamisError, UsageError
from tamis.model.text import Text

#: Validates the files named, or all of them.
Validate: TypeAlias = Callable[[tuple[str, ...] | None], object]
#: Milliseconds between two looks, where the system does not tell of a change by itself (shared
#: folders), or told of it while the files were being read.
_LOOK: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a run depends on, as whole paths.

    Attributes:
        files: the files validated, under the names that the run knows them by.
        others: schemas and configuration, which concern all of them.
    """

    files: dict[str, str]
    others: frozenset[str]

    def folders(self) -> set[str]:
        """Return the folders to be watched."""
        return {
            str(folder)
            for file in (*self.files, *self.others)
            if (folder := Path(file).parent).is_dir()
        }

    def states(self) -> dict[str, tuple[int, int] | None]:
        """Return when each file was last written, and its size; None where there is none."""
        return {path: _state(path) for path in (*self.files, *self.others)}

    def concerned(self, changed: Iterable[str]) -> tuple[str, ...] | None:
        """Return the files to validate again; None for all of them, an empty tuple for none."""
        paths = set(changed)
        if paths & self.others:
            return None
        return tuple(name for path, name in self.files.items() if path in paths)


def _state(path: str) -> tuple[int, int] | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def run_on_save(run: Validate, watched: Callable[[], Watched]) -> None:
    """Run once, then again for the files that are saved, until interrupted.

    Args:
        run: validates the files given, or all of them.
        watched: says what to watch; asked anew each time, as files come and go.

    Raises:
        UsageError: what watches files is not installed, or there is nothing to watch.
        KeyboardInterrupt: the person has seen enough.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        raise UsageError(
            Text(
                fr="--watch a besoin de la bibliothèque watchfiles.",
                en="--watch needs the library watchfiles.",
            ),
            Text(fr="pip install 'tamis[watch]'", en="pip install 'tamis[watch]'"),
        ) from error
    current, concerned = watched(), None
    while True:
        before = current.states()
        _once(run, concerned)
        if not current.folders():
            raise UsageError(
                Text(fr="Il n'y a rien à surveiller.", en="There is nothing to watch.")
            )
        _announce(current)
        looks = watch(
            *current.folders(),
            recursive=False,
            raise_interrupt=True,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
        )
        for events in looks:
            current = _refreshed(watched, current) if events else current
            now = current.states()
            concerned = current.concerned(p for p, state in now.items() if state != before.get(p))
            if concerned is None or concerned:
                break


def _refreshed(watched: Callable[[], Watched], current: Watched) -> Watched:
    """Return what is to be watched now; what was, while the configuration is being mended."""
    try:
        return watched()
    except TamisError:
        return current


def _once(run: Validate, files: tuple[str, ...] | None) -> None:
    """Run; what goes wrong is told, and stops nothing: the next save may mend it."""
    try:
        run(files)
    except TamisError as error:
        screen.show_error(error)
    sys.stdout.flush()


def _announce(current: Watched) -> None:
    n = len(current.files)
    click.echo(
        Text(
            fr=f"→ {n} fichier{'s' if n > 1 else ''} sous surveillance ; Ctrl+C pour finir.",
            en=f"→ {n} file{'' if n == 1 else 's'} watched; Ctrl+C to end.",
        ),
        err=True,
    )
