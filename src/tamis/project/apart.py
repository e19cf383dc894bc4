"""Files judged in a process apart, where what they do to their process costs them alone.

A budget of memory is held by ending the process that reads (`tamis.sources.memory`): of many
files, one that may swell is read by another process, which does one such file after the other.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TypeVar

from tamis.model.address import is_address
from tamis.model.errors import RefusedError, SourceError
from tamis.model.limits import Limits
from tamis.model.text import Text, current_lang, set_lang
from tamis.sources import memory
from tamis.sources.little_text import is_little_text

T = TypeVar("T")
R = TypeVar("R")


def may_swell(location: str) -> bool:
    """Return whether a file of this machine may take far more memory than its size."""
    path = Path(location)
    try:
        if is_address(location) or not path.is_file():
            return False
        return not is_little_text(path, path.stat().st_size)
    except (OSError, ValueError):  # whoever opens it says what is wrong
        return False


class Apart:
    """A process of ours that does one call after the other; another takes its place if it dies.

    Args:
        limits: the budget that it holds its sources to.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, work: Callable[[T], R], item: T, name: str) -> R:
        """Return ``work(item)``, done there.

        Args:
            work: what can be pickled, as `item` and what comes back.
            item: what it is called with.
            name: the file that it reads.

        Raises:
            SourceError: it made the process die.
        """
        with self._lock:
            if self._process is None:
                self._process = _started()
            into, out = _pipe(self._process.stdin), _pipe(self._process.stdout)
            try:
                pickle.dump((current_lang(), work, item), into)
                into.flush()
                result: R = pickle.load(out)  # noqa: S301 our own child speaks
            except (EOFError, BrokenPipeError, pickle.UnpicklingError):
                code = self._process.wait()
                self._close()
                raise self._death(code, name) from None
        return result

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._process is None:
            return
        with suppress(BrokenPipeError):  # what a dead process never read
            _pipe(self._process.stdin).close()
        self._process.wait()
        _pipe(self._process.stdout).close()
        self._process = None

    def _death(self, code: int, name: str) -> RefusedError | SourceError:
        if code == RefusedError.exit_code:
            return memory.refusal(name, self._limits.memory)
        how = signal.Signals(-code).name if code < 0 else str(code)
        return SourceError(
            Text(
                fr=f"La lecture de « {name} » a fait mourir le processus qui en était chargé "
                f"({how}).",
                en=f"Reading “{name}” killed the process in charge ({how}).",
            ),
            Text(
                fr="Le fichier est sans doute abîmé, ou trop grand pour la mémoire.",
                en="The file is probably damaged, or too large for the memory.",
            ),
        )


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tamis.project.apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # how it died is told by who waits for it
    )


def _pipe(pipe: IO[Any] | None) -> IO[Any]:
    if pipe is None:  # pragma: no cover
        raise RuntimeError("a process has no pipe")
    return pipe


def main() -> None:
    """Do calls until there is no more: it ends with its input, and never outlives who began it."""
    out = os.fdopen(os.dup(1), "wb")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us hears it too, and ends us
    os.dup2(2, 1)  # whatever else is printed must not reach the answers
    while True:
        try:
            lang, work, item = pickle.load(sys.stdin.buffer)  # noqa: S301 our own parent speaks
        except EOFError:
            return
        set_lang(lang)
        pickle.dump(work(item), out)
        out.flush()


if __name__ == "__main__":
    main()
