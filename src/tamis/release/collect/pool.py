"""Many sources at once, in processes apart: what a source does to its process costs it alone.

Large ones have every core each. Little delimited text and JSON, which cannot take more memory than
a run may, are read here where there are few: sooner than a process is started.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
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
from tamis.tables.side_by_side import MOST, side_by_side

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
    """Does tasks here; `small` and `large` are executors, `idle` the workers at rest.

    Little files wait in `little` for whoever is free, and are done a lot of them side by side.
    """

    small: ThreadPoolExecutor
    large: ThreadPoolExecutor
    on_rows: OnRows
    idle: SimpleQueue[_Worker] = field(default_factory=SimpleQueue)
    little: deque[tuple[Task, Future[Result]]] = field(default_factory=deque)
    alone: bool = False
    jobs: int = 1

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
        if not is_plain:
            return self.small.submit(self._away, task)
        future: Future[Result] = Future()
        self.little.append((task, future))
        executor, do = (self.large, self._all_here) if self.alone else (self.small, self._all_away)
        executor.submit(self._do_lot, do)
        return future

    def _do_lot(self, do: Callable[[Sequence[Task]], Sequence[Result]]) -> None:
        """Do some of the little files that wait, each worker about as many."""
        lot: list[tuple[Task, Future[Result]]] = []
        most = min(MOST, -(-len(self.little) // self.jobs))
        with suppress(IndexError):  # another one has taken the last
            while len(lot) < most:
                lot.append(self.little.popleft())
        if not lot:
            return
        try:
            results = do([task for task, _ in lot])
        except BaseException as error:  # noqa: BLE001 whoever waits must hear of it
            for _, future in lot:
                future.set_exception(error)
        else:
            for (_, future), result in zip(lot, results, strict=True):
                future.set_result(result)

    def _all_here(self, tasks: Sequence[Task]) -> Sequence[Result]:
        return side_by_side(self._here, tasks)

    def _all_away(self, tasks: Sequence[Task]) -> Sequence[Result]:
        results = self._away_together(tasks)
        is_dead = all(isinstance(result, TamisError) for result in results) and len(tasks) > 1
        # Which of them has made the process die is known of each by itself.
        return [self._away(task) for task in tasks] if is_dead else results

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
            return worker.do([task], self.on_rows)[0]
        finally:
            worker.child.close()

    def _away(self, task: Task) -> Result:
        return self._away_together([task])[0]

    def _away_together(self, tasks: Sequence[Task]) -> Sequence[Result]:
        try:
            worker = self.idle.get_nowait()
        except Empty:
            worker = _Worker()
        results = worker.do(tasks, self.on_rows)
        if worker.child.is_alive():
            self.idle.put(worker)
        else:
            worker.child.close()
        return results


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
    processes = _Processes(small=small, large=large, on_rows=on_rows, alone=alone, jobs=most)
    try:
        yield processes
    finally:
        processes.little.clear()
        small.shutdown(cancel_futures=True)
        large.shutdown(cancel_futures=True)
        while not processes.idle.empty():
            processes.idle.get().child.close()


class _Worker:
    """A process of ours that does one task after the other, with so many threads ("": all)."""

    def __init__(self, threads: str = "1") -> None:
        own = {"POLARS_MAX_THREADS": threads} if threads else {}
        self.child = Child("tamis.release.collect.worker", environment=own)

    def do(self, tasks: Sequence[Task], on_rows: OnRows) -> Sequence[Result]:
        """Return what became of tasks, done side by side; all have died where the process has."""
        try:
            pickle.dump(tasks, self.child.input)
            self.child.input.flush()
            while True:
                kind, what = pickle.load(self.child.output)  # noqa: S301 our own child speaks
                if kind != "rows":
                    return cast("Sequence[Result]", what)
                number, rows = what
                on_rows(tasks[number], rows)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            code = self.child.wait()
            return [death(code, task.limits.memory, task.location) for task in tasks]
