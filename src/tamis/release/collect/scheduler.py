"""Every source, fetched, known again or read: as many at once as the machine allows."""

from __future__ import annotations

import os
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from tamis import failures
from tamis.model.dialect import TableDialect
from tamis.model.errors import DiskError, RestrictedError, SourceError, TamisError
from tamis.model.profile import Profile, dated
from tamis.model.schema import Schema
from tamis.model.text import Text
from tamis.release.collect import schema_version
from tamis.release.collect.cache import ResultCache
from tamis.release.collect.pool import OnRows, Pool, Result, pool
from tamis.release.collect.spark import spark_pool
from tamis.release.collect.task import Task
from tamis.release.inputs.fetch import Fetched, Fetcher
from tamis.release.inputs.manifest import Manifest, Source
from tamis.release.options import CollectOptions
from tamis.release.progress import ProgressTracker
from tamis.release.record_schema import RecordSchema
from tamis.release.result import ReadSource, UnreadSource
from tamis.sources import sidecar
from tamis.sources.last_change import day_of
from tamis.sources.remote_copy import RemoteCopy

#: What ends a release, whatever source meets it: nothing restricted is released, and none that a
#: full disk made incomplete.
_ENDING: Final = (RestrictedError, DiskError)


@contextmanager
def _open_pool(
    options: CollectOptions, schema: Schema, weights: Sequence[int], on_rows: OnRows
) -> Iterator[Pool]:
    """Give the pool that the options ask for; `weights` are the bytes of each source.

    A cluster reads tables: JSON records are read here.
    """
    if options.spark is not None and not isinstance(schema, RecordSchema):
        with spark_pool(options.spark, on_rows) as cluster:
            yield cluster
    else:
        with pool(options.jobs or os.cpu_count() or 1, weights, on_rows) as processes:
            yield processes


def _with_dialect(source: Source, dialect: TableDialect) -> Source:
    """Return a source with the encoding and the delimiter of all, where it does not say its own."""
    return replace(
        source,
        encoding=source.encoding or source.dialect.encoding or dialect.encoding,
        delimiter=source.delimiter or source.dialect.delimiter or dialect.delimiter,
    )


@dataclass(slots=True, kw_only=True)
class _Collector:
    """What is under way; `done` gives each source with what became of it."""

    options: CollectOptions
    schema: Schema
    profile: Profile
    workspace: Path
    results: ResultCache | None
    pool: Pool
    done: SimpleQueue[tuple[int, ReadSource | UnreadSource | BaseException]]
    others: tuple[str, ...]
    progress: ProgressTracker

    def take(self, index: int, source: Source, fetched: Fetched | Path) -> None:
        """Have a source read that is on this machine now, unless its result is known."""
        try:
            with failures.told_as_errors():
                self._take(index, source, fetched)
        except TamisError as error:
            is_last = isinstance(error, _ENDING)
            self.done.put((index, error if is_last else UnreadSource(source=source, error=error)))
        except BaseException as error:  # noqa: BLE001 whoever waits for the queue must hear of it
            self.done.put((index, error))

    def _take(self, index: int, source: Source, fetched: Fetched | Path) -> None:
        if isinstance(fetched, _ENDING):
            self.done.put((index, fetched))
            return
        if isinstance(fetched, TamisError):
            self.done.put((index, UnreadSource(source=source, error=fetched)))
            return
        copy = fetched if isinstance(fetched, RemoteCopy) else None
        if copy:
            self.progress.found(source.id, str(copy.path))
        task = Task(
            source=_with_dialect(source, self.options.dialect),
            location=str(copy.path if copy else fetched),
            schema=self.schema,
            profile=dated(self.profile, _month_end(source.modified)),
            folder=self.workspace / f"{index:06}",
            content=copy.sha256 if copy else "",
            others=self.others,
            limits=self.options.limits,
        )
        stale = copy.why if copy and not copy.fresh else ""
        origin = None if source.remote else sidecar.read(source.path)
        cut = origin is not None and origin.cut
        read = partial(ReadSource, source=source, stale=stale, cut=cut)
        if self.results is not None:
            result, task = self.results.find(task)
            if result is not None:
                self.done.put((index, _trusted(read(result=result, reused=True))))
                return
        self.pool.submit(task).add_done_callback(partial(self._hear, index, source, read))

    def _hear(
        self, index: int, source: Source, read: Callable[..., ReadSource], future: Future[Result]
    ) -> None:
        if future.cancelled():
            return  # another one failed: nobody waits any more
        result = future.exception() or future.result()
        if isinstance(result, TamisError) and not isinstance(result, _ENDING):
            self.done.put((index, UnreadSource(source=source, error=result)))
        elif isinstance(result, BaseException):
            self.done.put((index, result))
        else:
            self.done.put((index, _trusted(read(result=result))))


def _trusted(outcome: ReadSource) -> ReadSource | UnreadSource:
    """Count a source as not read where an error of its whole file says not to trust its rows."""
    refusals = outcome.result.refusals
    if not refusals:
        return outcome
    first = Text(fr=refusals[0].fr, en=refusals[0].en)
    return UnreadSource(source=outcome.source, error=SourceError(first))


def collect_sources(
    manifest: Manifest,
    schema: Schema,
    profile: Profile,
    options: CollectOptions,
    workspace: Path,
    progress: ProgressTracker,
) -> list[ReadSource | UnreadSource]:
    """Read every source; one that cannot be read stops nothing but itself.

    Args:
        manifest: the sources.
        schema: what rows must be.
        profile: what each rule weighs.
        options: how sources are brought and read.
        workspace: a folder for what is not kept.
        progress: told how far it has gone.

    Returns:
        What became of each source, in order.
    """
    sources = manifest.sources
    results = ResultCache(options.cache) if options.cache else None
    done: SimpleQueue[tuple[int, ReadSource | UnreadSource | BaseException]] = SimpleQueue()
    fetcher = Fetcher((options.cache or workspace) / "fetched", options.fetch, stale=options.stale)
    weights = progress.sizes
    with _open_pool(
        options, schema, weights, lambda task, rows: progress.rows(task.source.id, rows)
    ) as doing:
        collector = _Collector(
            options=options,
            schema=schema,
            profile=profile,
            workspace=workspace,
            results=results,
            pool=doing,
            done=done,
            others=schema_version.others(schema),
            progress=progress,
        )
        try:
            for index, source in enumerate(sources):
                if source.remote:
                    fetcher.ask(source, partial(collector.take, index, source))
                else:
                    collector.take(index, source, Path(source.path))
            collected = _wait_for_all(len(sources), done, progress)
        finally:
            fetcher.close()
    if results is not None:
        results.prune(options.cache_size)
    return collected


def _wait_for_all(
    count: int,
    done: SimpleQueue[tuple[int, ReadSource | UnreadSource | BaseException]],
    progress: ProgressTracker,
) -> list[ReadSource | UnreadSource]:
    """Wait for every source.

    Raises:
        RestrictedError: a source is restricted, and nothing is released.
        DiskError: there is no room left; anything else is a fault of tamis.
    """
    collected: dict[int, ReadSource | UnreadSource] = {}
    while len(collected) < count:
        index, outcome = done.get()
        if isinstance(outcome, BaseException):
            raise outcome
        collected[index] = outcome
        rows, reused = (
            (outcome.result.rows, outcome.reused) if isinstance(outcome, ReadSource) else (0, True)
        )
        progress.source(outcome.source.id, rows, reused=reused)
    return [collected[index] for index in range(count)]


def _month_end(modified: str) -> str:
    """Return the last day of the month in which a source was last changed; "" where nobody says.

    Sources of one header share a plan where they are of one month.
    """
    day = day_of(modified)
    if not day:
        return ""
    year, month = int(day[:4]), int(day[5:7])
    return f"{day[:8]}{monthrange(year, month)[1]:02}"
