"""Every source, fetched, known again or read: as many at once as the machine allows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from tamis.engine.spark import Cluster
from tamis.model.errors import TamisError
from tamis.model.limits import DEFAULT, Limits
from tamis.model.profile import Profile
from tamis.model.schema import Schema
from tamis.release.collect import schema_version
from tamis.release.collect.cache import SIZE, Results
from tamis.release.collect.pool import Pool, Result, Told, pool
from tamis.release.collect.spark import spread
from tamis.release.collect.task import Task
from tamis.release.inputs.fetch import Fetched, Fetcher
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.progress import Progress
from tamis.release.result import Read, Unread
from tamis.sources.remote_copy import FetchPolicy, RemoteCopy


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """How sources are brought and read.

    Attributes:
        cache: where fetched files and results are kept for the next run; None keeps nothing.
        cache_size: the bytes that what is kept may take; what a run needs is kept all the same.
        jobs: how many sources are read at once; 0 for as many as there are cores.
        stale: whether an earlier copy stands in for a source whose server does not answer.
        policy: how to fetch; limits: how much is taken in.
        spark: the cluster that does the work; None for this machine.
    """

    cache: Path | None = None
    cache_size: int = SIZE
    jobs: int = 0
    stale: bool = True
    policy: FetchPolicy = field(default_factory=FetchPolicy)
    limits: Limits = DEFAULT
    spark: Cluster | None = None

    @contextmanager
    def pool(self, weights: Sequence[int], told: Told) -> Iterator[Pool]:
        """Give who does the work."""
        if self.spark is not None:
            with spread(self.spark, told) as cluster:
                yield cluster
        else:
            with pool(self.jobs or os.cpu_count() or 1, weights, told) as processes:
                yield processes


@dataclass(slots=True, kw_only=True)
class _Reaper:
    """What is under way; `done` gives each source with what became of it."""

    means: Means
    schema: Schema
    profile: Profile
    room: Path
    results: Results | None
    pool: Pool
    done: SimpleQueue[tuple[int, Read | Unread | BaseException]]
    others: tuple[str, ...]
    progress: Progress

    def take(self, at: int, source: Source, got: Fetched | Path) -> None:
        """Have a source read that is on this machine now, unless its result is known."""
        try:
            self._take(at, source, got)
        except BaseException as error:  # noqa: BLE001 whoever waits for the queue must hear of it
            self.done.put((at, error))

    def _take(self, at: int, source: Source, got: Fetched | Path) -> None:
        if isinstance(got, TamisError):
            self.done.put((at, Unread(source=source, error=got)))
            return
        copy = got if isinstance(got, RemoteCopy) else None
        if copy:
            self.progress.found(source.id, str(copy.path))
        task = Task(
            source=source,
            location=str(copy.path if copy else got),
            schema=self.schema,
            profile=self.profile,
            folder=self.room / f"{at:06}",
            content=copy.sha256 if copy else "",
            others=self.others,
            limits=self.means.limits,
        )
        stale = copy.why if copy and not copy.fresh else ""
        read = partial(Read, source=source, stale=stale)
        if self.results is not None:
            known, task = self.results.find(task)
            if known is not None:
                self.done.put((at, read(harvest=known, reused=True)))
                return
        self.pool.submit(task).add_done_callback(partial(self._hear, at, source, read))

    def _hear(
        self, at: int, source: Source, read: Callable[..., Read], future: Future[Result]
    ) -> None:
        if future.cancelled():
            return  # another one failed: nobody waits any more
        made = future.exception() or future.result()
        if isinstance(made, TamisError):
            self.done.put((at, Unread(source=source, error=made)))
        elif isinstance(made, BaseException):
            self.done.put((at, made))
        else:
            self.done.put((at, read(harvest=made)))


def reap(
    manifest: Manifest,
    schema: Schema,
    profile: Profile,
    means: Means,
    room: Path,
    progress: Progress,
) -> list[Read | Unread]:
    """Read every source; one that cannot be read stops nothing but itself.

    Args:
        manifest: the sources.
        schema: what rows must be.
        profile: what each rule weighs.
        means: how sources are brought and read.
        room: a folder for what is not kept.
        progress: told how far it has gone.

    Returns:
        What became of each source, in order.
    """
    sources = manifest.sources
    results = Results(means.cache) if means.cache else None
    done: SimpleQueue[tuple[int, Read | Unread | BaseException]] = SimpleQueue()
    fetcher = Fetcher((means.cache or room) / "fetched", means.policy, stale=means.stale)
    weights = progress.sizes
    with means.pool(weights, lambda task, rows: progress.rows(task.source.id, rows)) as doing:
        reaper = _Reaper(
            means=means,
            schema=schema,
            profile=profile,
            room=room,
            results=results,
            pool=doing,
            done=done,
            others=schema_version.others(schema),
            progress=progress,
        )
        try:
            for at, source in enumerate(sources):
                if source.remote:
                    fetcher.ask(source, partial(reaper.take, at, source))
                else:
                    reaper.take(at, source, Path(source.path))
            made = _collected(len(sources), done, progress)
        finally:
            fetcher.close()
    if results is not None:
        results.prune(means.cache_size)
    return made


def _collected(
    count: int, done: SimpleQueue[tuple[int, Read | Unread | BaseException]], progress: Progress
) -> list[Read | Unread]:
    """Wait for every source.

    Raises:
        RefusedError: a guard refuses the whole; anything else is a fault of tamis.
    """
    made: dict[int, Read | Unread] = {}
    while len(made) < count:
        at, one = done.get()
        if isinstance(one, BaseException):
            raise one
        made[at] = one
        rows, reused = (one.harvest.rows, one.reused) if isinstance(one, Read) else (0, True)
        progress.source(one.source.id, rows, reused=reused)
    return [made[at] for at in range(count)]
