"""A process of ours that reads in place of this one, and what to tell where it dies of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any

from tamis.model.errors import RefusedError, SourceError
from tamis.model.text import Text
from tamis.sources import memory


class Child:
    """A process that runs a module of ours; each end speaks to the other through a pipe.

    It ends when its input does, and so never outlives who began it.

    Args:
        module: the module that it runs, such as ``tamis.serve.worker``.
        environment: variables that it has beside ours.
        is_quiet: whether what it prints on standard error is dropped.
    """

    def __init__(
        self, module: str, *, environment: Mapping[str, str] = {}, is_quiet: bool = False
    ) -> None:
        self._process = subprocess.Popen(  # noqa: S603 our own module
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if is_quiet else None,
            env={**os.environ, **environment},
        )
        self.input = _pipe(self._process.stdin)
        self.output = _pipe(self._process.stdout)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def wait(self) -> int:
        """Wait for its end; return its exit code, below zero where a signal ended it."""
        return self._process.wait()

    def kill(self) -> None:
        """End the process now."""
        with suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """Let it end, wait until it has, and let go of its pipes."""
        with suppress(OSError):  # what a dead process never read
            self.input.close()
        self._process.wait()
        self.output.close()


def death(code: int, memory_limit: int, name: str) -> RefusedError | SourceError:
    """Return what to tell of a file whose reading ended its process.

    Args:
        code: the exit code of the process.
        memory_limit: the bytes that it was allowed.
        name: the file.
    """
    if code == RefusedError.exit_code:
        return memory.refusal(name, memory_limit)
    how = signal.Signals(-code).name if code < 0 else str(code)
    return SourceError(
        Text(
            fr=f"La lecture de « {name} » a mis fin au processus qui en était chargé ({how}).",
            en=f"Reading “{name}” killed the process that was reading it ({how}).",
        ),
        Text(
            fr="Le fichier est sans doute abîmé, ou trop grand pour la mémoire.",
            en="The file is probably damaged, or too large for the memory.",
        ),
    )


def _pipe(pipe: IO[Any] | None) -> IO[Any]:
    if pipe is None:  # pragma: no cover
        raise RuntimeError("a process has no pipe")
    return pipe
