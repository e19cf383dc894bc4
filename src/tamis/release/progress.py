"""How far a release has gone, and how long it still takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from tamis.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far a release has gone.

    Attributes:
        doing: what is being done.
        done, sources: how many sources are read, of how many.
        rows: how many rows have been read.
        left: seconds still to come, as far as one can tell; None at the beginning.
    """

    doing: Text
    done: int
    sources: int
    rows: int
    left: float | None = None


_READING = Text(fr="lecture", en="reading")
#: Share of the time that reading takes; what is left is writing.
_SHARE = 0.7
_ENOUGH = 0.02


@dataclass(slots=True)
class Progress:
    """Takes in what happens, and tells it."""

    told: Callable[[Pace], None] | None = None
    weights: dict[str, int] = field(default_factory=dict)
    _sums: dict[str, int] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    _since: float = field(default_factory=time.monotonic)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, paths: dict[str, str]) -> None:
        """Learn what there is to read: the path of each source, by id."""
        for name, path in paths.items():
            try:
                self.weights[name] = 1 + Path(path).stat().st_size
            except OSError:
                self.weights[name] = 1 << 20  # remote: as good a guess as any

    def rows(self, name: str, rows: int) -> None:
        """Take in the number of rows of a source read so far."""
        with self._lock:
            self._sums[name] = rows
        self._tell(_READING)

    def source(self, name: str, rows: int) -> None:
        """Take in that a source is read."""
        with self._lock:
            self._sums[name] = rows
            self._done.add(name)
        self._tell(_READING)

    def step(self, doing: Text) -> None:
        """Take in what is done now that all is read."""
        self._tell(doing)

    def _tell(self, doing: Text) -> None:
        if self.told is None:
            return
        with self._lock:
            pace = Pace(
                doing=doing,
                done=len(self._done),
                sources=len(self.weights),
                rows=sum(self._sums.values()),
                left=self._left(),
            )
        self.told(pace)

    def _left(self) -> float | None:
        """Return the seconds still to come, as the bytes read so far tell."""
        whole = sum(self.weights.values())
        read = sum(self.weights[name] for name in self._done if name in self.weights)
        for name in self._sums.keys() - self._done:
            read += min(self._begun(name), self.weights.get(name, 0))
        share = _SHARE * read / whole if whole else 0.0
        elapsed = time.monotonic() - self._since
        return elapsed * (1 - share) / share if share > _ENOUGH else None

    def _begun(self, name: str) -> int:
        """Return about how many bytes of a source under way are read: as rows so far weigh."""
        rows = sum(self._sums[one] for one in self._done if one in self._sums)
        size = sum(self.weights.get(one, 0) for one in self._done)
        a_row = size / rows if rows else 300
        return int(self._sums[name] * a_row)
