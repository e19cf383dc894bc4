"""Jobs that wait for a process and have it: how many are taken in, and what became of them.

A thread stands for each process, and hands it one job at a time. A process that passes its time,
that nobody waits for any more, or that dies, is replaced.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

from tamis.model.errors import TamisError
from tamis.model.text import Text
from tamis.serve.jobs import STOPPED, BusyError, Job, StoppedError, Worker

#: Seconds that a finished job can still be asked about.
_REMEMBERED: Final = 600.0
_BUSY: Final = Text(
    fr="Trop de fichiers sont en cours : réessayez dans un instant.",
    en="Too many files are being worked on: try again in a moment.",
)


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
                raise BusyError(_BUSY)
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
