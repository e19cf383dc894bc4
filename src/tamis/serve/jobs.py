"""Jobs, and the processes that do them, one job after the other, and can be ended."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tamis.model.errors import RefusedError, SourceError, TamisError
from tamis.model.text import Text
from tamis.serve.messages import as_error
from tamis.sources.child import Child

#: Jobs after which a process is replaced, so that what libraries keep does not add up.
_LIFE: Final = 200
#: Variables that say where temporary files go.
_TEMPORARY: Final = ("TMPDIR", "TEMP", "TMP")
STOPPED: Final = Text(fr="Le travail a été arrêté.", en="The work was stopped.")


class BusyError(RefusedError):
    """No more work is taken in for now."""


class StoppedError(RefusedError):
    """Nobody waits for the job any more."""


@dataclass(slots=True, kw_only=True)
class Job:
    """One thing to do, and how far it is. It changes.

    Attributes:
        id: a name that nobody can guess.
        request: what is asked of the worker.
        client: for whom it is done.
        rows: how many records have been read.
        state: ``waiting``, ``working``, ``done`` or ``failed``.
        future: the answer of the worker, or a `TamisError`.
    """

    request: Mapping[str, Any]
    client: str
    seconds: float
    id: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    rows: int = 0
    state: str = "waiting"
    is_stopped: bool = False
    ended: float = 0.0
    future: Future[dict[str, Any]] = field(default_factory=Future)
    worker: Worker | None = None

    def stop(self) -> None:
        """End the job, and the process that does it."""
        self.is_stopped = True
        worker = self.worker
        if worker is not None:
            worker.kill()


class Worker:
    """A process that does one job after the other (`tamis.serve.worker`).

    Args:
        threads: how many threads it computes with.
        room: a folder for its temporary files, which go with it.
    """

    def __init__(self, threads: int, room: Path) -> None:
        self._room = Path(tempfile.mkdtemp(dir=room))
        folder = str(self._room)
        own = {"POLARS_MAX_THREADS": str(threads)} | dict.fromkeys(_TEMPORARY, folder)
        self._child = Child("tamis.serve.worker", environment=own)
        self.jobs = 0

    def do(self, job: Job) -> dict[str, Any]:
        """Have a job done; return the answer.

        Raises:
            TamisError: it failed, was stopped, or took too long.
        """
        self.jobs += 1
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(job.seconds, give_up)
        timer.daemon = True
        job.worker = self
        timer.start()
        try:
            return self._answer(job)
        except (EOFError, OSError, ValueError):
            raise self._why(job, is_late=late.is_set()) from None
        finally:
            timer.cancel()
            job.worker = None

    def _answer(self, job: Job) -> dict[str, Any]:
        if job.is_stopped:
            raise StoppedError(STOPPED)
        self._child.input.write(json.dumps(dict(job.request)).encode() + b"\n")
        self._child.input.flush()
        while True:
            line = self._child.output.readline()
            if not line:
                raise EOFError
            message: dict[str, Any] = json.loads(line)
            if "rows" in message:
                job.rows = int(message["rows"])
            elif "error" in message:
                raise as_error(message["error"])
            else:
                done: dict[str, Any] = message["done"]
                return done

    def _why(self, job: Job, *, is_late: bool) -> TamisError:
        """Return why a process ended before its answer."""
        self.kill()
        code = self._child.wait()
        if job.is_stopped:
            return StoppedError(STOPPED)
        if is_late:
            return RefusedError(
                Text(
                    fr=f"Ce fichier demande plus de {job.seconds:g} s : le travail s'arrête.",
                    en=f"This file takes more than {job.seconds:g} s: the work stops.",
                ),
                Text(fr="Découpez le fichier.", en="Split the file."),
            )
        if code == RefusedError.exit_code:
            return RefusedError(
                Text(
                    fr="Ce fichier demande plus de mémoire qu'il n'est permis, bien au-delà de sa "
                    "taille.",
                    en="This file takes more memory than is allowed, far beyond its size.",
                )
            )
        return SourceError(
            Text(
                fr=f"La lecture de ce fichier a mis fin à son processus ({code}).",
                en=f"Reading this file ended its process ({code}).",
            )
        )

    def is_fit(self) -> bool:
        """Whether the process can do another job."""
        return self._child.is_alive() and self.jobs < _LIFE

    def kill(self) -> None:
        """End the process now."""
        self._child.kill()

    def close(self) -> None:
        """End the process and let go of it."""
        self._child.kill()
        self._child.close()
        shutil.rmtree(self._room, ignore_errors=True)
