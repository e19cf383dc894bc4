"""Work in processes of their own, which can be ended; how much of it is taken in.

A thread stands for each process, and hands it one job at a time. A process that passes its time,
that nobody waits for any more, or that dies, is replaced.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any, Final

from tamis.model.errors import RefusedError, SourceError, TamisError
from tamis.model.text import Text
from tamis.serve.messages import as_error

#: Jobs after which a process is replaced, so that what libraries keep does not add up.
_LIFE: Final = 200
#: Seconds that a finished job can still be asked about.
_REMEMBERED: Final = 600.0
BUSY: Final = Text(
    fr="Trop de fichiers sont en cours : réessayez dans un instant.",
    en="Too many files are being worked on: try again in a moment.",
)
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
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tamis.serve.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "POLARS_MAX_THREADS": str(threads),
                **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder),
            },
        )
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
        into, out = _pipe(self._process.stdin), _pipe(self._process.stdout)
        if job.is_stopped:
            raise StoppedError(STOPPED)
        into.write(json.dumps(dict(job.request)).encode() + b"\n")
        into.flush()
        while True:
            line = out.readline()
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
        code = self._process.wait()
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
        return self._process.poll() is None and self.jobs < _LIFE

    def kill(self) -> None:
        """End the process now."""
        with suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End the process and let go of it."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                _pipe(pipe).close()
        shutil.rmtree(self._room, ignore_errors=True)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 both are pipes
    return stream


class Pool:
    """Processes, what they do, and what waits for them.

    Args:
        jobs: how many processes.
        waiting: how many jobs may wait.
        per_client: how many one client may have.
        seconds: how long a job may take.
        room: a folder for temporary files.
    """

    def __init__(
        self, *, jobs: int, waiting: int, per_client: int, seconds: float, room: Path
    ) -> None:
        self._size, self._waiting, self._per_client = jobs, waiting, per_client
        self.seconds = seconds
        self._room = room
        self._executor = ThreadPoolExecutor(jobs, thread_name_prefix="tamis-serve")
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._lock = threading.Lock()
        self.jobs: dict[str, Job] = {}
        #: Jobs at work or waiting, by client.
        self._active: Counter[str] = Counter()
        self._next_look = 0.0
        self.counts = {"done": 0, "failed": 0, "refused": 0}
        self.is_closed = False

    def submit(self, request: Mapping[str, Any], *, client: str = "", seconds: float = 0) -> Job:
        """Take a job in.

        Raises:
            BusyError: too many are at work or waiting, for this client or for all.
        """
        job = Job(request=request, client=client, seconds=seconds or self.seconds)
        with self._lock:
            self._forget()
            is_full = self._active.total() >= self._size + self._waiting
            is_own_full = bool(client) and self._active[client] >= self._per_client
            if self.is_closed or is_full or is_own_full:
                self.counts["refused"] += 1
                raise BusyError(BUSY)
            self.jobs[job.id] = job
            self._active[client] += 1
        self._executor.submit(self._do, job)
        return job

    def warm(self) -> None:
        """Start a process before it is needed."""
        self._executor.submit(lambda: self._idle.put(self._worker()))

    async def result(self, job: Job) -> dict[str, Any]:
        """Wait for a job; return the answer.

        Raises:
            TamisError: it failed.
        """
        return await asyncio.wrap_future(job.future)

    def active(self) -> dict[str, int]:
        """Return how many jobs are at work and waiting."""
        states = [job.state for job in list(self.jobs.values())]
        return {state: states.count(state) for state in ("working", "waiting")}

    def close(self) -> None:
        """End every process."""
        with self._lock:
            self.is_closed = True
        for job in list(self.jobs.values()):
            job.stop()
        self._executor.shutdown(cancel_futures=True)
        for job in list(self.jobs.values()):
            if not job.future.done():
                self._end(job, StoppedError(STOPPED))
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()

    def _forget(self) -> None:
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + _REMEMBERED / 10
        limit = now - _REMEMBERED
        for name, job in list(self.jobs.items()):
            if job.future.done() and job.ended < limit:
                del self.jobs[name]

    def _do(self, job: Job) -> None:
        try:
            answer: dict[str, Any] | TamisError = self._done(job)
        except TamisError as error:
            answer = error
        self._end(job, answer)

    def _end(self, job: Job, answer: dict[str, Any] | TamisError) -> None:
        """Give the answer of a job, or why there is none."""
        is_failed = isinstance(answer, TamisError)
        with self._lock:
            job.state = "failed" if is_failed else "done"
            job.ended = time.monotonic()
            self.counts[job.state] += 1
            self._active[job.client] -= 1
            if not self._active[job.client]:
                del self._active[job.client]
        with suppress(InvalidStateError):  # nobody waits for it any more
            if isinstance(answer, TamisError):
                job.future.set_exception(answer)
            else:
                job.future.set_result(answer)

    def _done(self, job: Job) -> dict[str, Any]:
        if job.is_stopped:
            raise StoppedError(STOPPED)
        worker = self._worker()
        job.state = "working"
        try:
            return worker.do(job)
        finally:
            if worker.is_fit() and not self.is_closed:
                self._idle.put(worker)
            else:
                worker.close()

    def _worker(self) -> Worker:
        for _ in itertools.count():
            try:
                worker = self._idle.get_nowait()
            except Empty:
                break
            if worker.is_fit():
                return worker
            worker.close()
        return Worker(max(1, (os.cpu_count() or 1) // self._size), self._room)
