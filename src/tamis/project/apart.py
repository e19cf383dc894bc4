"""Files judged in a process apart, where what they do to their process costs them alone.

A budget of memory is held by ending the process that reads (`tamis.sources.memory`): of many
files, one that may swell is read by another process, which does one such file after the other.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import LifoQueue
from typing import TypeVar

from tamis.model.address import is_address
from tamis.model.limits import Limits
from tamis.model.text import current_lang, set_lang
from tamis.sources.child import Child, death
from tamis.sources.little_text import is_little_text

T = TypeVar("T")
R = TypeVar("R")


def may_swell(location: str) -> bool:
    """Return whether a file may take far more memory than its size, as all of the web may."""
    path = Path(location)
    try:
        if is_address(location):
            return True
        if not path.is_file():
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
        self._child: Child | None = None

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
            if self._child is None:  # how it died is told by who waits for it
                self._child = Child("tamis.project.apart", is_quiet=True)
            child = self._child
            try:
                pickle.dump((current_lang(), work, item), child.input)
                child.input.flush()
                result: R = pickle.load(child.output)  # noqa: S301 our own child speaks
            except (EOFError, BrokenPipeError, pickle.UnpicklingError):
                self._close()
                raise death(child.wait(), self._limits.memory, name) from None
        return result

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._child is not None:
            self._child.close()
        self._child = None


class AllApart:
    """Processes apart: one for the files of this machine, for the web as many as read at once.

    Args:
        limits: the budget that each holds its sources to.
        workers: how many sources of the web are read at once.
    """

    def __init__(self, limits: Limits, workers: int) -> None:
        self._local = Apart(limits)
        self._all = [self._local, *(Apart(limits) for _ in range(workers - 1))]
        self._idle: LifoQueue[Apart] = LifoQueue()
        for process in reversed(self._all):
            self._idle.put(process)

    def call(self, work: Callable[[T], R], item: T, name: str) -> R:
        """Return ``work(item)``, done in one of them (see `Apart.call`)."""
        if not is_address(name):
            return self._local.call(work, item, name)
        process = self._idle.get()
        try:
            return process.call(work, item, name)
        finally:
            self._idle.put(process)

    def close(self) -> None:
        """End the processes."""
        for process in self._all:
            process.close()


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
