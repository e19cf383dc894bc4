"""Work that is ended once its time is over, whatever thread it is done in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final

#: Seconds between two looks, while there is something to look at.
_LOOK: Final = 0.05


class Deadlines:
    """Ends what takes too long. It changes.

    One thread looks after all: a timer for each query would take longer than most of them.
    """

    def __init__(self) -> None:
        self._lock, self._busy = threading.Lock(), threading.Event()
        self._ends: dict[int, tuple[float, Callable[[], None]]] = {}
        self._numbers, self._closed = count(), False
        threading.Thread(target=self._watch, name="tamis-deadlines", daemon=True).start()

    @contextmanager
    def within(self, seconds: float, end: Callable[[], None]) -> Iterator[None]:
        """Call `end` if what is done within takes so many seconds."""
        number = next(self._numbers)
        with self._lock:
            self._ends[number] = (time.monotonic() + seconds, end)
            self._busy.set()
        try:
            yield
        finally:
            with self._lock:
                self._ends.pop(number, None)

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._busy.set()

    def _watch(self) -> None:
        while not self._closed:
            self._busy.wait()
            time.sleep(_LOOK)
            with self._lock:
                now = time.monotonic()
                late = [number for number, (at, _) in self._ends.items() if at <= now]
                for number in late:  # under the lock: what is over is not ended
                    self._ends.pop(number)[1]()
                if not self._ends and not self._closed:
                    self._busy.clear()
