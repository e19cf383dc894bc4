"""How far a release has gone, and how long it still takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Final

from tamis.model.text import Text
from tamis.sources.row_estimate import estimate_rows


class Step(Enum):
    """What a release goes through, in order: what it is called, and what it weighs.

    A weight is the time that the bytes of all sources cost there, against the time of their
    reading: means of four runs over 2,000,000 rows, clean ones and dirty ones.
    """

    READING = (Text(fr="lecture", en="reading"), 1.0)
    CHOOSING = (Text(fr="recherche des doublons", en="looking for duplicates"), 0.03)
    WRITING = (Text(fr="écriture", en="writing"), 0.32)
    CHECKING = (Text(fr="contrôle final", en="final check"), 0.18)
    LISTING = (Text(fr="rejets et doublons", en="rejects and duplicates"), 0.01)
    COMPARING = (Text(fr="changements", en="changes"), 0.01)
    CLOSING = (Text(fr="descriptions", en="descriptions"), 0.09)

    @property
    def text(self) -> Text:
        """What is done."""
        return self.value[0]

    @property
    def weight(self) -> float:
        """What it costs, for one of reading."""
        return self.value[1]


_AFTER: Final = tuple(step for step in Step if step is not Step.READING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressStatus:
    """How far a release has gone.

    Attributes:
        doing: what is being done.
        done, sources: how many sources are read, of how many.
        rows: how many rows have been read.
        share: of the work that is done, between 0 and 1; it never goes back.
        left: seconds still to come, as far as one can tell; None at the beginning.
    """

    doing: Text
    done: int
    sources: int
    rows: int
    share: float
    left: float | None = None


#: Share of the work from which on the time left is told.
_ENOUGH: Final = 0.02
#: Bytes of a source of which nothing is known yet: as good a guess as any.
_UNKNOWN: Final = 1 << 20


@dataclass
class _Source:
    """A source: where it is, its bytes, the rows that are read of it."""

    path: str
    size: int
    rows: int = 0
    done: bool = False
    reused: bool = False

    @property
    def read(self) -> float:
        """The bytes that are read, as rows tell."""
        if self.done:
            return self.size
        if not self.rows or not self.ahead:
            return 0.0
        return self.size * min(self.rows / self.ahead, 1.0)

    @cached_property
    def ahead(self) -> int:
        """The rows that it should have, looked up once some are read; 0: nobody can tell."""
        return estimate_rows(self.path)


@dataclass(slots=True)
class ProgressTracker:
    """Takes in what happens, and tells it."""

    show: Callable[[ProgressStatus], None] | None = None
    clock: Callable[[], float] = time.monotonic
    _sources: dict[str, _Source] = field(default_factory=dict)
    _step: Step = Step.READING
    _within: float = 0.0
    _share: float = 0.0
    _since: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def begin(self, paths: Mapping[str, str]) -> None:
        """Learn what there is to read: the path of each source, by id."""
        self._since = self.clock()
        for name, path in paths.items():
            self.found(name, path)

    def found(self, name: str, path: str) -> None:
        """Learn where a source is now; one that is not here yet weighs as a guess."""
        try:
            size = 1 + Path(path).stat().st_size
        except (OSError, ValueError):
            size = _UNKNOWN
        self._sources[name] = _Source(path=path, size=size)

    @property
    def sizes(self) -> list[int]:
        """The bytes of each source, as far as they are known."""
        return [source.size for source in self._sources.values()]

    def rows(self, name: str, rows: int) -> None:
        """Take in the number of rows of a source read so far."""
        self._sources[name].rows = rows
        self._tell()

    def source(self, name: str, rows: int, *, reused: bool = False) -> None:
        """Take in that a source is read, or that its result was known."""
        source = self._sources[name]
        source.rows, source.done, source.reused = rows, True, reused
        self._tell()

    def step(self, step: Step) -> None:
        """Take in what is done now."""
        self._step, self._within = step, 0.0
        self._tell()

    def within(self, share: float) -> None:
        """Take in how much of the present step is done, between 0 and 1."""
        self._within = share
        self._tell()

    def _tell(self) -> None:
        if self.show is None:
            return
        with self._lock:
            done, left = self._work()
            self._share = max(self._share, done / (done + left) if done + left else 0.0)
            elapsed = self.clock() - self._since
            pace = ProgressStatus(
                doing=self._step.text,
                done=sum(source.done for source in self._sources.values()),
                sources=len(self._sources),
                rows=sum(source.rows for source in self._sources.values()),
                share=self._share,
                left=elapsed * left / done if self._share > _ENOUGH and done else None,
            )
        self.show(pace)

    def _work(self) -> tuple[float, float]:
        """Return the work that is done and that which is left, in bytes read.

        What was known from an earlier run is no work, but it is written again.
        """
        new = [source for source in self._sources.values() if not source.reused]
        read = sum(source.read for source in new)
        left = sum(source.size for source in new) - read
        size, later = sum(self.sizes), list(Step).index(self._step)
        for index, step in enumerate(_AFTER, start=1):
            past = 1.0 if index < later else self._within if index == later else 0.0
            read += size * step.weight * past
            left += size * step.weight * (1 - past)
        return read, left
