"""A budget of memory for what is read, watched while it is read.

What a file takes once it is read cannot always be told before: a text may be repeated, an archive
unpacked, a library greedy. Where a budget is set (`Limits.memory`), a thread looks at the memory
of the process a few times a second, and ends the process in one sentence once it is passed:
libraries that are not written in Python cannot be stopped in any other way. Programs that call
tamis as a library set no budget, so that nothing ends them.
"""

from __future__ import annotations

import contextvars
import os
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from tamis.model.errors import RefusedError
from tamis.model.limits import MB, Limits
from tamis.model.text import Text
from tamis.sources.local import LocalFile

#: Seconds between two looks.
PERIOD: Final = 0.05
#: What Linux says of the memory of a process, in pages (proc(5)).
_STATM: Final = Path("/proc/self/statm")
#: What a source may take for each byte of its own, once unpacked: texts, offsets, results.
_SHARE: Final = 4


@contextmanager
def watched(local: LocalFile, limits: Limits) -> Iterator[None]:
    """Hold the process to its budget of memory while a source is read.

    Args:
        local: the source.
        limits: the budget is `limits.memory` and a share of the size of the source; 0 is none.
    """
    if not limits.memory:
        yield
        return
    share = _unpacked_size(local.path) * _SHARE
    budget = _Budget(name=local.name, memory=limits.memory, share=share)
    _WATCH.add(budget)
    try:
        yield
    finally:
        _WATCH.remove(budget)


def refusal(name: str, memory: int) -> RefusedError:
    """Return the sentence about a source that takes more memory than `memory` bytes."""
    megabytes = memory // MB
    return RefusedError(
        Text(
            fr=f"« {name} » demande plus de {megabytes} Mo de mémoire, bien au-delà de sa taille.",
            en=f"“{name}” takes more than {megabytes} MB of memory, far beyond its size.",
        ),
        Text(
            fr="Un même texte y est sans doute répété un très grand nombre de fois. "
            "Si c'est voulu : --max-memory.",
            en="It may repeat one text a great many times. If that is intended: --max-memory.",
        ),
    )


def _unpacked_size(path: Path) -> int:
    """Return the bytes of a file, those of its members for a zip archive such as a workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError):
        return path.stat().st_size


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Budget:
    """What one source may take: `memory`, and a share of its own size, in bytes."""

    name: str
    memory: int
    share: int


class _Watch:
    """The sources that are being read, and the thread that looks at what they take together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._budgets: list[_Budget] = []
        self._before = 0

    def add(self, budget: _Budget) -> None:
        with self._lock:
            if not self._budgets:
                self._before = _resident()
            self._budgets.append(budget)
            if len(self._budgets) == 1:
                context = contextvars.copy_context()  # the language of the caller
                look = partial(context.run, self._look)
                threading.Thread(target=look, name="tamis-memory", daemon=True).start()

    def remove(self, budget: _Budget) -> None:
        with self._lock:
            self._budgets.remove(budget)

    def _look(self) -> None:
        pause = threading.Event()
        while not pause.wait(PERIOD):
            with self._lock:
                if not self._budgets:
                    return
                allowed = sum(budget.memory + budget.share for budget in self._budgets)
                last = self._budgets[-1]
            if _resident() - self._before > allowed:
                _end(refusal(last.name, last.memory))


def _resident() -> int:
    """Return the bytes of memory that the process holds."""
    try:
        pages = _STATM.read_bytes().split()[1]  # as psutil does, which takes longer to import
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        import psutil

        resident: int = psutil.Process().memory_info().rss
        return resident


def _end(error: RefusedError) -> None:
    """End the process with what it has to say; the next run tidies what this one began."""
    label = Text(fr="Erreur : ", en="Error: ")
    os.write(2, f"{label}{error.text}\n→ {error.hint}\n".encode(errors="backslashreplace"))
    os._exit(error.exit_code)


_WATCH: Final = _Watch()
