"""Many sources at once, in processes apart: what a source does to its process costs it alone.

Large ones have every core each. Little delimited text and JSON, which cannot take more memory than
a run may, are read here where there are few: sooner than a process is started.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, Protocol, cast

from tamis import failures
from tamis.model.errors import TamisError
from tamis.model.limits import MB
from tamis.release.collect.local import LocalRunner
from tamis.release.collect.source import collect_source
from tamis.release.collect.task import Task
from tamis.release.source_result import SourceResult
from tamis.sources.child import Child, death
from tamis.sources.little_text import is_little_text

#: A source of so many bytes keeps every core busy by itself.
LARGE: Final = 48 * MB
#: Less than this, in all, is read sooner than processes are started.
LITTLE: Final = 64 * MB

Result = SourceResult | TamisError
OnRows = Callable[[Task, int], None]


class Pool(Protocol):
    """Who does tasks: processes of this machine, or a cluster. No result depends on it."""

    def submit(self, task: Task) -> Future[Result]:
        """Have a task done; the future never raises a TamisError, it gives it."""
        ...


@dataclass(slots=True, kw_only=True)
class _Processes:
    """Does tasks here; `small` and `large` are executors, `idle` the workers at rest."""

    small: ThreadPoolExecutor
    large: ThreadPoolExecutor
    on_rows: OnRows
    idle: SimpleQueue[_Worker] = field(default_factory=SimpleQueue)
    alone: bool = False

    def submit(self, task: Task) -> Future[Result]:
        """Have a task done; the future never raises a TamisError, it gives it."""
        path = Path(task.location)
        try:
            size = path.stat().st_size if path.is_file() else 0
            is_plain = bool(size) and is_little_text(path, size)
        except OSError:
            size = 0
        if not size:  # whoever opens it says what is wrong
            return self.large.submit(self._here, task)
        if size >= LARGE:
            return self.large.submit(self._away_alone, task)
        if self.alone and is_plain:
            return self.large.submit(self._here, task)
        return self.small.submit(self._away, task)

    def _here(self, task: Task) -> Result:
        try:
            with failures.told_as_errors():
                runner = LocalRunner(progress=lambda rows: self.on_rows(task, rows))
                return collect_source(task, runner)
        except TamisError as error:
            return error

    def _away_alone(self, task: Task) -> Result:
        """Do a task in a process of its own, with every core."""
        worker = _Worker(threads="")
        try:
            return worker.do(task, lambda rows: self.on_rows(task, rows))
        finally:
            worker.child.close()

    def _away(self, task: Task) -> Result:
        try:
            worker = self.idle.get_nowait()
        except Empty:
            worker = _Worker()
        result = worker.do(task, lambda rows: self.on_rows(task, rows))
        if worker.child.is_alive():
            self.idle.put(worker)
        else:
            worker.child.close()
        return result


@contextmanager
def pool(jobs: int, weights: Sequence[int], on_rows: OnRows) -> Iterator[_Processes]:
    """Give a pool.

    Args:
        jobs: how many processes at most.
        weights: the bytes of each source, as far as they are known.
        on_rows: told the task and the number of its records read so far.
    """
    light = [weight for weight in weights if weight < LARGE]
    alone = jobs < 2 or sum(light) < LITTLE  # noqa: PLR2004 one process is this one
    most = 1 if alone else max(1, min(jobs, len(light)))
    small = ThreadPoolExecutor(most, thread_name_prefix="tamis-pool")
    large = ThreadPoolExecutor(1, thread_name_prefix="tamis-large")
    processes = _Processes(small=small, large=large, on_rows=on_rows, alone=alone)
    try:
        yield processes
    finally:
        small.shutdown(cancel_futures=True)
        large.shutdown(cancel_futures=True)
        while not processes.idle.empty():
            processes.idle.get().child.close()


class _Worker:
    """A process of ours that does one task after the other, with so many threads ("": all)."""

    def __init__(self, threads: str = "1") -> None:
        own = {"POLARS_MAX_THREADS": threads} if threads else {}
        self.child = Child("tamis.release.collect.worker", environment=own)

    def do(self, task: Task, on_rows: Callable[[int], None]) -> Result:
        try:
            pickle.dump(task, self.child.input)
            self.child.input.flush()
            while True:
                kind, what = pickle.load(self.child.output)  # noqa: S301 our own child speaks
                if kind != "rows":
                    return cast("Result", what)
                on_rows(what)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            return death(self.child.wait(), task.limits.memory, task.location)
